package tui

import "fmt"

func ExampleKeys() {
	for _, k := range Keys()[:3] {
		fmt.Printf("%s: %s, %s\n", k.Where, k.Keys, k.Does)
	}
	// Output:
	// Always: space, train, or pause
	// Always: ctrl+c, quit at once
	// Always: ctrl+z, suspend to the shell; fg comes back
}
