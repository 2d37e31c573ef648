// Package bench holds the standard runs by which bijou is measured, and the
// measuring: how fast a flow trains and evaluates on this machine, how close it
// comes to its data, and how exactly every layer undoes itself.
package bench
