package kernel

import "math"

// A Radial is what a radial layer (Rezende and Mohamed 2015, equation 14) does to
// distances R from its centre, with α and γ = α + β, both positive. A sample moves
// by Moved times its way from the centre. All slices are equally long.
type Radial struct {
	R           []float64
	H           []float64 // 1/(α + r)
	Moved       []float64 // β·h; of the inverse −β·h/g
	Gain, Slope []float64 // by how much the layer stretches across and along that way
}

// Forward fills in the rest for the distances R before the layer:
//
//	g = (γ + r)/(α + r), g' = (r² + 2αr + αγ)/(α + r)²
//
// in which nothing cancels.
func (a Radial) Forward(alpha, gamma float64) {
	a.check()
	if vectorRadial(a.R, a.H, a.Moved, a.Gain, a.Slope, alpha, gamma) {
		return
	}
	for i, r := range a.R {
		a.rates(i, r, alpha, gamma)
		a.Moved[i] = (gamma - alpha) * a.H[i]
	}
}

// Inverse fills in the rest for the distances R behind the layer, and writes over
// them those from which it carries there.
func (a Radial) Inverse(alpha, gamma float64) {
	a.check()
	if vectorRadialInverse(a.R, a.H, a.Moved, a.Gain, a.Slope, alpha, gamma) {
		return
	}
	for i, outer := range a.R {
		a.R[i] = radialInner(outer, alpha, gamma)
		a.rates(i, a.R[i], alpha, gamma)
		a.Moved[i] = (alpha - gamma) * a.H[i] / a.Gain[i]
	}
}

func (a Radial) rates(i int, r, alpha, gamma float64) {
	h := 1 / (alpha + r)
	a.H[i], a.Gain[i] = h, (gamma+r)*h
	a.Slope[i] = r*h*((r+2*alpha)*h) + alpha*h*(gamma*h)
}

// radialInner returns the r that the layer carries to outer: the positive root of
// r² + (γ − outer)·r = α·outer.
func radialInner(outer, alpha, gamma float64) float64 {
	half, q := (gamma-outer)/2, alpha*outer
	root := math.Sqrt(half*half + q)
	if half > 0 {
		return q / (half + root)
	}
	return root - half
}

// AddSquare adds (x − c)² to dst.
func AddSquare(dst, x []float64, c float64) {
	same("AddSquare", dst, x)
	if vectorAddSquare(dst, x, c) {
		return
	}
	for i, v := range x {
		dst[i] += (v - c) * (v - c)
	}
}

// Depart writes x + k·(x − c) to dst.
func Depart(dst, x, k []float64, c float64) {
	same("Depart", dst, x)
	same("Depart", dst, k)
	if vectorDepart(dst, x, k, c) {
		return
	}
	for i, v := range x {
		dst[i] = v + k[i]*(v-c)
	}
}

func (a Radial) check() {
	for _, x := range [...][]float64{a.H, a.Moved, a.Gain, a.Slope} {
		same("Radial", x, a.R)
	}
}
