package ad

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
)

// A program is one operation with the sizes of its operands; every operand is
// taken from θ, so that one gradient covers them all.
type program struct {
	sizes [][2]int
	low   float64 // operands lie in low … high
	high  float64
	run   func(in []*Mat) *Mat
}

// windows are what the programs see of two maps of 4×3 positions.
var windows = []Window{{Height: 4, Width: 3, Tall: 3, Wide: 3, Apart: 1}, {Height: 12, Width: 1, Tall: 3, Wide: 1, Apart: 2}}

var programs = map[string]program{
	"Add":                   {sizes: [][2]int{{4, 3}, {4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Add(m[0], m[1]) }},
	"Add a row":             {sizes: [][2]int{{4, 3}, {1, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Add(m[0], m[1]) }},
	"Sub from a column":     {sizes: [][2]int{{4, 1}, {4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Sub(m[0], m[1]) }},
	"Mul of column and row": {sizes: [][2]int{{4, 1}, {1, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Mul(m[0], m[1]) }},
	"Mul by a number":       {sizes: [][2]int{{1, 1}, {4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Mul(m[0], m[1]) }},
	"Mul with itself":       {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Mul(m[0], m[0]) }},
	"Div":                   {sizes: [][2]int{{4, 3}, {4, 3}}, low: 0.5, high: 2, run: func(m []*Mat) *Mat { return Div(m[0], m[1]) }},
	"Div by a row":          {sizes: [][2]int{{4, 3}, {1, 3}}, low: 0.5, high: 2, run: func(m []*Mat) *Mat { return Div(m[0], m[1]) }},
	"Scale":                 {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Scale(m[0], -1.7) }},
	"Shift":                 {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Mul(Shift(m[0], 3), m[0]) }},
	"Exp":                   {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Exp(m[0]) }},
	"Log":                   {sizes: [][2]int{{4, 3}}, low: 0.5, high: 2, run: func(m []*Mat) *Mat { return Log(m[0]) }},
	"Log1p":                 {sizes: [][2]int{{4, 3}}, low: -0.5, high: 2, run: func(m []*Mat) *Mat { return Log1p(m[0]) }},
	"Tanh":                  {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Tanh(m[0]) }},
	"Sech2":                 {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Sech2(m[0]) }},
	"Sigmoid":               {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Sigmoid(m[0]) }},
	"Softplus":              {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Softplus(m[0]) }},
	"Square":                {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(m[0]) }},
	"Sqrt":                  {sizes: [][2]int{{4, 3}}, low: 0.5, high: 2, run: func(m []*Mat) *Mat { return Sqrt(m[0]) }},
	"Sin":                   {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Sin(m[0]) }},
	"Cos":                   {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Cos(m[0]) }},
	"Replace":               {sizes: [][2]int{{4, 3}, {4, 1}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Replace(m[0], 1, m[1]) }},
	"SumFeatures":           {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return SumFeatures(m[0]) }},
	"Sum":                   {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Sum(m[0]) }},
	"Fill":                  {sizes: [][2]int{{1, 1}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Fill(m[0], 5) }},
	"Cols":                  {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Cols(m[0], 1, 3)) }},
	"Pick":                  {sizes: [][2]int{{4, 5}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Pick(m[0], []int{4, 0, 2}) }},
	"Pick of neighbours":    {sizes: [][2]int{{4, 5}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Pick(m[0], []int{2, 3})) }},
	"Weave":                 {sizes: [][2]int{{4, 2}, {4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Weave(m[0], m[1], []int{3, 0, 4, 1, 2}) }},
	"Join":                  {sizes: [][2]int{{4, 2}, {4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Join(m[0], m[1]) }},
	"AddScaled":             {sizes: [][2]int{{4, 3}, {4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return AddScaled(m[0], -1.7, Square(m[1])) }},
	"Reflect":               {sizes: [][2]int{{4, 3}, {1, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Reflect(m[0], m[1]) }},
	"View":                  {sizes: [][2]int{{4, 6}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(View(m[0], 12, 2)) }},
	"View of a view":        {sizes: [][2]int{{4, 6}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Cols(View(Cols(m[0], 1, 5), 8, 2), 1, 2)) }},
	"Patches":               {sizes: [][2]int{{24, 2}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Patches(m[0], nil, &windows[0])) }},
	"Patches apart":         {sizes: [][2]int{{24, 2}, {2, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Patches(m[0], m[1], &windows[1])) }},
	"Gate":                  {sizes: [][2]int{{5, 6}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Gate(m[0])) }},
	"Gather":                {sizes: [][2]int{{24, 18}, {1, 2}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Gather(m[0], m[1], &windows[0])) }},
	"Gather apart":          {sizes: [][2]int{{24, 6}, {1, 2}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Square(Gather(m[0], m[1], &windows[1])) }},
	"Contract":              {sizes: [][2]int{{4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Contract(m[0], 0.9) }},
	"Contract of a small":   {sizes: [][2]int{{4, 3}}, low: -0.1, high: 0.1, run: func(m []*Mat) *Mat { return Contract(m[0], 0.9) }},
	"DenseTangent":          tangentProgram(Identity),
	"DenseTangent tanh":     tangentProgram(TanhUnit),
	"DenseTangent relu":     tangentProgram(ReLU),
	"DenseTangent elu":      tangentProgram(ELU),
	"Trace":                 {sizes: [][2]int{{12, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Trace(m[0]) }},
	"LogDet":                {sizes: [][2]int{{12, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return LogDet(m[0]) }},
	"SolveRows":             {sizes: [][2]int{{12, 3}, {4, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return SolveRows(m[0], m[1]) }},
	"Dense":                 denseProgram(Identity, nil),
	"Dense without bias":    {sizes: [][2]int{{5, 3}, {3, 4}}, low: -2, high: 2, run: func(m []*Mat) *Mat { return Dense(m[0], m[1], nil, TanhUnit, nil) }},
	"Dense tanh":            denseProgram(TanhUnit, nil),
	"Dense relu":            denseProgram(ReLU, nil),
	"Dense silu":            denseProgram(SiLU, nil),
	"Dense elu":             denseProgram(ELU, nil),
	"Dense relu read by two": reluProgram(func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, nil), Mul(h, h))
	}),
	"Dense relu read by two, dense last": reluProgram(func(h, v *Mat) *Mat {
		square := Mul(h, h)
		return Join(Dense(h, v, nil, TanhUnit, nil), square)
	}),
	"Dense relu read by two dense": reluProgram(func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, nil), Dense(h, v, nil, ReLU, nil))
	}),
	"Dense relu read in part": reluProgram(func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, nil), Cols(Cols(h, 1, 4), 1, 2))
	}),
	"Dense of a part": reluProgram(func(h, v *Mat) *Mat {
		return Join(Dense(Cols(h, 0, 4), v, nil, TanhUnit, nil), Shift(h, 1))
	}),
	"Dense nobody reads": reluProgram(func(h, v *Mat) *Mat {
		Dense(h, v, nil, ReLU, nil)
		return Square(h)
	}),
	"Dense silu read by one": unitProgram(SiLU, func(h, v *Mat) *Mat { return Dense(h, v, nil, SiLU, nil) }),
	"Dense tanh read by one": unitProgram(TanhUnit, func(h, v *Mat) *Mat { return Dense(h, v, nil, TanhUnit, nil) }),
	"Dense elu read by one":  unitProgram(ELU, func(h, v *Mat) *Mat { return Dense(h, v, nil, ELU, nil) }),
	"Dense silu read by two": unitProgram(SiLU, func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, nil), Mul(h, h))
	}),
	"Dense silu read by two dense": unitProgram(SiLU, func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, nil), Dense(h, v, nil, SiLU, nil))
	}),
	"Dense silu read in part": unitProgram(SiLU, func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, nil), Cols(Cols(h, 1, 4), 1, 2))
	}),
	"Dense silu of a part": unitProgram(SiLU, func(h, v *Mat) *Mat {
		return Dense(Cols(h, 0, 4), v, nil, TanhUnit, nil)
	}),
	"Dense silu read through a mask": unitProgram(SiLU, func(h, v *Mat) *Mat { return Dense(h, v, nil, Identity, halfMask) }),
	"Dense by its own weights": {sizes: [][2]int{{5, 3}, {3, 3}, {1, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat {
		return Dense(Dense(m[0], m[1], m[2], TanhUnit, nil), m[1], m[2], SiLU, nil)
	}},
	"Dense masked at the edges":      denseProgram(ReLU, NewMask([]float64{0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0}, 3)),
	"Dense masked at the right":      denseProgram(SiLU, NewMask([]float64{1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0}, 3)),
	"Dense masked below":             denseProgram(Identity, NewMask([]float64{1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}, 3)),
	"Dense masked everywhere":        denseProgram(ReLU, NewMask(make([]float64, 12), 3)),
	"Dense relu read through a mask": reluProgram(func(h, v *Mat) *Mat { return Dense(h, v, nil, Identity, halfMask) }),
	"Dense relu read by two through masks": reluProgram(func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, halfMask), Join(Dense(h, v, nil, ReLU, noMask), Dense(h, v, nil, ReLU, nil)))
	}),
	"Dense relu read in full and through a mask": reluProgram(func(h, v *Mat) *Mat {
		return Join(Dense(h, v, nil, TanhUnit, nil), Dense(h, v, nil, ReLU, halfMask))
	}),
	"Hinges":        hingeProgram(Identity, nil),
	"Hinges relu":   hingeProgram(ReLU, nil),
	"Hinges masked": hingeProgram(Identity, NewMask([]float64{0, 0, 0, 0, 1, 1, 1, 1}, 4)),
	"Hinges by the weights of two": {sizes: [][2]int{{5, 3}, {3, 4}, {1, 4}, {4, 2}, {1, 2}}, low: -2, high: 2, run: func(m []*Mat) *Mat {
		return Join(Hinges(m[0], m[1], m[2], m[3], m[4], 2, ReLU, nil), Hinges(Square(m[0]), m[1], m[2], m[3], m[4], 0, ReLU, nil))
	}},
	"Hinges read by two": {sizes: [][2]int{{5, 3}, {3, 4}, {1, 4}, {4, 2}, {1, 2}, {2, 3}}, low: -2, high: 2, run: func(m []*Mat) *Mat {
		h := Hinges(m[0], m[1], m[2], m[3], m[4], 2, ReLU, nil)
		return Join(Dense(h, m[5], nil, TanhUnit, nil), Mul(h, h))
	}},
	"TriMul lower":   triangleProgram(func(m []*Mat) *Mat { return TriMul(Lower, m[0], nil, m[2]) }),
	"TriMul upper":   triangleProgram(func(m []*Mat) *Mat { return TriMul(Upper, m[0], m[1], m[2]) }),
	"TriSolve lower": triangleProgram(func(m []*Mat) *Mat { return TriSolve(Lower, m[0], m[1], m[2]) }),
	"TriSolve upper": triangleProgram(func(m []*Mat) *Mat { return TriSolve(Upper, m[0], nil, m[2]) }),
}

// halfMask frees what the last output sees of the middle of four inputs, noMask
// nothing.
var (
	halfMask = NewMask([]float64{0, 0, 0, 0, 0, 1, 1, 0}, 4)
	noMask   = NewMask(make([]float64, 8), 4)
)

func denseProgram(act Activation, mask *Mask) program {
	return program{sizes: [][2]int{{5, 3}, {3, 4}, {1, 4}}, low: -2, high: 2,
		run: func(m []*Mat) *Mat { return Dense(m[0], m[1], m[2], act, mask) }}
}

// hingeProgram hears the middle one of three inputs.
func hingeProgram(act Activation, mask *Mask) program {
	return program{sizes: [][2]int{{5, 3}, {3, 4}, {1, 4}, {4, 2}, {1, 2}}, low: -2, high: 2,
		run: func(m []*Mat) *Mat { return Hinges(m[0], m[1], m[2], m[3], m[4], 1, act, mask) }}
}

// reluProgram reads what a ReLU made, n×4, in more than one way.
func reluProgram(read func(h, v *Mat) *Mat) program { return unitProgram(ReLU, read) }

func unitProgram(act Activation, read func(h, v *Mat) *Mat) program {
	return program{sizes: [][2]int{{5, 3}, {3, 4}, {1, 4}, {4, 2}}, low: -2, high: 2,
		run: func(m []*Mat) *Mat { return read(Dense(m[0], m[1], m[2], act, nil), m[3]) }}
}

func tangentProgram(act Activation) program {
	return program{sizes: [][2]int{{10, 3}, {3, 4}, {5, 4}}, low: -0.9, high: 0.9,
		run: func(m []*Mat) *Mat { return DenseTangent(m[0], m[1], m[2], act) }}
}

func triangleProgram(run func([]*Mat) *Mat) program {
	return program{sizes: [][2]int{{3, 3}, {1, 3}, {5, 3}}, low: 0.5, high: 2, run: run}
}

func (p program) size() int {
	n := 0
	for _, s := range p.sizes {
		n += s[0] * s[1]
	}
	return n
}

// loss runs the program on θ and returns Σ weights · result.
func (p program) loss(t *Tape, weights *rand.Rand) *Mat {
	in := make([]*Mat, len(p.sizes))
	offset := 0
	for i, s := range p.sizes {
		in[i] = t.Param(offset, s[0], s[1])
		offset += s[0] * s[1]
	}
	out := p.run(in)
	w := New(out.Rows, out.Cols)
	for i := range w.Data {
		w.Data[i] = weights.NormFloat64()
	}
	return Sum(Mul(out, t.Const(w)))
}

func TestEveryOperationMatchesFiniteDifferences(t *testing.T) {
	const seed = 11
	for name, p := range programs {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 1))
			theta := make([]float64, p.size())
			for i := range theta {
				theta[i] = p.low + (p.high-p.low)*rng.Float64()
			}
			value := func(theta []float64) float64 {
				return p.loss(NewTape(theta, nil), rand.New(rand.NewPCG(seed, 2))).Data[0]
			}
			tape := NewTape(theta, make([]float64, len(theta)))
			tape.Backward(p.loss(tape, rand.New(rand.NewPCG(seed, 2))))
			want := fd.Gradient(nil, value, theta, &fd.Settings{Formula: fd.Central})
			for i, g := range tape.Grad() {
				if math.Abs(g-want[i]) > 1e-7*(1+math.Abs(want[i])) {
					t.Errorf("seed %d: d/dθ[%d] = %g, finite difference %g", seed, i, g, want[i])
				}
			}
		})
	}
}

func TestAMaskedWeightGetsNoGradient(t *testing.T) {
	mask := []float64{1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1}
	p := denseProgram(TanhUnit, NewMask(mask, 3))
	rng := rand.New(rand.NewPCG(5, 1))
	theta := make([]float64, p.size())
	for i := range theta {
		theta[i] = rng.NormFloat64()
	}
	tape := NewTape(theta, make([]float64, len(theta)))
	tape.Backward(p.loss(tape, rng))
	for i, g := range tape.Grad()[15:27] {
		if (g == 0) != (mask[i] == 0) {
			t.Errorf("weight %d: mask %g, gradient %g", i, mask[i], g)
		}
	}
}

func TestAStepAllocatesNothing(t *testing.T) {
	for name, p := range programs {
		t.Run(name, func(t *testing.T) {
			theta := make([]float64, p.size())
			for i := range theta {
				theta[i] = 1 + float64(i)/10
			}
			tape := NewTape(theta, make([]float64, len(theta)))
			in := make([]*Mat, len(p.sizes))
			step := func() {
				tape.Reset()
				offset := 0
				for i, s := range p.sizes {
					in[i] = tape.Param(offset, s[0], s[1])
					offset += s[0] * s[1]
				}
				tape.Backward(Sum(p.run(in)))
			}
			step()
			literals := 0.0 // the index slices that some test programs write in place
			if strings.HasPrefix(name, "Pick") || name == "Weave" {
				literals = 1
			}
			if n := testing.AllocsPerRun(10, step); n > literals {
				t.Errorf("%g allocations a step", n)
			}
		})
	}
}

func TestATapeWithoutGradientRecordsNothing(t *testing.T) {
	tape := NewTape([]float64{1, 2}, nil)
	loss := Sum(Exp(tape.Param(0, 1, 2)))
	tape.Backward(loss)
	if loss.Grad != nil || len(tape.record) != 0 {
		t.Errorf("recorded %d operations", len(tape.record))
	}
}

func TestNothingIsRecordedWhileATapeIsPaused(t *testing.T) {
	theta := []float64{1, 2}
	tape := NewTape(theta, make([]float64, 2))
	before := Exp(tape.Param(0, 1, 2))
	mark := tape.Pause()
	aside := Mul(before, tape.Param(0, 1, 2))
	if aside.Grad != nil || tape.Records() {
		t.Error("a value of a pause has a gradient")
	}
	tape.Resume(mark)
	after := Exp(before)
	if &after.Data[0] != &aside.Data[0] {
		t.Error("the memory of the pause was not used again")
	}
	tape.Backward(Sum(after))
	for i, g := range tape.Grad() {
		if want := math.Exp(math.Exp(theta[i])) * math.Exp(theta[i]); math.Abs(g-want) > 1e-12*want {
			t.Errorf("d/dθ[%d] = %g, want %g", i, g, want)
		}
	}
}

func TestResetReusesMemoryAndZeroesGradients(t *testing.T) {
	tape := NewTape([]float64{1, 2}, make([]float64, 2))
	first := tape.Leaf(FromRows([][]float64{{1, 2}}))
	tape.Backward(Sum(Mul(first, Exp(tape.Param(0, 1, 2)))))
	if first.Grad[0] == 0 || tape.Grad()[0] == 0 {
		t.Error("Backward leaves gradients at 0")
	}
	tape.Reset()
	second := tape.Leaf(FromRows([][]float64{{1, 2}}))
	if &first.Data[0] != &second.Data[0] {
		t.Error("the first value after Reset has new memory")
	}
	if second.Grad[0] != 0 || tape.Grad()[0] != 0 {
		t.Error("gradients survived Reset")
	}
}

func TestAMisfitPanicsWithTheSizes(t *testing.T) {
	defer func() {
		if got, want := fmt.Sprint(recover()), "ad: Add of 2×3 and 4×3"; got != want {
			t.Errorf("panic %q, want %q", got, want)
		}
	}()
	tape := NewTape(make([]float64, 6), nil)
	Add(tape.Param(0, 2, 3), New(4, 3))
}
