// Package sweep reads what a person wants of many runs, as lr=1e-3,3e-3 | bins=8,16 |
// seed=1..5, and makes a config of each combination.
//
// An axis is a name, an equals sign and values between commas; axes stand between bars. A value
// that holds a comma or a bar outside brackets of its own stands in brackets. Whole numbers may
// be a range, 1..5, and positive numbers so many of even ratio from one to another, 1e-4..1e-2:5.
// A name is a setting of training, a field of the layers, of the base or of the data, or one of
// seed, data, stack; where several have it, what it belongs to stands before it with a point.
package sweep
