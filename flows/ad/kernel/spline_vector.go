package kernel

// vectorLocate is plainLocate on a vector kernel, if one is in use.
func (s Spline) vectorLocate(c SplineColumn) bool {
	n, k, p := len(c.V), s.Bins, c.Places
	near, far, size, farSize := 0, k*n, 2*n, 3*n
	low, share, farLow, farShare := s.sides()
	if s.Inverse {
		near, far, size, farSize = far, near, farSize, size
		low, share, farLow, farShare = farLow, farShare, low, share
	}
	if c.single() {
		return vectorLocateSingle(&p[0], &p[n], &p[size], &p[farSize], &p[6*n], &p[7*n], &c.Out[0], &c.V[0],
			&c.SharesSingle[near], &c.SharesSingle[far], &c.RawSingle[2*k*n], n, k, k-1, s.Bound, low, share, farLow, farShare)
	}
	return vectorLocate(&p[0], &p[n], &p[size], &p[farSize], &p[6*n], &p[7*n], &c.Out[0], &c.V[0],
		&c.Shares[near], &c.Shares[far], &c.Raw[2*k*n], n, k, k-1, s.Bound, low, share, farLow, farShare)
}

func (s Spline) vectorPlace(c SplineColumn) bool {
	n, p, last := len(c.V), c.Places, float64(s.Bins-1)
	if s.Inverse {
		return vectorSolve(run(p, 0, n), run(p, 1, n), run(p, 2, n), run(p, 3, n), run(p, 4, n), run(p, 5, n), c.Out, run(p, 8, n), s.Slope, last)
	}
	return vectorRise(run(p, 0, n), run(p, 1, n), run(p, 2, n), run(p, 3, n), run(p, 4, n), run(p, 5, n), c.Out, run(p, 8, n), s.Slope, last)
}

func (s Spline) vectorPull(c, g SplineColumn) bool {
	n, p := len(c.V), c.Places
	if s.Inverse {
		return vectorSolvePull(&g.V[0], &g.Out[0], &g.Ladj[0], &p[n], &p[2*n], &p[3*n], &p[4*n], &p[5*n], &p[6*n], &p[7*n], n)
	}
	return vectorRisePull(&g.V[0], &g.Out[0], &g.Ladj[0], &p[n], &p[2*n], &p[3*n], &p[4*n], &p[5*n], &p[6*n], &p[7*n], n)
}

func (s Spline) vectorSpread(c, g SplineColumn) bool {
	n, k, p := len(c.V), s.Bins, c.Places
	_, widths, _, heights := s.sides()
	return vectorSpread(&g.Raw[0], &c.Shares[0], &p[0], &p[n], &p[2*n], n, k, widths) &&
		vectorSpread(&g.Raw[k*n], &c.Shares[k*n], &p[0], &p[6*n], &p[3*n], n, k, heights) &&
		vectorSpreadEnds(&g.Raw[2*k*n], &p[0], &p[4*n], &p[5*n], n, k-1)
}
