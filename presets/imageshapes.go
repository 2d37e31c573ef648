package presets

import (
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/reading"
)

// imageShapes are images that are drawn by their factors: a shape, its size and its place,
// all as likely, and a grey of every pixel by chance. So many images there are, so many
// of each factor, that the probability of every image is known.
type imageShapes struct {
	factors []outlined
	chance  map[[4]uint64]float64 // of an outline: which pixels are ink
	entropy float64
}

// outlined is what an image is drawn by: its factors, with the probability of them.
type outlined struct {
	shape, size int
	outline     [4]uint64
	chance      float64
}

const (
	shapesSide   = 16
	shapesPixels = shapesSide * shapesSide
	shapeGreys   = 2 // of the ground, and as many of ink
	smallest     = 2 // half a side, less half a pixel
	largest      = 5
	shapesStream = 0x73686170
)

// shapeForms are the shapes: whether a place, from the middle, is within one of a size.
var shapeForms = []struct {
	name   string
	within func(x, y, size int) bool
}{
	{"square", func(x, y, r int) bool { return max(abs(x), abs(y)) <= r }},
	{"disc", func(x, y, r int) bool { return x*x+y*y <= r*r+r }},
	{"cross", func(x, y, r int) bool { return min(abs(x), abs(y)) <= r/3 && max(abs(x), abs(y)) <= r }},
	{"diamond", func(x, y, r int) bool { return abs(x)+abs(y) <= r }},
}

func abs(x int) int { return max(x, -x) }

// newImageShapes lists all that can be drawn.
func newImageShapes() *imageShapes {
	s := &imageShapes{chance: map[[4]uint64]float64{}}
	for shape, form := range shapeForms {
		for size := smallest; size <= largest; size++ {
			places := shapesSide - 2*size // of the middle, each way
			chance := 1 / float64(len(shapeForms)*(largest-smallest+1)*places*places)
			for at := range places * places {
				f := outlined{shape: shape, size: size, chance: chance}
				for i := range shapesPixels {
					if form.within(i%shapesSide-size-at%places, i/shapesSide-size-at/places, size) {
						f.outline[i/64] |= 1 << (i % 64)
					}
				}
				s.factors = append(s.factors, f)
				s.chance[f.outline] += chance
			}
		}
	}
	s.entropy = shapesPixels * math.Log(shapeGreys)
	for _, f := range s.factors {
		s.entropy -= f.chance * math.Log(s.chance[f.outline])
	}
	return s
}

// draw returns the factors of an image by chance and fills row i with its levels.
func (s *imageShapes) draw(rng *rand.Rand, x *ad.Mat, i int) outlined {
	f, u := s.factors[0], rng.Float64()
	for _, f = range s.factors {
		if u -= f.chance; u < 0 {
			break
		}
	}
	for j := range shapesPixels {
		grey := rng.IntN(shapeGreys)
		if f.outline[j/64]>>(j%64)&1 == 1 {
			grey += shapeGreys
		}
		x.Set(i, j, float64(grey))
	}
	return f
}

// Dim is the number of pixels.
func (s *imageShapes) Dim() int { return shapesPixels }

// Entropy is that of the images, and of those with uniform noise above their levels.
func (s *imageShapes) Entropy() float64 { return s.entropy }

// Sample draws images with uniform noise above their levels.
func (s *imageShapes) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		s.draw(rng, x, i)
	}
	for i := range x.Data {
		x.Data[i] += rng.Float64()
	}
}

// LogProb is the log probability of the levels that the pixels lie in.
func (s *imageShapes) LogProb(dst []float64, x *ad.Mat) {
	for i := range dst {
		var outline [4]uint64
		inside := true
		for j := range shapesPixels {
			v := x.At(i, j)
			inside = inside && v >= 0 && v < 2*shapeGreys
			if v >= shapeGreys {
				outline[j/64] |= 1 << (j % 64)
			}
		}
		dst[i] = math.Inf(-1)
		if chance := s.chance[outline]; inside && chance > 0 {
			dst[i] = math.Log(chance) - shapesPixels*math.Log(shapeGreys)
		}
	}
}

// shapes is the set of them. Which shape it is and how large are told aside.
func shapes() Dataset {
	d := Dataset{
		Name: "shapes", Title: "Shapes",
		Summary: "images of 16×16 pixels and 4 greys: a square, a disc, a cross or a diamond, its size and its place, and their exact entropy",
		Origin:  "drawn by their factors, all as likely; given=shape or given=size makes one a condition",
		Fields: []flows.Field{
			{Name: pointsField, Help: "images", Type: flows.Int, Default: "6000", Min: 60, Max: 20000, Step: 1000},
			{Name: "seed", Help: "seed of the images", Type: flows.Int, Default: "0", Min: 0, Max: 999_999, Step: 1},
		},
	}
	d.Build = func(v flows.Values) (model.Source, error) {
		n, truth := v.Int(pointsField), newImageShapes()
		shape := flows.Shape{Channels: 1, Height: shapesSide, Width: shapesSide}
		src := model.Source{
			Spec: d.spec(v), Shape: shape, Levels: 2 * shapeGreys, Carried: true, Truth: truth,
			Columns: reading.PixelNames(shape), Points: ad.New(n, shapesPixels),
		}
		kind := model.Aside{Given: model.Given{Name: "shape"}, Values: make([]float64, n)}
		size := model.Aside{Given: model.Given{Name: "size"}, Values: make([]float64, n)}
		for _, f := range shapeForms {
			kind.Levels = append(kind.Levels, f.name)
		}
		rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), shapesStream))
		for i := range n {
			f := truth.draw(rng, src.Points, i)
			kind.Values[i], size.Values[i] = float64(f.shape), float64(f.size)
			src.Parts = append(src.Parts, reading.PartByPlace(i))
		}
		src.Aside = []model.Aside{kind, size}
		return src, nil
	}
	return d
}
