// Package acting lets flows act: policies whose actions a flow draws, and flows that
// learn the law of what will be paid.
//
// A [World] is a Markov decision process of many copies that run side by side. It
// keeps no state of its own, so that whoever holds the states can go back to any.
package acting
