package flows_test

import (
	"fmt"

	"bijou/flows"
	"bijou/flows/ad"
)

// A stack is text: it runs from the base to the data.
func ExampleParseSpec() {
	spec, err := flows.ParseSpec("actnorm, coupling(rqs, bins=16)*2, linear")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(spec), "layers:", spec)
	// Output:
	// 4 layers: actnorm, coupling(rqs, bins=16)*2, linear
}

// Forward carries the base to the data and tells log|det dx/dz| of every row.
func ExampleStack_Chain() {
	spec, err := flows.ParseSpec("affine(scale=2, shift=1)")
	if err != nil {
		fmt.Println(err)
		return
	}
	stack, err := flows.NewStack(spec, 2, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	theta := make([]float64, stack.Len)
	stack.Start(theta, 1)
	tape := ad.NewTape(theta, nil)
	z := tape.Const(ad.FromRows([][]float64{{0, 1}}))
	x, ladj := stack.Chain().Forward(z, nil)
	fmt.Printf("x = (%g, %g), log|det| = %.4f\n", x.At(0, 0), x.At(0, 1), ladj.At(0, 0))
	back, _ := stack.Chain().Inverse(x, nil)
	fmt.Printf("z = (%g, %g)\n", back.At(0, 0), back.At(0, 1))
	// Output:
	// x = (1, 3), log|det| = 1.3863
	// z = (0, 1)
}
