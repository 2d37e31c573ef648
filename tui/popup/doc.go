// Package popup holds what lies over the screen while it is open: the keys
// ([Help]), the data sets ([Picker]), the layers and bases ([Add]), how good the
// flow is ([Diagnosis]) and the run as a command line ([Line]).
//
// Each draws on its State and answers by methods; the root opens and closes them
// and does what was chosen. A Diagnosis and Thumbnails outlive their popup, so
// that what was measured or drawn is kept.
package popup
