// Package screen is what every part of the explorer is given: a [State] with
// the snapshot that is shown, the theme, the layout, what is selected, and the
// grid to draw on. A part asks for things by its methods: an [Order] for the
// trainer (Send), a sentence in the last row (Say, Warn), another layout
// (Arrange). Each returns a command; nothing blocks.
//
// A State belongs to the goroutine of the program. Commands capture values, never
// the State.
package screen
