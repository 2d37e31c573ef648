// Package tables writes rows of numbers and texts in the formats that people have: CSV,
// JSON lines, arrays of NumPy, and Parquet. What it writes, package presets reads.
package tables
