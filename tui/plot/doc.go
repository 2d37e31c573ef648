// Package plot turns numbers into terminal cells: everything in the explorer that moves with every frame.
//
// A [Grid] is a rectangle of packed cells with one writer that emits an escape sequence only where the style
// changes. The pictures draw into a grid: [Scatter] point clouds and warped lattices in braille, [Heat] a field in
// half blocks, [Bar] a signed number in eighth blocks, [Frame] the border of a pane, [LossChart] and [Sparkline]
// curves on the canvas of ntcharts. [Fixed] and its siblings write numbers that keep their width.
//
// Three rules hold throughout. Every picture comes in three glyph sets ([Glyphs]), so that a terminal without
// braille or without Unicode still shows it. Every picture stays inside the rectangle it is given, whatever its size
// and whatever the floats: NaN is a hole, an infinity sits on the edge or is counted as outside. Nothing is painted
// that was not asked for: a cell without colour keeps the terminal's own.
//
// The package knows no theme: styles are passed in. Its types keep their buffers, so a second drawing of the same
// size allocates nothing (the two ntcharts pictures excepted); none of them may be used by two goroutines at once.
package plot
