package flows

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

// levels is a Glow of two levels, for images of two channels, levelsInDouble the same for
// small differences.
const (
	levels         = "affine, glow(hidden=5), squeeze, split(hidden=4), linear(channel), glow(hidden=4x3), squeeze, actnorm(channel)"
	levelsInDouble = "affine, glow(hidden=5, double), squeeze, split(hidden=4, double), linear(channel), glow(hidden=4x3, double), squeeze, actnorm(channel)"
)

var levelsShape = Shape{2, 4, 4}

// stirred builds a stack over a shape and moves its parameters from their start.
func stirred(t *testing.T, text string, shape Shape) (*Stack, []float64, subject) {
	t.Helper()
	stack, err := Restack(Number(parsed(t, text)), shape, 0)
	if err != nil {
		t.Fatal(err)
	}
	s := newShapedSubject(t, parsed(t, "affine")[0], shape, 0) // for its random numbers
	theta := make([]float64, stack.Len)
	stack.Start(theta, lawSeed)
	for i := range theta {
		theta[i] += 0.2 * s.rng.NormFloat64()
	}
	for _, l := range stack.Layers {
		for _, b := range l.Blocks {
			for i, free := range b.Mask {
				b.In(theta)[i] *= free
			}
		}
	}
	return stack, theta, s
}

func TestLayersActOnTheShapeThatTheLayersTowardsTheDataLeave(t *testing.T) {
	stack, _, _ := stirred(t, levels, levelsShape)
	var got []string
	for _, l := range stack.Layers {
		got = append(got, l.Shape.String())
	}
	want := []string{"16×1×1", "16×1×1", "4×2×2", "8×2×2", "8×2×2", "8×2×2", "2×4×4", "2×4×4"}
	if !slices.Equal(got, want) {
		t.Errorf("shapes %v, want %v", got, want)
	}
}

func TestAFlowOfLevelsIsADensity(t *testing.T) {
	stack, theta, s := stirred(t, levelsInDouble, levelsShape)
	flow := stack.Flow(Normal{})
	tape := ad.NewTape(theta, nil)
	x, drawn := flow.Sample(tape.Const(s.batch(20, 1)), nil)
	logp := flow.LogProb(x, nil)
	for i, want := range drawn.Data {
		if !near(logp.Data[i], want, 1e-9) {
			t.Errorf("sample %d: log p is %.12g by the inverse, %.12g by the forward direction", i, logp.Data[i], want)
		}
	}
	at := x.Row(nil, 0)
	j := mat.NewDense(s.dim, s.dim, nil)
	fd.Jacobian(j, func(dst, x []float64) {
		z, _ := flow.Map.Inverse(ad.NewTape(theta, nil).Const(ad.FromRows([][]float64{x})), nil)
		z.Row(dst, 0)
	}, at, &fd.JacobianSettings{Formula: fd.Central, Step: 1e-5})
	want, _ := mat.LogDet(j)
	if _, got := flow.Map.Inverse(tape.Const(ad.FromRows([][]float64{at})), nil); !near(got.Data[0], want, 1e-5) {
		t.Errorf("log|det| = %g, finite differences give %g", got.Data[0], want)
	}
}

// What leaves at a split is N(shift, scale) by what stays, and nothing else.
func TestWhatLeavesIsNotTouchedByLayersNearerToTheBase(t *testing.T) {
	with, theta, s := stirred(t, "glow(hidden=4), split(hidden=4)", Shape{4, 2, 2})
	x := s.batch(10, 1)
	path := with.Evaluator(Normal{}, theta).Inverse(x)
	for j := 8; j < 16; j++ {
		if !slices.Equal(path.At[0].Col(j), path.At[1].Col(j)) {
			t.Errorf("entry %d left at the split and was moved again", j)
		}
	}
	for j := range 8 {
		if slices.Equal(path.At[0].Col(j), path.At[1].Col(j)) {
			t.Errorf("entry %d stayed and was not moved", j)
		}
	}
}

// By the order of channels, height and width that PyTorch's pixel_unshuffle and
// others differ in.
func TestSqueezeTakesPlacesBeforeChannels(t *testing.T) {
	data := Shape{2, 2, 2}
	x := ad.FromRows([][]float64{{0, 1, 2, 3, 10, 11, 12, 13}})
	z, _ := newSqueeze(data).Inverse(ad.NewTape(nil, nil).Const(x), nil)
	if want := []float64{0, 10, 1, 11, 2, 12, 3, 13}; !slices.Equal(z.Row(nil, 0), want) {
		t.Errorf("%v, want %v", z.Row(nil, 0), want)
	}
}

func TestHaarKeepsThePictureOfHalfTheSizeFirst(t *testing.T) {
	data := Shape{1, 2, 4}
	x := ad.FromRows([][]float64{{1, 3, 5, 5, 2, 6, 5, 5}})
	z, _ := newHaar(data).Inverse(ad.NewTape(nil, nil).Const(x), nil)
	want := []float64{6, 10, -3, 0, -2, 0, 1, 0}
	for i, v := range z.Row(nil, 0) {
		if math.Abs(v-want[i]) > 1e-14 {
			t.Errorf("%v, want %v", z.Row(nil, 0), want)
			break
		}
	}
}

func TestARotationStartsAsOne(t *testing.T) {
	for _, d := range []int{2, 3, 4, 8, 16} {
		stack, err := Restack(Number(parsed(t, "glow")), Shape{d, 2, 2}, 0)
		if err != nil {
			t.Fatal(err)
		}
		theta := make([]float64, stack.Len)
		stack.Start(theta, 1)
		unit := ad.New(d, 4*d)
		for c := range d { // sample c is channel c alone, everywhere
			for p := range 4 {
				unit.Set(c, c*4+p, 1)
			}
		}
		w, ladj := stack.Layers[0].Map.Forward(ad.NewTape(theta, nil).Const(unit), nil)
		for a := range d {
			for b := range d {
				dot, want := 0.0, 0.0
				for c := range d {
					dot += w.At(a, c*4) * w.At(b, c*4)
				}
				if a == b {
					want = 1
				}
				if math.Abs(dot-want) > 1e-12 || math.Abs(ladj.Data[a]) > 1e-12 {
					t.Errorf("%d channels: row %d times row %d is %g, log|det| %g", d, a, b, dot, ladj.Data[a])
				}
			}
		}
		if math.Abs(w.At(0, 0)) > 0.99 {
			t.Errorf("%d channels: nothing is mixed", d)
		}
	}
}

func TestALayerSaysWhyAShapeDoesNotFit(t *testing.T) {
	for text, want := range map[string]string{
		"squeeze":                       "layer 1: it halves height and width, and 2×3×2 has an odd one",
		"squeeze(flip)":                 "layer 1: the other way round it makes one channel of four, and 2×3×2 has 2",
		"split, split":                  "layer 1: it needs two channels, and 1×3×2 has one; squeeze first",
		"coupling(conv), split":         "layer 1: a convolution under the mask even needs two channels; squeeze first, or take the masks black and white",
		"rotate, split, split(off)":     "layer 2: it needs two channels, and 1×3×2 has one; squeeze first",
		"glow, coupling(black), affine": "",
	} {
		_, err := Restack(Number(parsed(t, text)), Shape{2, 3, 2}, 0)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case want != "" && (err == nil || err.Error() != want):
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, err := NewStack(parsed(t, "coupling(white)"), 4, 0); err == nil || !strings.Contains(err.Error(), "4 columns") {
		t.Errorf("coupling(white) of columns: %v", err)
	}
}

func TestLayersOfChannelsStartFromAllPositions(t *testing.T) {
	stack, _, s := stirred(t, "actnorm(channel), split(hidden=0), affine(scale=3, shift=2), glow(linear, hidden=3)", Shape{2, 2, 2})
	theta := make([]float64, stack.Len)
	stack.Start(theta, lawSeed)
	x := s.batch(50, 1)
	for i, v := range x.Data {
		x.Data[i] = 3 + float64(1+i/200)*v // channel by channel
	}
	stack.StartFrom(x, nil, theta)
	path := stack.Evaluator(Normal{}, theta).Inverse(x)
	for at, channels := range map[int]int{0: 1, 3: 2} {
		for c := range channels {
			mean, sd := moments(path.At[at].Data[c*200 : (c+1)*200])
			if math.Abs(mean) > 1e-9 || math.Abs(sd-1) > 1e-9 {
				t.Errorf("channel %d before layer %d has mean %g and deviation %g", c, at+1, mean, sd)
			}
		}
	}
}

func TestATrainingStepOfLevelsAllocatesNothing(t *testing.T) {
	stack, theta, s := stirred(t, levels, levelsShape)
	tape, x, flow := ad.NewTape(theta, make([]float64, len(theta))), s.batch(16, 1), stack.Flow(Normal{})
	step := func() {
		tape.Reset()
		tape.Backward(ad.Sum(flow.LogProb(tape.Const(x), nil)))
	}
	step()
	if n := testing.AllocsPerRun(5, step); n > 0 {
		t.Errorf("%g allocations a step", n)
	}
}
