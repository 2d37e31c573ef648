package kernel

import "math"

// fma32 is a·b + c, rounded once. In double precision the product is exact and the sum
// rounded; rounding that again is wrong only where it stands between two singles or is
// no normal one.
func fma32(a, b, c float32) float32 {
	s := float64(a)*float64(b) + float64(c)
	const rest = 1<<29 - 1
	size := math.Float64bits(s) & (1<<63 - 1)
	if size&rest != 1<<28 && (size >= 897<<52 || size == 0) {
		return float32(s)
	}
	return fmaExactly(float64(a)*float64(b), float64(c), s)
}

// fmaExactly rounds p + c where their sum s needs care: what s lost makes it odd.
func fmaExactly(p, c, s float64) float32 {
	back := s - p
	lost := (p - (s - back)) + (c - back)
	bits := math.Float64bits(s)
	if lost != 0 && lost == lost && bits&1 == 0 {
		if (lost > 0) == (s > 0) {
			bits++
		} else {
			bits--
		}
	}
	return float32(math.Float64frombits(bits))
}

// plainStripSingle is stripSingle in Go.
func plainStripSingle(c, a, b []float32, s shape, t singleStrides, tail singleTail) {
	for i := range s.m {
		row := c[i*t.cRow:][:s.n]
		if tail.start != nil {
			for j := range row {
				row[j] = tail.start[i*tail.every]
			}
		}
		for p := range s.k {
			x := a[i*t.aRow+p*t.aStep]
			for j, y := range b[p*t.bRow:][:s.n] {
				row[j] = fma32(x, y, row[j])
			}
		}
		for j, v := range row {
			if tail.cut && v < 0 || tail.where != nil && tail.where[i*t.cRow+j] == 0 {
				row[j] = 0
			}
		}
	}
}

// plainPackSingle is packSingle in Go.
func plainPackSingle(panel, b []float32, from, rows, first, depth, brow int) {
	for j := from; j < rows; j++ {
		for p := first; p < depth; p++ {
			panel[p*singlePanel+j] = b[j*brow+p]
		}
	}
}

// single does what the unit does to singles.
func (u Unit) single(c, other []float32) {
	switch u {
	case TanhUnit:
		if !vectorTanhSingle(c, c) {
			eachSingle(c, tanhSingle)
		}
	case SiLUUnit:
		if !vectorSiluSingle(c, c) {
			eachSingle(c, func(x float32) float32 { at, s := gateSingle(x); return at * s })
		}
	case ELUUnit:
		if !vectorEluSingle(c, c) {
			eachSingle(c, eluSingle)
		}
	case SiLUSlopeUnit:
		if !vectorSiluSlopeSingle(other, c) {
			for i, x := range c {
				at, s := gateSingle(x)
				other[i] = at * s
				c[i] = fma32(other[i], 1-s, s)
			}
		}
	case TanhBackUnit:
		if !vectorTanhBackSingle(c, other) {
			for i, y := range other {
				c[i] *= fma32(-y, y, 1)
			}
		}
	case SiLUBackUnit:
		if !vectorMulSingle(c, other) {
			for i, y := range other {
				c[i] *= y
			}
		}
	case ELUBackUnit:
		if !vectorEluBackSingle(c, other) {
			for i, y := range other {
				if y < 0 {
					c[i] *= y + 1
				}
			}
		}
	}
}

func eachSingle(c []float32, f func(float32) float32) {
	for i, x := range c {
		c[i] = f(x)
	}
}

// The functions below do what the program in the folder asm writes for vectors.

const (
	magicSingle = 0x1.8p23
	ln2HiSingle = 0x1.63p-1
	limitSingle = 1 << 40
)

// reduceSingle returns a less n·log 2, and the bits of magic + n.
func reduceSingle(a float32) (r float32, bits uint32) {
	shifted := fma32(a, math.Log2E, magicSingle)
	n := shifted - magicSingle
	r = fma32(-n, ln2HiSingle, a)
	return fma32(-n, math.Ln2-ln2HiSingle, r), math.Float32bits(shifted)
}

func horner(c []float32, x float32) float32 {
	p := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		p = fma32(p, x, c[i])
	}
	return p
}

// gateSingle returns x, or −87 below that, and the sigmoid there.
func gateSingle(x float32) (at, s float32) {
	if at = x; at < -87 {
		at = -87
	}
	a := at
	if a > 87 {
		a = 87
	}
	r, bits := reduceSingle(a)
	e := math.Float32frombits(math.Float32bits(horner(fallSingle[:], r)) - bits<<23)
	return at, 1 / (e + 1)
}

func expm1Single(a float32) float32 {
	r, bits := reduceSingle(a)
	p := float32(horner(riseSingle[:], r)*float32(r*r)) + r
	scale := math.Float32frombits(bits<<23 + 127<<23)
	return fma32(scale, p, scale-1)
}

func tanhSingle(x float32) float32 {
	a := math.Float32frombits(math.Float32bits(x) &^ (1 << 31))
	if a += a; a > 20 {
		a = 20
	}
	e := expm1Single(a)
	return math.Float32frombits(math.Float32bits(e/(e+2)) | math.Float32bits(x)&(1<<31))
}

func eluSingle(x float32) float32 {
	if x < 0 {
		return expm1Single(max(x, -20))
	}
	return x
}
