package view

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// Images are what a flow of images makes, and images of its data on their way back,
// at every depth. They never change.
type Images struct {
	Version Version
	Shape   flows.Shape // of the data
	Look    ImageLook
	Samples []*ad.Mat // at that temperature after layer k, n×D
	Hot     *ad.Mat   // samples at temperature 1, at full depth
	Data    []*ad.Mat // of the part held back, or that judges, before layer k+1
	Edited  *ad.Mat   // the images of the data from their z, which was moved along an attribute
	Off     float64   // by how much they differ from the data where it was not, in units of the data
	Traits  []string  // the attributes that there are
	Way     *ad.Mat   // from the first image of the data to the second, along the straight line between their z
	Nearest *ad.Mat   // for every cool sample the image it could be a copy of: the nearest to learn from

	place [][]int // where the entry of a pixel stands behind layer k
}

const (
	// ImageCount is how many images of a kind are made.
	ImageCount = 24
	// Cool is what z is multiplied by at first, for samples that are likelier than typical
	// ones (Kingma and Dhariwal 2018, section 6).
	Cool = 0.7
	// wayImages is how many images there are on the way from one to another.
	wayImages = 12
)

// An ImageLook says how images are made.
type ImageLook struct {
	Heat float64 // the temperature of the samples
	Edit         // of samples and data
}

// An Edit moves z along an attribute.
type Edit struct {
	Trait int     // the number of the attribute
	By    float64 // how far: 1 goes from the mean z of those that have least of it to that of those that have most
}

// text names an edit: thickness +1.
func (m *Images) editText() string {
	return fmt.Sprintf("%s %+.3g", m.Traits[m.Look.Trait], m.Look.By)
}

// edited tells whether z was moved.
func (m *Images) edited() bool { return m.Look.By != 0 && m.Look.Trait < len(m.Traits) }

// Temperatures are those that take turns.
var Temperatures = []float64{Cool, 0.85, 1, 0.25, 0.5}

// colours is how many channels an image in colour has.
const colours = 3

// HasImages tells whether samples are images, grey or in colour: one channel with
// neighbours, or three.
func HasImages(s *model.Snapshot) bool {
	c := s.Stack.Shape.Channels
	return s.Stack.Shape.IsImage() && (c == 1 || c == colours) && !HasWaves(s)
}

// MakeImages draws samples, under the conditions of the images of the data beside
// them, or all under the one of the snapshot, and carries those back.
func MakeImages(s *model.Snapshot, look ImageLook) *Images {
	data := s.Data.ValBatch()
	if s.Data.Test.X != nil {
		data = s.Data.Test.Rows(0, s.Data.Test.X.Rows/s.Data.Copies)
	}
	if s.Given != nil && !OverAll(s) {
		data = under(data, s.Given)
	}
	n := min(ImageCount, data.X.Rows)
	data = data.Rows(0, n)
	z, hot := ad.New(n, s.Stack.Dim), ad.New(n, s.Stack.Dim)
	s.Base.Draw(rand.New(rand.NewPCG(s.Seed, Stream)), hot)
	for i, v := range hot.Data {
		z.Data[i] = look.Heat * v
	}
	each := s.Under(data.Given)
	i := &Images{Look: look, Version: VersionOf(s), Shape: s.Stack.Shape, Data: each.Inverse(data.X), place: pixelPlaces(s.Stack)}
	own := i.Data[0].Clone()
	i.edit(s, z, own)
	i.Samples = each.Forward(z)
	i.Edited = lastOf(each.Forward(own))
	i.Off = furthest(s.Data.Own(i.Edited), s.Data.Own(data.X))
	i.Hot = lastOf(each.Forward(hot))
	i.Way = wayOf(s, data, i.Data[0])
	if s.Data.Train != nil {
		i.Nearest = nearestRows(lastOf(i.Samples), s.Data.Train)
	}
	return i
}

// edit moves batches of z along the attribute.
func (m *Images) edit(s *model.Snapshot, batches ...*ad.Mat) {
	traits := model.Attributes(s.Data)
	for _, a := range traits {
		m.Traits = append(m.Traits, a.Name)
	}
	if !m.edited() {
		return
	}
	direction := s.Direction(traits[m.Look.Trait])
	for _, z := range batches {
		for j, d := range direction {
			column := z.Col(j)
			for i := range column {
				column[i] += m.Look.By * d
			}
		}
	}
}

func lastOf(path []*ad.Mat) *ad.Mat { return path[len(path)-1] }

// furthest is the largest difference of two batches.
func furthest(a, b *ad.Mat) float64 {
	most := 0.0
	for i, v := range a.Data {
		most = max(most, math.Abs(v-b.Data[i]))
	}
	return most
}

// wayOf carries the straight line between the z of the first two images forward, and
// between their conditions, if they have any; nil where there are fewer.
func wayOf(s *model.Snapshot, data model.Batch, z *ad.Mat) *ad.Mat {
	if z.Rows < 2 {
		return nil
	}
	along := ad.New(wayImages, z.Cols)
	var given *ad.Mat
	if data.Given != nil {
		given = ad.New(wayImages, data.Given.Cols)
	}
	for k := range wayImages {
		share := float64(k) / (wayImages - 1)
		for j := range z.Cols {
			along.Set(k, j, (1-share)*z.At(0, j)+share*z.At(1, j))
		}
		for j := 0; given != nil && j < given.Cols; j++ {
			given.Set(k, j, (1-share)*data.Given.At(0, j)+share*data.Given.At(1, j))
		}
	}
	return lastOf(s.Under(given).Forward(along))
}

// spread returns n rows of a batch, evenly from the first to the last.
func spread(m *ad.Mat, n int) *ad.Mat {
	n = min(n, m.Rows)
	part := ad.New(n, m.Cols)
	for i := range n {
		for j := range m.Cols {
			part.Set(i, j, m.At(i*(m.Rows-1)/max(n-1, 1), j))
		}
	}
	return part
}

// nearestRows returns for every row of x the nearest row of another batch.
func nearestRows(x, others *ad.Mat) *ad.Mat {
	out, squares := ad.New(x.Rows, x.Cols), make([]float64, others.Rows)
	for i := range x.Rows {
		clear(squares)
		for j := range x.Cols {
			for k, v := range others.Col(j) {
				squares[k] += (v - x.At(i, j)) * (v - x.At(i, j))
			}
		}
		at := 0
		for k, v := range squares {
			if v < squares[at] {
				at = k
			}
		}
		for j := range x.Cols {
			out.Set(i, j, others.At(at, j))
		}
	}
	return out
}

// pixelPlaces follows every pixel through the layers that only move entries: what
// comes of a pixel is drawn where the pixel is, also where four of them have become
// channels of one position.
func pixelPlaces(s *flows.Stack) [][]int {
	k := len(s.Layers)
	places := make([][]int, k+1)
	at := ad.New(1, s.Dim)
	for j := range at.Data {
		at.Data[j] = float64(j)
	}
	for d := k; ; d-- {
		places[d] = make([]int, s.Dim)
		for j, pixel := range at.Data {
			places[d][int(pixel)] = j
		}
		if d == 0 {
			return places
		}
		if l := s.Layers[d-1]; !l.Off && moves(l) {
			next, _ := l.Map.Inverse(ad.NewTape(nil, nil).Const(at), nil)
			at = next.Clone()
		}
	}
}

// moves tells whether a layer does nothing but move entries.
func moves(l flows.Layer) bool { return l.Kind.Name == "squeeze" || l.Kind.Name == "permute" }

// pixels returns row i of a batch behind layer k as pixels.
func (m *Images) pixels(at *ad.Mat, k, i int) []float64 {
	p := make([]float64, m.Shape.Size())
	for pixel, entry := range m.place[k] {
		p[pixel] = at.At(i, entry)
	}
	return p
}

// depthRange is what numbers behind layer k lie between, nearly all: those of data
// with levels are known, others are a few deviations about the mean.
func (m *Images) depthRange(d *model.Data, at *ad.Mat, k int) (low, high float64) {
	if k == len(m.place)-1 && d.Levels > 0 {
		return -d.Mean[0] / d.SD[0], (float64(d.Levels) - d.Mean[0]) / d.SD[0]
	}
	const wide = 2.5
	mean, sd, n := 0.0, 0.0, 0.0
	for _, v := range at.Data {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			mean, n = mean+v, n+1
		}
	}
	mean /= max(n, 1)
	for _, v := range at.Data {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			sd += (v - mean) * (v - mean) / max(n, 1)
		}
	}
	sd = max(math.Sqrt(sd), 1e-9)
	return mean - wide*sd, mean + wide*sd
}
