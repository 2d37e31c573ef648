package flows

import (
	"fmt"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Layer is an item of a stack that was built: the bijection, and where its
// parameters live in θ.
type Layer struct {
	ID int // stays with the layer through all edits
	Item
	Shape  Shape // of what the layer acts on: the first entries of a sample
	Hears  int   // numbers of a condition, or of the context of an encoder nearer to the base
	Map    Bijection
	Blocks []nn.Block
}

// Label is the short name of the layer in dim dimensions, over an image with the shape
// that it acts on: glow 4×4×4.
func (l Layer) Label(dim int) string {
	if l.Shape.IsImage() && l.Kind.SeesShape() {
		return l.Item.Label(dim) + " " + l.Shape.String()
	}
	return l.Item.Label(dim)
}

// A Stack is a spec built for data of Dim columns and conditions of Given
// columns. It is immutable; its numbers live in a vector θ of Len entries.
type Stack struct {
	Dim, Given int
	Shape      Shape   // of the data, of Dim entries
	Layers     []Layer // from base to data
	Len        int
	BaseBlocks []nn.Block // the parameters of the base, behind those of the layers
	NetBlocks  []nn.Block // those of networks beside the flow, behind those of the base
	Share      Share      // of the machine, for all that computes with the stack
}

// Number gives the items of a spec the ids 1, 2, …; the layers are still to be
// built.
func Number(spec Spec) []Layer {
	layers := make([]Layer, len(spec))
	for i, item := range spec {
		layers[i] = Layer{ID: i + 1, Item: item}
	}
	return layers
}

// NewStack builds a spec with the ids 1, 2, …, for columns that lie in no space.
func NewStack(spec Spec, dim, given int) (*Stack, error) {
	return Restack(Number(spec), Row(dim), given)
}

// Restack builds layers anew of which only ID and Item are set or still right, for
// samples of a shape. The error says which layer does not fit and why.
func Restack(layers []Layer, shape Shape, given int) (*Stack, error) {
	s := &Stack{Dim: shape.Size(), Shape: shape, Given: given, Layers: make([]Layer, len(layers))}
	if len(layers) > MaxLayers {
		return nil, fmt.Errorf("a stack has at most %d layers, not %d", MaxLayers, len(layers))
	}
	shapes, err := Shapes(layers, shape)
	if err != nil {
		return nil, err
	}
	var params nn.Params
	var by *Encoder
	for i, l := range layers {
		first := len(params.Blocks)
		s.Layers[i] = Layer{ID: l.ID, Item: l.Item, Shape: shapes[i], Hears: given}
		s.Layers[i].Map = l.over(&params, shapes[i], given, s.Dim)
		s.Layers[i].Blocks = params.Blocks[first:]
		by, given = s.Layers[i].listen(by, given)
	}
	s.Len = params.Len
	return s, nil
}

// listen lets the layer hear the context of an encoder, if it is not nil, and returns what
// layers behind it hear. An encoder that is off tells its context all the same, so that
// its neighbours stay what they are.
func (l *Layer) listen(by *Encoder, given int) (*Encoder, int) {
	e, encodes := l.bijection().(*Encoder)
	if encodes {
		e.before = by
	}
	if by != nil {
		l.Map = Told{l.Map, by}
	}
	if encodes && e.context > 0 {
		by = e
	}
	return by, l.Onto(given)
}

// Onto is how many numbers of a condition layers nearer to the data hear, where this one
// hears so many.
func (i Item) Onto(given int) int {
	if i.Kind.tells == nil {
		return given
	}
	return i.Kind.tells(i.Values, given)
}

// over builds the layer for the first entries of dim, which have a shape.
func (i Item) over(params *nn.Params, s Shape, given, dim int) Bijection {
	b := i.Kind.build(builder{params, i.Values, s, s.Size(), given, i.Flip})
	if i.Flip {
		b = Inverted{b}
	}
	if s.Size() < dim {
		b = Partial{b, s.Size()}
	}
	return b
}

// Spec returns the stack as a person writes it.
func (s *Stack) Spec() Spec {
	spec := make(Spec, len(s.Layers))
	for i, l := range s.Layers {
		spec[i] = l.Item
	}
	return spec
}

// Chain returns the bijections of the layers that are on.
func (s *Stack) Chain() Chain {
	var c Chain
	for _, l := range s.Layers {
		if !l.Off {
			c = append(c, l.Map)
		}
	}
	return c
}

// Flow returns the flow that carries the base through the layers that are on.
func (s *Stack) Flow(base Base) Flow { return Flow{Base: base, Map: s.Chain()} }

// Free is the number of parameters that training may change if no layer is
// frozen or off.
func (s *Stack) Free() int {
	n := 0
	for _, l := range s.Layers {
		n += l.Free()
	}
	for _, b := range s.BaseBlocks {
		n += b.Free()
	}
	for _, b := range s.NetBlocks {
		n += b.Free()
	}
	return n
}

// WithNets returns the stack with room in θ for networks beside the flow, whose
// blocks add appends; they take the place of those that it had.
func (s *Stack) WithNets(add func(p *nn.Params)) *Stack {
	params := nn.Params{Len: s.Len}
	for _, b := range s.NetBlocks {
		params.Len -= b.Len()
	}
	add(&params)
	wider := *s
	wider.Len, wider.NetBlocks = params.Len, params.Blocks
	return &wider
}

// Free is the number of parameters of the layer.
func (l Layer) Free() int {
	n := 0
	for _, b := range l.Blocks {
		n += b.Free()
	}
	return n
}

// A jointStart layer has parameters that depend on each other at the start.
type jointStart interface{ startTogether(theta []float64) }

// Start writes the start values of every layer into θ. A layer's numbers depend
// on the seed and on its id alone, not on its neighbours.
func (s *Stack) Start(theta []float64, seed uint64) {
	for i := range s.Layers {
		s.Layers[i].Start(theta, seed)
	}
	for _, b := range s.BaseBlocks {
		b.Fill(theta, rand.New(rand.NewPCG(seed, 0)))
	}
	rng := rand.New(rand.NewPCG(seed, netStream))
	for _, b := range s.NetBlocks {
		b.Fill(theta, rng)
	}
}

// netStream is the randomness that networks beside the flow start from; no layer
// has an id as large.
const netStream = 1 << 63

// Start writes the start values of one layer: the identity.
func (l Layer) Start(theta []float64, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, uint64(l.ID)))
	for _, b := range l.Blocks {
		b.Fill(theta, rng)
	}
	if j, ok := l.bijection().(jointStart); ok {
		j.startTogether(theta)
	}
}

// bijection returns the layer's map without an encoder, a flip or what it leaves alone
// around it.
func (l Layer) bijection() Bijection {
	b, more := l.Map, true
	for more {
		b, more = within(b)
	}
	return b
}

// within returns the bijection that another only turns, hands entries to or tells a
// context, or that other itself.
func within(b Bijection) (inner Bijection, is bool) {
	switch b := b.(type) {
	case Told:
		return b.Bijection, true
	case Partial:
		return b.Bijection, true
	case Inverted:
		return b.Bijection, true
	}
	return b, false
}

// Tells tells whether the layer has a context that layers nearer to the data hear, which
// they do also where it is off.
func (l Layer) Tells() bool {
	e, ok := l.bijection().(*Encoder)
	return ok && e.context > 0
}

// ToldBy is the layer whose context this one hears; ok is false where it hears the
// condition itself.
func (s *Stack) ToldBy(at int) (by int, ok bool) {
	t, ok := s.Layers[at].Map.(Told)
	if !ok {
		return 0, false
	}
	for by, l := range s.Layers[:at] {
		if l.bijection() == Bijection(t.by) {
			return by, true
		}
	}
	return 0, false
}

// untold returns the layer's map as it is under a condition that it hears itself.
func (l Layer) untold() Bijection {
	if t, ok := l.Map.(Told); ok {
		return t.Bijection
	}
	return l.Map
}

// active returns the entries of a plain batch that the layer acts on.
func (l Layer) active(x *ad.Mat) *ad.Mat {
	if p, ok := l.untold().(Partial); ok {
		return p.first(x)
	}
	return x
}

// fromData returns the layer's map if it takes a start from data at its data side.
func (l Layer) fromData() (from FromData, ok bool) {
	b := l.untold()
	if p, is := b.(Partial); is {
		b = p.Bijection
	}
	from, ok = b.(FromData)
	return from, ok
}

// Fitted tells whether the layer takes its numbers from data and has none to
// learn.
func (l Layer) Fitted() bool {
	_, ok := l.fromData()
	return ok && l.Free() == 0
}

// StartFrom gives every layer that wants it its start from data (n×D) and their
// conditions (n×C, nil for none), on the way from data to base. θ changes as the
// data pass.
func (s *Stack) StartFrom(x, given *ad.Mat, theta []float64) {
	s.StartSomeFrom(x, given, theta, func(int) bool { return true })
}

// StartSomeFrom is StartFrom for the layers that which picks by their place.
func (s *Stack) StartSomeFrom(x, given *ad.Mat, theta []float64, which func(at int) bool) {
	e := s.Evaluator(nil, theta).Under(given)
	at := ad.New(x.Rows, x.Cols)
	copy(at.Data, x.Data)
	for i := len(s.Layers) - 1; i >= 0; i-- {
		l := s.Layers[i]
		if l.Off {
			continue
		}
		if from, ok := l.fromData(); ok && which(i) {
			from.StartFrom(l.active(at), theta)
		}
		e.each(at, func(w *worker, lo int) {
			w.pass(l, Bijection.Inverse)
			paste(at, lo, w.at)
		})
	}
}

// Continues tells whether the layer, built anew after an edit, can keep the
// numbers that it had before: same shape, and no change that takes the meaning
// from what it learnt.
func (l Layer) Continues(before Layer) bool {
	if l.Kind != before.Kind || len(l.Blocks) != len(before.Blocks) {
		return false
	}
	for _, f := range l.Kind.Fields {
		if f.Restarts && l.Values[f.Name] != before.Values[f.Name] {
			return false
		}
	}
	for i, b := range l.Blocks {
		if old := before.Blocks[i]; b.Name != old.Name || b.Rows != old.Rows || b.Cols != old.Cols {
			return false
		}
	}
	return true
}
