package presets

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/densities"
)

// factors are a factor analysis with one noise for all (Tipping and Bishop 1999): the
// variational autoencoder of which everything is known,
//
//	z ~ N(0, I),  x | z ~ N(Wz + b, σ²I),
//	x ~ N(b, WWᵀ + σ²I),  z | x ~ N(Σ·Wᵀ(x − b)/σ², Σ),  Σ = (I + WᵀW/σ²)⁻¹.
type factors struct {
	w     *mat.Dense // measurements × latent variables
	b     []float64
	sigma float64

	transposed *ad.Mat    // W as a product of rows takes it
	gain       *mat.Dense // the posterior's mean is gain·(x − b)
	precise    *mat.SymDense
	posterior  mat.SymDense // Σ
	logDet     float64      // of Σ
	observed   *distmv.Normal
}

// newFactors takes two factors that all four measurements add up in nearly the same
// shares, so that they depend on each other strongly once these are seen.
func newFactors() *factors {
	f := &factors{
		w:     mat.NewDense(4, 2, []float64{1, 0.8, 0.9, 1, 0.7, 0.9, 1, 1.1}),
		b:     []float64{1, -0.5, 0, 0.5},
		sigma: math.Sqrt(0.1),
	}
	m, q := f.w.Dims()
	f.transposed = ad.New(q, m)
	for j := range m {
		copy(f.transposed.Col(j), mat.Row(nil, j, f.w))
	}
	square := f.sigma * f.sigma
	f.precise = mat.NewSymDense(q, nil)
	f.precise.SymOuterK(1/square, f.w.T())
	cov := mat.NewSymDense(m, nil)
	cov.SymOuterK(1, f.w)
	for j := range m {
		cov.SetSym(j, j, cov.At(j, j)+square)
	}
	for j := range q {
		f.precise.SetSym(j, j, f.precise.At(j, j)+1)
	}
	var chol mat.Cholesky
	observed, ok := distmv.NewNormal(f.b, cov, nil)
	if !chol.Factorize(f.precise) || !ok {
		panic("presets: a covariance of factors is not positive")
	}
	f.observed, f.logDet, f.gain = observed, -chol.LogDet(), new(mat.Dense)
	if err := chol.InverseTo(&f.posterior); err != nil {
		panic("presets: " + err.Error())
	}
	f.gain.Mul(&f.posterior, f.w.T())
	f.gain.Scale(1/square, f.gain)
	return f
}

// Dim is the number of latent variables.
func (f *factors) Dim() int { return f.w.RawMatrix().Cols }

// GivenDim is the number of measurements.
func (f *factors) GivenDim() int { return len(f.b) }

// Sample draws latent variables and what is measured of them.
func (f *factors) Sample(rng *rand.Rand, z, x *ad.Mat) {
	for i := range z.Rows {
		for j := range z.Cols {
			z.Set(i, j, rng.NormFloat64())
		}
		for k, b := range f.b {
			seen := b + f.sigma*rng.NormFloat64()
			for j := range z.Cols {
				seen += f.w.At(k, j) * z.At(i, j)
			}
			x.Set(i, k, seen)
		}
	}
}

// LogProb writes log p(z|x) of every row into dst.
func (f *factors) LogProb(dst []float64, z, x *ad.Mat) {
	off := mat.NewVecDense(z.Cols, nil)
	for i := range dst {
		off.CopyVec(f.mean(x.Row(nil, i)))
		for j := range z.Cols {
			off.SetVec(j, z.At(i, j)-off.AtVec(j))
		}
		dst[i] = -(mat.Inner(off, f.precise, off) + f.logDet + float64(z.Cols)*densities.Ln2Pi) / 2
	}
}

// mean is that of the posterior.
func (f *factors) mean(x []float64) *mat.VecDense {
	off := mat.NewVecDense(len(x), nil)
	for k, v := range x {
		off.SetVec(k, v-f.b[k])
	}
	m := new(mat.VecDense)
	m.MulVec(f.gain, off)
	return m
}

// Entropy is that of the posterior, the same under every x.
func (f *factors) Entropy() float64 { return (float64(f.Dim())*(1+densities.Ln2Pi) + f.logDet) / 2 }

// At returns the posterior under one x.
func (f *factors) At(x []float64) model.Density {
	return factorsAt{f, f.mean(x).RawVector().Data}
}

// LogLikelihood returns log p(x|z) on the tape of z.
func (f *factors) LogLikelihood(z, x *ad.Mat) *ad.Mat {
	t, m := z.Tape(), len(f.b)
	bias := &ad.Mat{Rows: 1, Cols: m, Data: f.b}
	off := ad.Sub(ad.Dense(z, t.Const(f.transposed), t.Const(bias), ad.Identity, nil), x)
	half := ad.Scale(ad.SumFeatures(ad.Square(off)), -0.5/(f.sigma*f.sigma))
	return ad.Shift(half, -float64(m)*(math.Log(f.sigma)+densities.Ln2Pi/2))
}

// Mean is Wz + b.
func (f *factors) Mean(z *ad.Mat) *ad.Mat {
	x := ad.New(z.Rows, len(f.b))
	for i := range z.Rows {
		for k, v := range f.b {
			for j := range z.Cols {
				v += f.w.At(k, j) * z.At(i, j)
			}
			x.Set(i, k, v)
		}
	}
	return x
}

// LogEvidence writes log p(x) of every row into dst.
func (f *factors) LogEvidence(dst []float64, x *ad.Mat) {
	row := make([]float64, x.Cols)
	for i := range dst {
		dst[i] = f.observed.LogProb(x.Row(row, i))
	}
}

// Evidence is E log p(x), minus the entropy of x.
func (f *factors) Evidence() float64 { return -f.observed.Entropy() }

// MeanField is the mean of the posterior, with the deviations of every latent variable
// where the others are known: of products of normal distributions that is nearest to it
// (Bishop 2006, section 10.1.2).
func (f *factors) MeanField(x []float64) (mean, sd []float64) {
	mean = f.mean(x).RawVector().Data
	for j := range mean {
		sd = append(sd, 1/math.Sqrt(f.precise.At(j, j)))
	}
	return mean, sd
}

// factorsAt is the posterior under one x.
type factorsAt struct {
	*factors
	mean []float64
}

// Sample draws from the posterior.
func (p factorsAt) Sample(rng *rand.Rand, z *ad.Mat) {
	law, ok := distmv.NewNormal(p.mean, &p.posterior, rng)
	if !ok {
		panic("presets: the covariance of a posterior is not positive")
	}
	row := make([]float64, z.Cols)
	for i := range z.Rows {
		for j, v := range law.Rand(row) {
			z.Set(i, j, v)
		}
	}
}

// LogProb writes log p(z|x) of every row into dst.
func (p factorsAt) LogProb(dst []float64, z *ad.Mat) {
	law, _ := distmv.NewNormal(p.mean, &p.posterior, nil)
	row := make([]float64, z.Cols)
	for i := range dst {
		dst[i] = law.LogProb(z.Row(row, i))
	}
}

// latentSets are the sets whose columns nobody observes: what is given comes from them.
func latentSets() []Dataset {
	f := Dataset{
		Name: "factors", Title: "Factor analysis",
		Summary: "two latent factors under four noisy sums of them: the autoencoder of which posterior and evidence are known",
		Origin:  "Tipping and Bishop 1999, with loadings that leave the factors dependent once the sums are seen",
	}
	f.Build = func(v flows.Values) (model.Source, error) {
		return model.Source{
			Spec: f.spec(v), Columns: []string{"z1", "z2"}, Given: []model.Given{{Name: "x1"}, {Name: "x2"}, {Name: "x3"}, {Name: "x4"}},
			Family: newFactors(), Latent: true, AsIs: true,
		}, nil
	}
	return []Dataset{f, binaryDigits()}
}
