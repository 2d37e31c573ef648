package flows

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
)

// FuzzLayers tries any kind in any dimension with any choice of its fields,
// parameters and inputs of any size. What comes out is a number that the other
// direction brings back, as well as rounding lets it, or it is flagged; and
// nothing panics, in the backward pass either.
func FuzzLayers(f *testing.F) {
	for k := range Kinds() {
		for _, d := range []int{0, 1, 2, 3, 8} {
			f.Add(uint8(k), uint8(d), uint64(k*10+d), 0.3, 1.5)
			f.Add(uint8(k), uint8(d), uint64(k*10+d), 5.0, 40.0)
			f.Add(uint8(k), uint8(d), uint64(k*10+d), 1e3, 1e9)
		}
	}
	f.Fuzz(func(t *testing.T, kind, dim uint8, seed uint64, size, reach float64) {
		k := Kinds()[int(kind)%len(Kinds())]
		d := int(dim)%9 + 1
		item, shape := fuzzItem(k, seed), Row(d)
		if d > 8 {
			shape = lawImages[seed%uint64(len(lawImages))]
		}
		if item.Misfit(shape) != "" || math.IsNaN(size) || math.IsInf(size, 0) {
			return
		}
		s := fuzzSubject(t, item, shape, seed, size)
		for name, there := range s.directions() {
			back := s.directions()[opposite[name]]
			v := s.from(name, 4, reach)
			s.differentiate(there, v)
			if math.Abs(size) > 2 || math.Abs(reach) > 20 {
				continue // what overflows is flagged or not, but it does not panic
			}
			s.checkReturn(t, name, there, back, v)
		}
	})
}

var opposite = map[string]string{"forward": "inverse", "inverse": "forward"}

// fuzzItem draws every field of a layer, with small nets.
func fuzzItem(k *Kind, seed uint64) Item {
	rng := rand.New(rand.NewPCG(seed, 1))
	item := NewItem(k, nil)
	for _, field := range k.Fields {
		v, small := lawValues[field.Name]
		if field.Type == Choice {
			v, small = field.Choices[rng.IntN(len(field.Choices))], true
		}
		if small {
			item.Values[field.Name] = v
		}
	}
	return item
}

// fuzzSubject moves the parameters of a layer by normal numbers of a size.
func fuzzSubject(t *testing.T, item Item, shape Shape, seed uint64, size float64) subject {
	rng := rand.New(rand.NewPCG(seed, 2))
	s := newShapedSubject(t, item, shape, 0)
	s.rng = rng
	for _, b := range s.layer.Blocks {
		for i := range b.In(s.theta) {
			if b.Mask == nil || b.Mask[i] != 0 {
				b.In(s.theta)[i] += size * rng.NormFloat64()
			}
		}
	}
	if from, ok := s.layer.Map.(FromData); ok {
		from.StartFrom(s.from("inverse", 50, size), s.theta)
	}
	return s
}

// differentiate runs a direction with gradients.
func (s subject) differentiate(d direction, v *ad.Mat) {
	tape := ad.NewTape(s.theta, make([]float64, len(s.theta)))
	out, ladj := d(tape.Leaf(v), nil)
	tape.Backward(ad.Add(ad.Sum(ad.Square(out)), ad.Sum(ladj)))
}

// checkReturn asks of what comes back that it is v, or at least that it maps to
// the same place: where a layer is nearly flat, many numbers do. How far off
// rounding may bring that is measured: by as much as the place moves when it
// starts one unit in the last place away, some thousand times.
func (s subject) checkReturn(t *testing.T, name string, there, back direction, v *ad.Mat) {
	out, ladj := s.run(there, v)
	returned, _ := s.run(back, out)
	again, _ := s.run(there, returned)
	moved := returned.Clone()
	for i, x := range moved.Data {
		moved.Data[i] = x + 1e-15*x
	}
	nearby, _ := s.run(there, moved)
	for i := range v.Rows {
		if !allFinite(out.Row(nil, i)) || !isFinite(ladj.Data[i]) || !allFinite(returned.Row(nil, i)) {
			continue
		}
		slack, off, astray := 0.0, 0.0, 0.0
		for j := range s.dim {
			slack = max(slack, 1e3*math.Abs(nearby.At(i, j)-again.At(i, j)))
			off = max(off, math.Abs(returned.At(i, j)-v.At(i, j))/(1+math.Abs(v.At(i, j))))
			astray = max(astray, math.Abs(again.At(i, j)-out.At(i, j))/(1+math.Abs(out.At(i, j))))
		}
		if off > 1e-6 && astray > 1e-8+slack {
			t.Errorf("%s %s of %v is %v, which comes back as %v", Spec{s.layer.Item}, name, v.Row(nil, i), out.Row(nil, i), returned.Row(nil, i))
		}
	}
}
