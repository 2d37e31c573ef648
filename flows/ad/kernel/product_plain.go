package kernel

// plainRows adds what Product.rows multiplies, in Go: two rows of c and four of b at a time, so that
// six numbers are loaded for sixteen operations. It skips no zeros, for 0·NaN
// is NaN.
func plainRows(c, a, b []float64, s shape, row, step int) {
	n := s.n
	i := 0
	for ; i+2 <= s.m; i += 2 {
		c0 := c[i*n : (i+1)*n]
		c1 := c[(i+1)*n : (i+2)*n][:len(c0)]
		p := 0
		for ; p+4 <= s.k; p += 4 {
			x, y := a[i*row+p*step:], a[(i+1)*row+p*step:]
			x0, x1, x2, x3 := x[0], x[step], x[2*step], x[3*step]
			y0, y1, y2, y3 := y[0], y[step], y[2*step], y[3*step]
			b0, b1, b2, b3 := four(b[p*n:], len(c0), n)
			for j, v := range c0 {
				w := c1[j]
				u0, u1, u2, u3 := b0[j], b1[j], b2[j], b3[j]
				c0[j] = v + x0*u0 + x1*u1 + x2*u2 + x3*u3
				c1[j] = w + y0*u0 + y1*u1 + y2*u2 + y3*u3
			}
		}
		for ; p < s.k; p++ {
			x, y := a[i*row+p*step], a[(i+1)*row+p*step]
			for j, u := range b[p*n : (p+1)*n][:len(c0)] {
				c0[j] += x * u
				c1[j] += y * u
			}
		}
	}
	if i < s.m {
		for p := range s.k {
			addScaledPlain(c[i*n:(i+1)*n], a[i*row+p*step], b[p*n:(p+1)*n])
		}
	}
}

// plainDots is the same for Product.NT: a row of the thinner factor by four of the other's.
func plainDots(c, a, b []float64, s shape, gap int) {
	cRow, cCol := gap, 1
	if s.n < s.m {
		a, b, s, cRow, cCol = b, a, shape{s.n, s.m, s.k}, 1, gap
	}
	k := s.k
	for i := range s.m {
		ai := a[i*k : (i+1)*k]
		j := 0
		for ; j+4 <= s.n; j += 4 {
			b0, b1, b2, b3 := four(b[j*k:], len(ai), k)
			var s0, s1, s2, s3 float64
			for p, x := range ai {
				s0 += x * b0[p]
				s1 += x * b1[p]
				s2 += x * b2[p]
				s3 += x * b3[p]
			}
			at := i*cRow + j*cCol
			c[at] += s0
			c[at+cCol] += s1
			c[at+2*cCol] += s2
			c[at+3*cCol] += s3
		}
		for ; j < s.n; j++ {
			c[i*cRow+j*cCol] += dotPlain(ai, b[j*k:(j+1)*k])
		}
	}
}

// four returns the first n numbers of four rows.
func four(b []float64, n, row int) (b0, b1, b2, b3 []float64) {
	return b[:n], b[row:][:n], b[2*row:][:n], b[3*row:][:n]
}
