package model

import "bijou/flows/ad"

// A Batch is what one step sees, or a part of it.
type Batch struct {
	X     *ad.Mat // n×D
	Given *ad.Mat // n×C, conditions; nil for a flow without
	// Weight is that of every row of a part of a table, 1 in the mean; nil where all count
	// the same, as in what a step sees: there rows are as often as they weigh.
	Weight []float64
	More   [maxMore]*ad.Mat // n rows each: noise, actions, rewards, labels; nil for none
}

// maxMore is how many parts a batch has beside points and conditions, at most.
const maxMore = 6

func newBatch(n, dim, given int) Batch {
	b := Batch{X: ad.New(n, dim)}
	if given > 0 {
		b.Given = ad.New(n, given)
	}
	return b
}

// like returns an empty batch of n rows with the same parts.
func (b Batch) like(n int) Batch {
	c := Batch{X: ad.New(n, b.X.Cols)}
	if b.Given != nil {
		c.Given = ad.New(n, b.Given.Cols)
	}
	for i, m := range b.More {
		if m != nil {
			c.More[i] = ad.New(n, m.Cols)
		}
	}
	return c
}

// copyRows takes rows lo to hi−1 of another batch.
func (b Batch) copyRows(from Batch, lo, hi int) {
	b.X.CopyRows(from.X, lo, hi)
	if b.Given != nil {
		b.Given.CopyRows(from.Given, lo, hi)
	}
	for i, m := range b.More {
		if m != nil {
			m.CopyRows(from.More[i], lo, hi)
		}
	}
}

// gather takes the listed rows of another batch, but for what is more than points
// and conditions.
func (b Batch) gather(from Batch, rows []int) {
	b.X.Gather(from.X, rows)
	if b.Given != nil {
		b.Given.Gather(from.Given, rows)
	}
}

// Pick returns the listed rows of a batch, but for what is more than points and
// conditions, as a batch of their own.
func (b Batch) Pick(rows []int) Batch {
	part := Batch{X: ad.New(len(rows), b.X.Cols)}
	if b.Given != nil {
		part.Given = ad.New(len(rows), b.Given.Cols)
	}
	part.gather(b, rows)
	part.Weight = weightsOf(b.Weight, rows)
	return part
}

// Rows returns the rows of a batch from lo to hi−1 as a batch of their own.
func (b Batch) Rows(lo, hi int) Batch {
	part := b.like(hi - lo)
	part.copyRows(b, lo, hi)
	if b.Weight != nil {
		part.Weight = b.Weight[lo:hi]
	}
	return part
}
