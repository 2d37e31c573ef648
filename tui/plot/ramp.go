package plot

// Ramp is a scale of colours from the lowest level to the highest. None paints nothing.
type Ramp []Colour

// NewRamp returns n colours evenly spaced to the eye through the stops (in OKLab).
func NewRamp(n int, stops ...Colour) Ramp {
	ramp := make(Ramp, max(n, 0))
	if len(stops) == 0 {
		return ramp
	}
	for i := range ramp {
		at := float64(i) / float64(max(n-1, 1)) * float64(len(stops)-1)
		k := min(int(at), max(len(stops)-2, 0))
		ramp[i] = stops[k].Mix(stops[min(k+1, len(stops)-1)], at-float64(k))
	}
	return ramp
}

// Ember returns n levels for dark terminals, from nothing through violet and orange to pale yellow, ever lighter.
func Ember(n int) Ramp {
	return bottomless(n, Hex(0x241a45), Hex(0x5b2a86), Hex(0xa8327d), Hex(0xe8604c), Hex(0xf9a83f), Hex(0xfdf3b4))
}

// Dusk returns n levels for light terminals, from nothing through pale blue to a deep one, ever darker.
func Dusk(n int) Ramp {
	return bottomless(n, Hex(0xe4edf5), Hex(0xa9cfe8), Hex(0x5a9fd0), Hex(0x3a63ad), Hex(0x35307f), Hex(0x1d1140))
}

// bottomless puts None below n-1 colours through the stops.
func bottomless(n int, stops ...Colour) Ramp {
	ramp := make(Ramp, 1, max(n, 1))
	return append(ramp, NewRamp(n-1, stops...)...)[:max(n, 0)]
}
