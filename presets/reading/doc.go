// Package reading turns the files of people into data: tables as CSV, JSON lines, NumPy or
// Parquet, and images as PNG or NumPy. [ReadCSV] and [OpenCSV] take points from a table,
// [Call] takes what a person calls a file apart and opens it, and [Rows] reads points that
// are answered one by one as a run has learnt them.
//
// They trust nothing: every size is bounded, a value is a plain decimal number or is
// refused, and a file that cannot be used ends in a [*BadFileError], which is one sentence
// with line numbers and advice. What was decided about a table is told in a [Report], and a
// [Reading] says it otherwise.
//
// From bytes to points it goes: text.go finds the format and makes it text, sniff.go and
// layout.go find how values stand apart and what stands above them, table.go parses, choose.go
// and select.go take columns and rows, and what spoils a fit has a file of its own, as gaps.go,
// outliers.go, exactcolumns.go, whole.go.
package reading
