package flows

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// A FittedMixture is a base of K normal distributions with full covariances that EM
// fits to data (Dempster, Laird and Rubin 1977). They are fitted once and not trained:
// layers that start as the identity over it begin at the likelihood of the mixture.
//
// A component is a column of the block, D + D² + 1 numbers: its centre μ, the matrix
// W that makes it white, lower triangular and row by row, and its log weight:
//
//	log p(z) = log Σ w_k · det W_k · N(W_k(z − μ_k); 0, I)
type FittedMixture struct {
	name       string
	components int // 0 before they are counted
	shape      string
	shrink     float64
	noise      float64
	block      nn.Block
	dim        int
}

// Shapes of covariances that a mixture is fitted with.
const (
	fullShape     = "full"
	tiedShape     = "tied"
	diagonalShape = "diagonal"
	bestShape     = "best" // of them
)

// Name returns the name with what was set: mixture(fit, components=3).
func (m *FittedMixture) Name() string { return m.name }

// bind finds room for the components. No number of it is free.
func (m *FittedMixture) bind(p *nn.Params, dim int) Base {
	bound := *m
	bound.dim = dim
	rows, cols := dim+dim*dim+1, m.count()
	bound.block = p.AddMasked("components", rows, cols, make([]float64, rows*cols), nil)
	return &bound
}

// count is the number of components, that of noise with them.
func (m *FittedMixture) count() int {
	if m.noise > 0 {
		return max(1, m.components) + 1
	}
	return max(1, m.components)
}

// at returns the base with the numbers of θ.
func (m *FittedMixture) at(theta []float64) Base {
	return &fitted{m, &ad.Mat{Rows: m.block.Rows, Cols: m.block.Cols, Data: m.block.In(theta)}}
}

// Fit fits the components to data at the base, n×D, with the weight of every row, nil
// where all count the same, and writes them into θ.
func (m *FittedMixture) Fit(z *ad.Mat, weights []float64, theta []float64) {
	fit := fitComponents(weighing(z, weights).once(), plan{max(1, m.components), m.shape, m.shrink, m.noise, false})
	fit.write(m.block.In(theta))
}

// LogProb returns the log-sum-exp of the components in θ.
func (m *FittedMixture) LogProb(z *ad.Mat) *ad.Mat {
	return logComponents(z, m.block.On(z.Tape()))
}

// Draw panics: what to draw depends on θ.
func (m *FittedMixture) Draw(*rand.Rand, *ad.Mat) {
	panic("flows: a fitted base is drawn from by BaseAt")
}

// fitted is a fitted mixture with its numbers.
type fitted struct {
	*FittedMixture
	numbers *ad.Mat
}

// LogProb returns the log-sum-exp of the components.
func (f *fitted) LogProb(z *ad.Mat) *ad.Mat { return logComponents(z, f.numbers) }

// Draw fills z sample by sample: a component, then W⁻¹ of normal numbers.
func (f *fitted) Draw(rng *rand.Rand, z *ad.Mat) {
	d, last := z.Cols, f.numbers.Rows-1
	at := make([]float64, d)
	for i := range z.Rows {
		k, left := 0, rng.Float64()
		for ; k < f.numbers.Cols-1 && left >= math.Exp(f.numbers.At(last, k)); k++ {
			left -= math.Exp(f.numbers.At(last, k))
		}
		c := f.numbers.Col(k)
		for j := range at {
			at[j] = rng.NormFloat64()
		}
		for j := range d { // W v = at
			for r := range j {
				at[j] -= c[d+j*d+r] * at[r]
			}
			at[j] /= c[d+j*d+j]
			z.Set(i, j, c[j]+at[j])
		}
	}
}

// logComponents returns log p of every sample, n×D to n×1.
func logComponents(z, numbers *ad.Mat) *ad.Mat {
	t, n, d, count := z.Tape(), z.Rows, z.Cols, numbers.Cols
	logp := t.Value(n, 1, z.Grad != nil)
	shares := t.Value(n, count+2, false) // and room for what backward makes of a component
	for k := range count {
		logComponent(shares.Col(k), shares.Col(count), z, numbers.Col(k), d)
	}
	for i := range n {
		logp.Data[i] = logShares(shares.Data, count, n, i)
	}
	ad.Custom(componentsDensity{}, ad.Call{In: [5]*ad.Mat{z}, Out: [2]*ad.Mat{logp}, Saved: [2]*ad.Mat{shares, numbers}})
	return logp
}

// logComponent writes log w·N of every sample into dst; c is a component.
func logComponent(dst, away []float64, z *ad.Mat, c []float64, d int) {
	logDet := c[len(c)-1] - float64(d)*log2Pi/2
	for j := range d {
		logDet += math.Log(c[d+j*d+j])
	}
	clear(dst)
	for j := range d {
		whiten(away, z, c, j, d)
		kernel.AddSquare(dst, away, 0)
	}
	for i, v := range dst {
		dst[i] = logDet - v/2
	}
}

// whiten writes entry j of W(z − μ) of every sample into dst.
func whiten(dst []float64, z *ad.Mat, c []float64, j, d int) {
	clear(dst)
	shift := 0.0
	for r := range j + 1 {
		l := c[d+j*d+r]
		if l == 0 {
			continue
		}
		kernel.AddScaled(dst, l, z.Col(r))
		shift -= l * c[r]
	}
	for i := range dst {
		dst[i] += shift
	}
}

type componentsDensity struct{}

// Backward adds the gradient of the samples, each component by its share:
// −Σ_k share_k · W_kᵀW_k(z − μ_k).
func (componentsDensity) Backward(c *ad.Call) {
	z, logp, shares, numbers := c.In[0], c.Out[0], c.Saved[0], c.Saved[1]
	n, d := z.Rows, z.Cols
	white, pull := shares.Col(numbers.Cols), shares.Col(numbers.Cols+1)
	for k := range numbers.Cols {
		of := numbers.Col(k)
		kernel.Exp(pull, shares.Col(k))
		kernel.Mul(pull, pull, logp.Grad)
		for j := range d {
			whiten(white, z, of, j, d)
			kernel.Mul(white, white, pull)
			for r := range j + 1 {
				if w := of[d+j*d+r]; w != 0 {
					kernel.AddScaled(z.Grad[r*n:(r+1)*n], -w, white)
				}
			}
		}
	}
}

// Fitted reports whether a base is a mixture that is fitted to data.
func (b BaseSpec) Fitted() bool {
	_, ok := b.Build().(*FittedMixture)
	return ok
}

// Summary says what a base is, as its kind does; of a fitted mixture that it is one.
func (b BaseSpec) Summary() string {
	if b.Fitted() {
		return "normal distributions with covariances, fitted to the data by EM and not trained"
	}
	return b.Kind().Summary
}

// Counts reports whether a base asks data how many components it has.
func (b BaseSpec) Counts() bool {
	m, ok := b.Build().(*FittedMixture)
	return ok && m.components == 0
}

// Counted returns a base spec whose mixture is fitted with as many components as
// data ask for at the base, n×D with weights as [FittedMixture.Fit] takes them; a spec
// that does not count comes back as it is.
func (b BaseSpec) Counted(z *ad.Mat, weights []float64) BaseSpec {
	if !b.Counts() {
		return b
	}
	m := b.Build().(*FittedMixture)
	p := choosePlan(weighing(z, weights).once(), m.shape, m.noise)
	for name, value := range map[string]string{"components": fmt.Sprint(p.count), "covariance": p.shape, "shrink": fmt.Sprint(p.shrink)} {
		next, err := b.With(name, value)
		if err != nil {
			panic("flows: " + err.Error())
		}
		b = next
	}
	return b
}

// FittedComponents is how many components a fitted mixture has with that of noise, and 0
// for another base.
func FittedComponents(b BaseSpec) int {
	if m, ok := b.Build().(*FittedMixture); ok {
		return m.count()
	}
	return 0
}
