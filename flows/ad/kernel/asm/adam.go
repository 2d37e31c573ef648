package main

// tiny is what moments are flushed to zero below.
const tiny = 1e-25

// adam is one step of Kingma and Ba 2015, algorithm 1. Nothing here is a fused
// multiply-add, so that plain Go can do the very same roundings.
func (m *machine) adam() {
	numbers := []string{"lr", "beta1", "rest1", "beta2", "rest2", "scale1", "scale2", "eps", "decay"}
	slices := []string{"theta", "g", "mean", "square"}
	m.loop(loop{
		name: "adam", doc: "takes one step of Adam.", slices: slices, numbers: numbers,
		reads: slices, writes: []string{"theta", "mean", "square"}, unroll: 1,
		program: func() func([]vals) []vals {
			r := map[string]vals{}
			for _, n := range numbers {
				r[n] = m.scalar(n)
			}
			return func(in []vals) []vals { return m.adamStep(in[0], in[1], in[2], in[3], r) }
		},
	})
}

func (m *machine) adamStep(theta, g, mean, square vals, r map[string]vals) []vals {
	mean = m.add(m.mul(mean, r["beta1"]), m.mul(g, r["rest1"]))
	square = m.add(m.mul(square, r["beta2"]), m.mul(m.mul(g, r["rest2"]), g))
	m.clear(mean, m.compare(less, m.and(mean, m.bits(signBit-1)), m.number(tiny)))
	m.clear(square, m.compare(less, square, m.number(tiny*tiny)))
	step := m.add(m.sqrt(m.mul(square, r["scale2"])), r["eps"])
	step = m.div(m.mul(mean, r["scale1"]), step)
	step = m.add(step, m.mul(theta, r["decay"]))
	return []vals{m.sub(theta, m.mul(step, r["lr"])), mean, square}
}
