package kernel

// Sum returns the sum of x.
func Sum(x []float64) float64 {
	if s, ok := vectorSum(x); ok {
		return s
	}
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// Dot returns the sum of the products of a and b.
func Dot(a, b []float64) float64 {
	same("Dot", a, b)
	if s, ok := vectorDot(a, b); ok {
		return s
	}
	return dotPlain(a, b)
}

func dotPlain(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// Scale writes k·x to dst.
func Scale(dst []float64, k float64, x []float64) {
	same("Scale", dst, x)
	if vectorScale(dst, x, k) {
		return
	}
	for i, v := range x {
		dst[i] = k * v
	}
}

// AddScaled adds k·x to dst.
func AddScaled(dst []float64, k float64, x []float64) {
	same("AddScaled", dst, x)
	if vectorAddScaled(dst, x, k) {
		return
	}
	addScaledPlain(dst, k, x)
}

func addScaledPlain(dst []float64, k float64, x []float64) {
	for i, v := range x {
		dst[i] += k * v
	}
}

// Mul writes a·b, entry by entry, to dst, which may be a or b or both.
func Mul(dst, a, b []float64) {
	same("Mul", dst, a)
	same("Mul", dst, b)
	if vectorMul(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = v * b[i]
	}
}

// AddMul adds a·b, entry by entry, to dst, which may be a or b or both.
func AddMul(dst, a, b []float64) {
	same("AddMul", dst, a)
	same("AddMul", dst, b)
	if vectorAddMul(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] += v * b[i]
	}
}
