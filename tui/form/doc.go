// Package form edits fields of the catalogues: a [Form] is a list of rows in
// which a person moves, an [Editor] holds the draft of one value. Nothing
// happens to the fit before a draft is accepted.
package form
