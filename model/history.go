package model

// A Point is one value of a curve.
type Point struct {
	Step int
	NLL  float64 // in the data's own units, nats
}

// History is how a run went: the mean batch loss and the NLL of the test part.
type History struct {
	Train, Test []Point
}

// A Mark is an event on the axis of steps.
type Mark struct {
	Step  int
	Label string
}

// historyLen bounds a curve. A full one is thinned to half by joining
// neighbours, so that a run of any length keeps its shape.
const historyLen = 2048

// A curve collects values, each point the mean of stride of them.
type curve struct {
	points []Point
	stride int
	sum    float64
	count  int
}

func newCurve() curve { return curve{points: make([]Point, 0, historyLen), stride: 1} }

func (c *curve) add(step int, v float64) {
	c.sum += v
	c.count++
	if c.count < c.stride {
		return
	}
	c.points = append(c.points, Point{step, c.sum / float64(c.count)})
	c.sum, c.count = 0, 0
	if len(c.points) == historyLen {
		c.thin()
	}
}

func (c *curve) thin() {
	for i := range historyLen / 2 {
		a, b := c.points[2*i], c.points[2*i+1]
		c.points[i] = Point{b.Step, (a.NLL + b.NLL) / 2}
	}
	c.points = c.points[:historyLen/2]
	c.stride *= 2
}

// clone returns a copy that shares nothing.
func (c *curve) clone() curve {
	d := *c
	d.points = append(make([]Point, 0, historyLen), c.points...)
	return d
}
