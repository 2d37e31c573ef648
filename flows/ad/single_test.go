package ad_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
)

// A net in single precision and the same in double precision, with their gradients.
func TestASingleNetIsTheDoubleOneToSixDigits(t *testing.T) {
	for _, act := range []ad.Activation{ad.Identity, ad.TanhUnit, ad.ReLU, ad.SiLU, ad.ELU} {
		for _, widths := range [][]int{{3, 2}, {5, 17, 4}, {32, 130, 40, 33}} {
			r := rand.New(rand.NewPCG(11, uint64(len(widths))))
			length := 0
			for k := range widths[1:] {
				length += (widths[k] + 1) * widths[k+1]
			}
			theta := make([]float64, length)
			for i := range theta {
				theta[i] = 0.3 * r.NormFloat64()
			}
			x := ad.New(77, widths[0])
			for i := range x.Data {
				x.Data[i] = r.NormFloat64()
			}
			run := func(single bool) (out, grad, dx []float64) {
				tape := ad.NewTape(theta, make([]float64, length))
				var o, leaf *ad.Mat
				for range 2 { // the second time in memory that was used
					tape.Reset()
					leaf = tape.Leaf(x)
					net, at := ad.SingleNet{Act: act}, 0
					for k, in := range widths[:len(widths)-1] {
						w := tape.Param(at, in, widths[k+1])
						b := tape.Param(at+in*widths[k+1], 1, widths[k+1])
						at += (in + 1) * widths[k+1]
						net.Weights, net.Biases = append(net.Weights, w), append(net.Biases, b)
					}
					if single {
						o = ad.Single(leaf, net)
					} else {
						o = leaf
						for k := range net.Weights {
							a := act
							if k == len(net.Weights)-1 {
								a = ad.Identity
							}
							o = ad.Dense(o, net.Weights[k], net.Biases[k], a, nil)
						}
					}
					tape.Backward(ad.Sum(ad.Square(o)))
				}
				return o.Data, tape.Grad(), leaf.Grad
			}
			out, grad, dx := run(true)
			out2, grad2, dx2 := run(false)
			for i, pair := range [][2][]float64{{out, out2}, {grad, grad2}, {dx, dx2}} {
				if off := apart(pair[0], pair[1]); !(off < 2e-6) {
					t.Errorf("activation %d, widths %v, result %d: off by %.2g", act, widths, i, off)
				}
			}
		}
	}
}

// apart is the largest difference, as a part of the largest entry.
func apart(a, b []float64) float64 {
	worst, size := 0.0, 0.0
	for i, v := range b {
		worst, size = max(worst, math.Abs(a[i]-v)), max(size, math.Abs(v))
	}
	return worst / size
}

func TestASingleNetAllocatesNothing(t *testing.T) {
	theta := make([]float64, 20*20+20+20*4+4)
	for i := range theta {
		theta[i] = 0.01 * float64(i%17)
	}
	tape, x := ad.NewTape(theta, make([]float64, len(theta))), ad.New(64, 20)
	weights, biases := make([]*ad.Mat, 2), make([]*ad.Mat, 2)
	step := func() {
		tape.Reset()
		weights[0], biases[0] = tape.Param(0, 20, 20), tape.Param(400, 1, 20)
		weights[1], biases[1] = tape.Param(420, 20, 4), tape.Param(500, 1, 4)
		tape.Backward(ad.Sum(ad.Square(ad.Single(tape.Const(x), ad.SingleNet{Weights: weights, Biases: biases, Act: ad.SiLU}))))
	}
	step()
	if n := testing.AllocsPerRun(20, step); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// A convolution in single precision and the same of Patches, Dense and Gather in double,
// with their gradients, under conditions and without.
func TestASingleConvolutionIsTheDoubleOneToSixDigits(t *testing.T) {
	const n, channels, out = 5, 3, 2
	w := &ad.Window{Height: 3, Width: 4, Tall: 3, Wide: 3, Apart: 1}
	for _, hidden := range [][]int{{}, {7}, {9, 6}} {
		for _, conditions := range []int{0, 2} {
			r := rand.New(rand.NewPCG(12, uint64(len(hidden))))
			widths := []int{channels*w.Size() + conditions}
			widths = append(widths, hidden...)
			places := 1
			if len(hidden) > 0 {
				places = w.Size()
			}
			widths = append(widths, out*places)
			theta := make([]float64, 2000)
			x, told := ad.New(n*w.Positions(), channels), ad.New(n, conditions)
			for _, numbers := range [][]float64{theta, x.Data, told.Data} {
				for i := range numbers {
					numbers[i] = 0.5 * r.NormFloat64()
				}
			}
			tape := ad.NewTape(theta, make([]float64, len(theta)))
			var weights, biases [4]*ad.Mat
			run := func(single bool) (o, leaf, given *ad.Mat) {
				tape.Reset()
				leaf = tape.Leaf(x)
				if conditions > 0 {
					given = tape.Leaf(told)
				}
				at, last := 0, len(widths)-2
				for k, in := range widths[:last+1] {
					weights[k] = tape.Param(at, in, widths[k+1])
					at += in * widths[k+1]
					size := widths[k+1]
					if k == last {
						size = out
					}
					biases[k] = tape.Param(at, 1, size)
					at += size
				}
				if single {
					o = ad.SingleConv(leaf, given, ad.SingleNet{Weights: weights[:last+1], Biases: biases[:last+1], Act: ad.SiLU}, w)
				} else {
					o = ad.Patches(leaf, given, w)
					for k := range last {
						o = ad.Dense(o, weights[k], biases[k], ad.SiLU, nil)
					}
					if last == 0 {
						o = ad.Dense(o, weights[0], biases[0], ad.Identity, nil)
					} else {
						o = ad.Gather(ad.Dense(o, weights[last], nil, ad.Identity, nil), biases[last], w)
					}
				}
				tape.Backward(ad.Sum(ad.Square(o)))
				return o, leaf, given
			}
			numbers := func(single bool) (all [][]float64) {
				run(!single) // in memory that was used
				o, leaf, given := run(single)
				for _, of := range [][]float64{o.Data, tape.Grad(), leaf.Grad} {
					all = append(all, append([]float64(nil), of...))
				}
				if given != nil {
					all = append(all, append([]float64(nil), given.Grad...))
				}
				return all
			}
			got, want := numbers(true), numbers(false)
			for i := range want {
				if off := apart(got[i], want[i]); !(off < 2e-6) {
					t.Errorf("widths %v, result %d: off by %.2g", widths, i, off)
				}
			}
			if allocations := testing.AllocsPerRun(10, func() { run(true) }); allocations > 0 {
				t.Errorf("widths %v: %v allocations", widths, allocations)
			}
		}
	}
}
