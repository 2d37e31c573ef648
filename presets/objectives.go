package presets

// The objectives beside those of package model.
import (
	_ "bijou/model/code"
	_ "bijou/model/matching"
)
