// Package worlds is a catalogue of worlds to act in. Each is small enough for the
// program to know by itself what the best of all agents gets: by a formula, by
// Riccati's equation, by dynamic programming.
package worlds
