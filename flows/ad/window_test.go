package ad

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A maps is a batch of maps with what a convolution is defined by, index by index.
type maps struct {
	Window
	n, in, out int
	x, weight  *Mat // weight holds for each output, input and place one number
	bias       *Mat
}

func newMaps(w Window, n, in, out int) maps {
	rng := rand.New(rand.NewPCG(3, 1))
	random := func(rows, cols int) *Mat {
		m := New(rows, cols)
		for i := range m.Data {
			m.Data[i] = rng.NormFloat64()
		}
		return m
	}
	return maps{w, n, in, out, random(w.Positions()*n, in), random(in*w.Size(), out), random(1, out)}
}

// at is the sum that defines output o of sample i at position y, x.
func (m maps) at(i, o, y, x int) float64 {
	sum := m.bias.Data[o]
	for c := range m.in {
		for k := range m.Size() {
			yy, xx := y+(k/m.Wide-m.Tall/2)*m.Apart, x+(k%m.Wide-m.Wide/2)*m.Apart
			if yy >= 0 && yy < m.Height && xx >= 0 && xx < m.Width {
				sum += m.weight.At(c*m.Size()+k, o) * m.x.At((yy*m.Width+xx)*m.n+i, c)
			}
		}
	}
	return sum
}

// byPatches makes the convolution of patches and a layer.
func (m maps) byPatches(t *Tape) *Mat {
	return Dense(Patches(t.Const(m.x), nil, &m.Window), t.Const(m.weight), t.Const(m.bias), Identity, nil)
}

// byGather makes the same of a layer and what its windows say.
func (m maps) byGather(t *Tape) *Mat {
	each := New(m.in, m.out*m.Size())
	for o := range m.out {
		for k := range m.Size() {
			for c := range m.in {
				each.Set(c, o*m.Size()+k, m.weight.At(c*m.Size()+k, o))
			}
		}
	}
	return Gather(Dense(t.Const(m.x), t.Const(each), nil, Identity, nil), t.Const(m.bias), &m.Window)
}

func TestBothWaysOfAConvolutionAreItsSum(t *testing.T) {
	for _, w := range []Window{
		{Height: 4, Width: 4, Tall: 3, Wide: 3, Apart: 1}, {Height: 5, Width: 3, Tall: 5, Wide: 3, Apart: 1}, {Height: 1, Width: 1, Tall: 3, Wide: 3, Apart: 1},
		{Height: 16, Width: 1, Tall: 3, Wide: 1, Apart: 4}, {Height: 2, Width: 2, Tall: 3, Wide: 3, Apart: 3}, {Height: 1, Width: 7, Tall: 1, Wide: 5, Apart: 2},
	} {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			m := newMaps(w, 3, 2, 4)
			tape := NewTape(nil, nil)
			for name, got := range map[string]*Mat{"Patches": m.byPatches(tape), "Gather": m.byGather(tape)} {
				for i := range m.n {
					for o := range m.out {
						for p := range m.Positions() {
							want := m.at(i, o, p/m.Width, p%m.Width)
							if v := got.At(p*m.n+i, o); math.Abs(v-want) > 1e-12 {
								t.Errorf("%s: output %d of sample %d at %d is %g, want %g", name, o, i, p, v, want)
							}
						}
					}
				}
			}
		})
	}
}

func TestAConditionIsHeardAtEveryPosition(t *testing.T) {
	w := Window{Height: 2, Width: 3, Tall: 1, Wide: 1, Apart: 1}
	a, given := New(12, 1), FromRows([][]float64{{5, 6}, {7, 8}})
	tape := NewTape(nil, nil)
	o := Patches(tape.Const(a), tape.Const(given), &w)
	for p := range 6 {
		for i := range 2 {
			for j := range 2 {
				if got := o.At(p*2+i, 1+j); got != given.At(i, j) {
					t.Errorf("position %d of sample %d hears %g of condition %d, want %g", p, i, got, j, given.At(i, j))
				}
			}
		}
	}
}
