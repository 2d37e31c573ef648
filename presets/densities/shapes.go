package densities

import "math"

// Moons are two half circles that interlock, as scikit-learn's make_moons
// draws them, moved and doubled as FFJORD does (Grathwohl et al. 2019). noise
// is in scikit-learn's units, before the doubling.
func Moons(noise float64) *Curve {
	outer := func(t float64) (x, y float64) {
		sin, cos := math.Sincos(t)
		return 2*cos - 1, 2*sin - 0.2
	}
	inner := func(t float64) (x, y float64) {
		sin, cos := math.Sincos(t)
		return 2*(1-cos) - 1, 2*(0.5-sin) - 0.2
	}
	return newCurve(2*noise, evenArc(0, math.Pi, outer), evenArc(0, math.Pi, inner))
}

// Spirals are two arms that start at the centre, as in FFJORD but without its
// uniform jitter: ±(−t cos t, t sin t)/3 with t = 3π√u.
func Spirals(noise float64) *Curve {
	const end = 3 * math.Pi
	arm := func(sign float64) arc {
		return arc{
			from: 0, to: end,
			at: func(t float64) (x, y float64) {
				sin, cos := math.Sincos(t)
				return -sign * t * cos / 3, sign * t * sin / 3
			},
			density:  func(t float64) float64 { return 2 * t / (end * end) },
			quantile: func(u float64) float64 { return end * math.Sqrt(u) },
		}
	}
	return newCurve(noise, arm(1), arm(-1))
}

// SwissRoll is one spiral of one and a half turns: the roll of scikit-learn's
// make_swiss_roll seen along its axis, a fifth of its size as in FFJORD.
func SwissRoll(noise float64) *Curve {
	return newCurve(noise, evenArc(1.5*math.Pi, 4.5*math.Pi, func(t float64) (x, y float64) {
		sin, cos := math.Sincos(t)
		return t * cos / 5, t * sin / 5
	}))
}

// SCurve is the S of scikit-learn's make_s_curve seen along its axis. Its two
// halves are arcs of their own, as the curvature jumps where they meet.
func SCurve(noise float64) *Curve {
	at := func(t float64) (x, y float64) {
		sin, cos := math.Sincos(t)
		return 2 * sin, math.Copysign(1, t) * (cos - 1)
	}
	return newCurve(noise, evenArc(-1.5*math.Pi, 0, at), evenArc(0, 1.5*math.Pi, at))
}
