// Bijou is a terminal explorer for normalizing flows: build a stack of
// invertible layers, watch it learn, and edit it while it does.
package main

import (
	"os"

	"bijou/tui/cli"
)

func main() { os.Exit(cli.Main()) }
