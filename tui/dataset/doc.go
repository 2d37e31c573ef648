// Package dataset is what there is to learn from, as the explorer offers it: the
// sets and targets of the catalogue with values for their fields, and a person's
// own data.
package dataset
