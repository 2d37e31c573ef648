package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad"
)

// A madeCase is a masked net with every free weight away from zero.
type madeCase struct {
	order []int
	given int
	net   *MLP
	p     Params
	theta []float64
	rng   *rand.Rand
}

const outputsEach = 2

// forEveryMADE runs a law for many shapes of the net. All hidden layers are
// wide enough to hold every degree.
func forEveryMADE(t *testing.T, law func(t *testing.T, c *madeCase)) {
	for _, d := range []int{1, 2, 3, 8} {
		for _, given := range []int{0, 1, 3} {
			for _, hidden := range [][]int{nil, {9}, {16, 8}} {
				for name, order := range madeOrders(d) {
					for _, act := range []ad.Activation{ad.TanhUnit, ad.ReLU} {
						t.Run(fmt.Sprintf("D=%d/given=%d/hidden=%v/%s/%d", d, given, hidden, name, act), func(t *testing.T) {
							law(t, newMADECase(order, given, hidden, act))
						})
					}
				}
			}
		}
	}
}

// newMADECase keeps every unit of a ReLU on for the samples of input.
func newMADECase(order []int, given int, hidden []int, act ad.Activation) *madeCase {
	c := &madeCase{order: order, given: given, rng: rand.New(rand.NewPCG(7, uint64(len(order))))}
	c.net = NewMADE(&c.p, order, given, hidden, Output{Width: outputsEach}, act)
	c.theta = make([]float64, c.p.Len)
	for _, b := range c.p.Blocks {
		b.Fill(c.theta, c.rng)
		for i := range b.In(c.theta) {
			if b.Mask == nil || b.Mask[i] != 0 {
				b.In(c.theta)[i] = 0.3 + 0.2*c.rng.Float64()
			}
			if act == ad.ReLU && b.Mask == nil {
				b.In(c.theta)[i] += 5
			}
		}
	}
	return c
}

func madeOrders(d int) map[string][]int {
	forward := make([]int, d)
	for i := range forward {
		forward[i] = i
	}
	reverse := slices.Clone(forward)
	slices.Reverse(reverse)
	return map[string][]int{"forward": forward, "reverse": reverse, "shuffled": rand.New(rand.NewPCG(5, 0)).Perm(d)}
}

// place is where an entry stands in the order; a given input stands before all.
func (c *madeCase) place(input int) int {
	if input >= len(c.order) {
		return -1
	}
	return slices.Index(c.order, input)
}

func (c *madeCase) input() *ad.Mat {
	x := ad.New(1, len(c.order)+c.given)
	for i := range x.Data {
		x.Data[i] = 0.3 * c.rng.NormFloat64()
	}
	return x
}

func TestTheOutputsOfAnEntryDependOnExactlyWhatComesBeforeIt(t *testing.T) {
	forEveryMADE(t, func(t *testing.T, c *madeCase) {
		x := c.input()
		for i := range c.order {
			for k := range outputsEach {
				tape := ad.NewTape(c.theta, make([]float64, len(c.theta)))
				leaf := tape.Leaf(x)
				out := c.net.Apply(leaf)
				tape.Backward(ad.Sum(ad.Cols(out, i*outputsEach+k, i*outputsEach+k+1)))
				for j, g := range leaf.Grad {
					if before := c.place(j) < c.place(i); before == (g == 0) {
						t.Errorf("d output %d of entry %d / d input %d = %g, and it comes before: %t", k, i, j, g, before)
					}
				}
			}
		}
	})
}

func TestAnEntryIsNotTouchedByWhatComesAfterItHoweverLarge(t *testing.T) {
	forEveryMADE(t, func(t *testing.T, c *madeCase) {
		x := c.input()
		before := slices.Clone(c.net.Apply(ad.NewTape(c.theta, nil).Const(x)).Data)
		for j := range c.order {
			far := x.Clone()
			far.Set(0, j, 1e200)
			after := c.net.Apply(ad.NewTape(c.theta, nil).Const(far)).Data
			for i := range c.order {
				for k := range outputsEach {
					if at := i*outputsEach + k; c.place(i) <= c.place(j) && after[at] != before[at] {
						t.Errorf("entry %d became 1e200: output %d of entry %d went from %g to %g", j, k, i, before[at], after[at])
					}
				}
			}
		}
	})
}

func TestOneEntryOfAMaskedNetIsItsPartOfAll(t *testing.T) {
	forEveryMADE(t, func(t *testing.T, c *madeCase) {
		x := ad.New(5, len(c.order)+c.given)
		for i := range x.Data {
			x.Data[i] = c.rng.NormFloat64()
		}
		for i := range c.order {
			all, alone := ad.NewTape(c.theta, make([]float64, len(c.theta))), ad.NewTape(c.theta, make([]float64, len(c.theta)))
			want := ad.Cols(c.net.Apply(all.Const(x)), i*outputsEach, (i+1)*outputsEach)
			got := c.net.On(alone).Entry(alone.Const(x), i)
			all.Backward(ad.Sum(ad.Square(want)))
			alone.Backward(ad.Sum(ad.Square(got)))
			if !near(got.Data, want.Data) {
				t.Errorf("entry %d alone is %v, among all %v", i, got.Data, want.Data)
			}
			if !near(alone.Grad(), all.Grad()) {
				t.Errorf("entry %d: the gradients differ", i)
			}
		}
	})
}

// near allows for another order of the same sums.
func near(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= 1e-12*(1+math.Abs(y)) })
}

func TestMaskedWeightsStartAtZeroAndGetNoGradient(t *testing.T) {
	forEveryMADE(t, func(t *testing.T, c *madeCase) {
		tape := ad.NewTape(c.theta, make([]float64, len(c.theta)))
		tape.Backward(ad.Sum(ad.Square(c.net.Apply(tape.Const(c.input())))))
		masked := 0
		for _, b := range c.p.Blocks {
			for i, m := range b.Mask {
				if m != 0 {
					continue
				}
				masked++
				if b.In(c.theta)[i] != 0 || b.In(tape.Grad())[i] != 0 {
					t.Errorf("%s[%d] is %g with gradient %g", b.Name, i, b.In(c.theta)[i], b.In(tape.Grad())[i])
				}
			}
		}
		if masked == 0 {
			t.Error("no weight is masked")
		}
	})
}

func TestANetStartsAsTheConstantOfItsBias(t *testing.T) {
	var p Params
	NewMADE(&p, []int{0, 1, 2}, 0, []int{8, 8}, Output{Width: 2, Bias: Constant(0.7)}, ad.SiLU)
	net := NewMLP(&p, 3, []int{8}, Output{Width: 4, Bias: Constant(-0.2)}, ad.ReLU)
	theta, rng := make([]float64, p.Len), rand.New(rand.NewPCG(1, 0))
	for _, b := range p.Blocks {
		b.Fill(theta, rng)
	}
	x := ad.New(5, 3)
	for i := range x.Data {
		x.Data[i] = rng.NormFloat64()
	}
	for _, v := range net.Apply(ad.NewTape(theta, nil).Const(x)).Data {
		if v != -0.2 {
			t.Errorf("an output starts at %g, want -0.2", v)
		}
	}
}

// A net that is told one entry after the other says of each, to the bit, what it says
// when it hears all of them at once.
func TestASequenceSaysWhatTheNetSaysOfAll(t *testing.T) {
	forEveryMADE(t, func(t *testing.T, c *madeCase) {
		sequenceSays(t, c)
		c.net.InSingle(true)
		sequenceSays(t, c)
	})
}

func sequenceSays(t *testing.T, c *madeCase) {
	if !c.net.Sequential() {
		return
	}
	x, known := ad.New(37, len(c.order)+c.given), ad.New(37, len(c.order)+c.given)
	for j := range x.Cols {
		for i := range x.Rows {
			x.Set(i, j, c.rng.NormFloat64())
		}
		if j >= len(c.order) {
			copy(known.Col(j), x.Col(j))
		}
	}
	tape := ad.NewTape(c.theta, nil)
	want := c.net.Apply(tape.Const(x))
	s := c.net.On(tape).Sequence(tape.Const(known))
	for place, i := range c.order {
		got := s.Next(i)
		if w := want.Data[i*outputsEach*x.Rows : (i+1)*outputsEach*x.Rows]; !slices.Equal(got.Data, w) {
			t.Errorf("entry %d, the %dth: the bits differ", i, place+1)
		}
		if one := c.net.On(tape).Entry(tape.Const(x), i); c.net.Single() && !slices.Equal(one.Data, got.Data) {
			t.Errorf("entry %d alone: the bits differ", i)
		}
		s.Tell(i, ad.Cols(tape.Const(x), i, i+1))
	}
}
