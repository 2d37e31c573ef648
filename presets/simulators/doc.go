// Package simulators holds models that are known by what they draw: parameters from a
// prior, and what is then measured. A flow learns the posterior of the parameters under
// every measurement at once (neural posterior estimation).
//
// One file holds one model; [Catalogue] is the table of them. Where the posterior has a
// formula, the model is a [bijou/model.Conditional], and flows are held against it.
// Parameters keep to the support of their prior exactly: they are learnt on the line that
// the support is carried to.
package simulators
