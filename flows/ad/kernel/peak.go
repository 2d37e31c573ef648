package kernel

// Spin multiplies and adds numbers in registers, nothing else, and returns how
// many floating-point operations that were: what the kernel in use could do at
// best. A round takes about a tenth of a microsecond.
func Spin(rounds int) (flops int) {
	const each = 20
	loops := each * max(rounds, 1)
	if vectorPeak(loops) {
		return loops * 16 * lanes[using] * 2
	}
	if spin(loops) < 0 {
		panic("kernel: Spin: positive numbers add up to a negative one")
	}
	return loops * 12 * 2
}

// SpinSingle is Spin in single precision.
func SpinSingle(rounds int) (flops int) {
	loops := 20 * max(rounds, 1)
	if vectorPeakSingle(loops) {
		return loops * 16 * 2 * lanes[using] * 2
	}
	return Spin(rounds) // in Go, single precision is made of double
}

// lanes is how many numbers a register holds.
var lanes = [...]int{plain: 1, narrow: 4, wide: 8}

// spin runs twelve chains. They start apart and end in one number, or the
// compiler would make one of them, or none.
func spin(loops int) float64 {
	a, b, c, d, e, f := 1.0, 2.0, 3.0, 4.0, 5.0, 6.0
	g, h, i, j, k, l := 7.0, 8.0, 9.0, 10.0, 11.0, 12.0
	x := 1 / float64(loops)
	for range loops {
		a, b, c, d = a*x+x, b*x+x, c*x+x, d*x+x
		e, f, g, h = e*x+x, f*x+x, g*x+x, h*x+x
		i, j, k, l = i*x+x, j*x+x, k*x+x, l*x+x
	}
	return a + b + c + d + e + f + g + h + i + j + k + l
}
