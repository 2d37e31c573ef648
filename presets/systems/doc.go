// Package systems holds the named systems of the field: for each the recipes that
// train it, what it is and is not, and figures with an exact answer or a bar, by
// which anyone can see that it works.
//
// One file holds one system; [All] is the table of them.
package systems
