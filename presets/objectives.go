package presets

// The objectives beside those of package model.
import (
	_ "bijou/model/code"
	_ "bijou/model/latent"
	_ "bijou/model/matching"
)
