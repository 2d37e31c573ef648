package flows

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// maximise returns the mixture of given shares. A covariance of m rows is the mean of
// its own and of the diagonal of that which all components have in common, by the
// weights m and shrink·D: a component of few rows does not shut itself in, and the
// scale of components far smaller than the data is kept.
func maximise(z sampled, shares *ad.Mat, p plan, noise []float64, room *ad.Mat) clusters {
	d := z.Cols
	c := clusters{d: d, noise: noise}
	covs := make([]*mat.SymDense, p.count)
	sizes := make([]float64, p.count)
	pooled := mat.NewSymDense(d, nil)
	for k := range p.count {
		var mean []float64
		mean, covs[k], sizes[k] = momentsOf(z.Mat, shares.Col(k), room)
		pooled.AddSym(pooled, covs[k])
		col := make([]float64, d+d*d+1)
		copy(col, mean)
		c.cols = append(c.cols, col)
	}
	size := floats.Sum(sizes)
	for k, col := range c.cols {
		col[len(col)-1] = math.Log(max(sizes[k], 1e-300) / size * z.size / (z.size + p.noise))
	}
	pooled.ScaleSym(1/size, pooled)
	for j := range d {
		_, sd, _ := spread(z.Col(j))
		pooled.SetSym(j, j, max(pooled.At(j, j), thinnest*sd*sd, 1e-300))
	}
	for k, col := range c.cols {
		of := sizes[k]
		if p.shape == tiedShape {
			covs[k].ScaleSym(size, pooled)
			of = size
		}
		shrunk(covs[k], pooled, of, p.shrink*float64(d), p.shape == diagonalShape)
		whitening(col[d:d+d*d], covs[k])
	}
	return c
}

// momentsOf returns the mean of rows by their shares, the sum of their products
// about it, and the sum of the shares. It works in room, n×(D+1).
func momentsOf(z *ad.Mat, share []float64, room *ad.Mat) (mean []float64, cov *mat.SymDense, size float64) {
	d := z.Cols
	size = kernel.Sum(share)
	mean, cov = make([]float64, d), mat.NewSymDense(d, nil)
	for j := range d {
		mean[j] = kernel.Dot(share, z.Col(j)) / max(size, 1e-300)
		centred, by := room.Col(j), mean[j]
		for i, v := range z.Col(j) {
			centred[i] = v - by
		}
	}
	weighted := room.Col(d)
	for a := range d {
		kernel.Mul(weighted, room.Col(a), share)
		for b := range a + 1 {
			cov.SetSym(a, b, kernel.Dot(room.Col(b), weighted))
		}
	}
	return mean, cov, size
}

// shrunk turns the sum of products of so many rows into a covariance.
func shrunk(cov, pooled *mat.SymDense, size, prior float64, diagonal bool) {
	d := cov.SymmetricDim()
	for a := range d {
		for b := range a + 1 {
			v := cov.At(a, b)
			switch {
			case a == b:
				v += prior * pooled.At(a, a)
			case diagonal:
				v = 0
			}
			cov.SetSym(a, b, v/(size+prior))
		}
	}
}

// whitening writes the inverse of the Cholesky factor of a covariance, row by row. One
// that has none for rounding gives its diagonal.
func whitening(dst []float64, cov *mat.SymDense) {
	d := cov.SymmetricDim()
	scale := make([]float64, d) // to correlations, so that no column is lost beside another
	for j := range d {
		scale[j] = 1 / math.Sqrt(cov.At(j, j))
	}
	corr := mat.NewSymDense(d, nil)
	for a := range d {
		for b := range a + 1 {
			corr.SetSym(a, b, cov.At(a, b)*scale[a]*scale[b])
		}
	}
	var chol mat.Cholesky
	var lower, inverse mat.TriDense
	clear(dst)
	ok := chol.Factorize(corr)
	if ok {
		chol.LTo(&lower)
		ok = inverse.InverseTri(&lower) == nil
	}
	for a := range d {
		if !ok {
			dst[a*d+a] = scale[a]
			continue
		}
		for b := range a + 1 {
			dst[a*d+b] = inverse.At(a, b) * scale[b]
		}
	}
}

func spread(x []float64) (mean, sd float64, n int) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(sd), len(x)
}
