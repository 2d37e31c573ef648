package ad_test

import (
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
)

// degreesNet returns a net of cyclic degrees over three layers, sorted or not, as it is
// put on a tape, and how many parameters it has.
func degreesNet(sorted bool) (on func(t *ad.Tape) ad.SingleNet, length int) {
	const in, hidden, out, cycle = 5, 37, 15, 4
	degree := []func(k int) int{func(k int) int { return in - k }, func(k int) int { return k%cycle + 1 }, func(k int) int { return k%cycle + 1 }, func(k int) int { return k / 3 }}
	widths := []int{in, hidden, hidden, out}
	var byDegree []int
	for g := range cycle {
		for k := g; k < hidden; k += cycle {
			byDegree = append(byDegree, k)
		}
	}
	orders := [][]int{nil, byDegree, byDegree, nil}
	var masks []*ad.Mask
	for k, ins := range widths[:3] {
		free := make([]float64, ins*widths[k+1])
		for i := range free {
			if degree[k+1](i/ins) >= degree[k](i%ins) {
				free[i] = 1
			}
		}
		m := ad.NewMask(free, ins)
		if sorted {
			m.Sort(orders[k+1], orders[k], ins)
		}
		masks = append(masks, m)
		length += len(free) + widths[k+1]
	}
	return func(t *ad.Tape) ad.SingleNet {
		net, at := ad.SingleNet{Masks: masks, Act: ad.SiLU}, 0
		for k, ins := range widths[:3] {
			w := t.Param(at, ins, widths[k+1])
			for i := range w.Data { // what is masked is 0
				if degree[k+1](i/ins) < degree[k](i%ins) {
					w.Data[i] = 0
				}
			}
			at += len(w.Data)
			net.Weights, net.Biases = append(net.Weights, w), append(net.Biases, t.Param(at, 1, widths[k+1]))
			at += widths[k+1]
		}
		return net
	}, length
}

// The order of the units changes how a net in single precision rounds, and neither what it
// says nor where its gradient stands.
func TestASortedMaskChangesNoMoreThanRounding(t *testing.T) {
	const n = 33
	r := rand.New(rand.NewPCG(5, 17))
	_, length := degreesNet(false)
	theta, x := make([]float64, length), ad.New(n, 5)
	for _, numbers := range [][]float64{theta, x.Data} {
		for i := range numbers {
			numbers[i] = 0.5 * r.NormFloat64()
		}
	}
	run := func(sorted, apart bool) (out, grad, dx []float64) {
		on, _ := degreesNet(sorted)
		grad = make([]float64, length)
		tape := ad.NewTape(theta, grad)
		single := make([]float32, length)
		for range 2 { // the second time in memory that was used
			if tape.IntoSingle(grad, nil); apart {
				tape.IntoSingle(grad, single)
			}
			leaf := tape.Leaf(x)
			o := ad.Single(leaf, on(tape))
			tape.Backward(ad.Sum(ad.Square(o)))
			out, dx = o.Data, leaf.Grad
			tape.Grad()
		}
		for _, part := range tape.SingleGrads(nil) {
			if !part.Sorted() {
				t.Fatal("a part is not sorted")
			}
			middle := (part.Lo + part.Hi) / 2 // also from the middle of a row on
			part.AddUp(grad, [][]float32{single}, part.Lo, middle)
			part.AddUp(grad, [][]float32{single}, middle, part.Hi)
		}
		return out, grad, dx
	}
	out, grad, dx := run(false, false)
	for _, apart1 := range []bool{false, true} {
		out2, grad2, dx2 := run(true, apart1)
		for i, pair := range [][2][]float64{{out2, out}, {grad2, grad}, {dx2, dx}} {
			if off := apart(pair[0], pair[1]); !(off < 2e-6) {
				t.Errorf("gradient apart %t, result %d: off by %.2g", apart1, i, off)
			}
		}
	}
}

// A tape that is told of every rounding lays the weights out once for it.
func TestWhatIsLaidOutServesUntilTheNextRounding(t *testing.T) {
	on, length := degreesNet(true)
	theta, rounded := make([]float64, length), make([]float32, length)
	tape, x := ad.NewTape(theta, nil), ad.New(3, 5)
	tape.Rounded(rounded)
	say := func() float64 {
		tape.Reset()
		return ad.Single(tape.Const(x), on(tape)).Data[0]
	}
	set := func(v float32) {
		for i := range rounded {
			rounded[i] = v
		}
	}
	for i := range 3 {
		set(float32(i + 1))
		tape.RoundedAnew()
		if first, again := say(), say(); first != float64(i+1) || again != first {
			t.Fatalf("biases of %d say %v and then %v", i+1, first, again)
		}
	}
	set(9)
	if old := say(); old != 3 {
		t.Errorf("it was laid out again without being told: %v", old)
	}
}
