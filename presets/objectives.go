package presets

// The objectives beside those of package model.
import _ "bijou/model/matching"
