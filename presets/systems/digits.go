package systems

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// digits are the images of a run with their z, by which edits and paths are judged.
type digits struct {
	flow  *model.Snapshot
	rng   *rand.Rand
	train *ad.Mat // whole greys, n×D
	held  *ad.Mat

	trainClass, heldClass []float64
	trainZ, heldX, heldZ  *ad.Mat // of images with noise of their own, standardised
}

func newDigits(s *model.Snapshot) *digits {
	d := &digits{flow: s, rng: model.DrawStream(s.Seed)}
	var aside [][]float64
	d.train, aside = s.Data.LevelsOf(model.Learn)
	d.trainClass = aside[0]
	d.held, aside = s.Data.LevelsOf(model.Hold)
	d.heldClass = aside[0]
	d.trainZ = s.Inverse(s.Data.FromLevels(d.rng, d.train))[0]
	d.heldX = s.Data.FromLevels(d.rng, d.held)
	d.heldZ = s.Inverse(d.heldX)[0]
	return d
}

// decode carries z to whole greys.
func (d *digits) decode(z *ad.Mat) *ad.Mat { return d.flow.Data.ToLevels(d.images(z)) }

// images carries z to standardised images.
func (d *digits) images(z *ad.Mat) *ad.Mat {
	path := d.flow.Forward(z)
	return path[len(path)-1]
}

// roundTrip is the largest difference, in greys, of an image that went to z and back.
func (d *digits) roundTrip() float64 {
	before, after, worst := d.flow.Data.Own(d.heldX), d.flow.Data.Own(d.images(d.heldZ)), 0.0
	for i, v := range before.Data {
		worst = max(worst, math.Abs(after.Data[i]-v))
	}
	return worst
}

// pairs are the digits that edits turn into others.
var pairs = [][2]int{{3, 8}, {8, 3}, {1, 7}, {7, 1}, {4, 9}, {9, 4}, {5, 6}, {0, 6}}

// editStrength is how far an edit goes, in differences of mean z.
const editStrength = 1.5

// editFlips moves the z of held images of one digit by the difference of the mean z of
// two digits, and returns the share that a probe takes for the other digit then.
func (d *digits) editFlips(probe *softmax) float64 {
	total := 0.0
	for _, pair := range pairs {
		from, to := meanOf(d.trainZ, d.trainClass, pair[0]), meanOf(d.trainZ, d.trainClass, pair[1])
		rows := rowsOf(d.heldClass, pair[0])
		z := ad.New(len(rows), d.heldZ.Cols)
		for i, row := range rows {
			for j := range z.Cols {
				z.Set(i, j, d.heldZ.At(row, j)+editStrength*(to[j]-from[j]))
			}
		}
		edited, flipped := d.decode(z), 0
		for i := range rows {
			if probe.class(edited.Row(nil, i)) == pair[1] {
				flipped++
			}
		}
		total += float64(flipped) / float64(len(rows))
	}
	return total / float64(len(pairs))
}

// moves is the share of held images that have more of an attribute where their z was moved
// along it than where it was moved back.
func (d *digits) moves(name string, measure func(pixels []float64, s flows.Shape) float64) float64 {
	all := model.Attributes(d.flow.Data)
	at := slices.IndexFunc(all, func(a model.Attribute) bool { return a.Name == name })
	direction := d.flow.Direction(all[at])
	edited := func(by float64) *ad.Mat {
		z := d.heldZ.Clone()
		for j, v := range direction {
			column := z.Col(j)
			for i := range column {
				column[i] += by * v
			}
		}
		return d.decode(z)
	}
	less, more, share := edited(-1), edited(1), 0.0
	for i := range less.Rows {
		if measure(more.Row(nil, i), d.flow.Data.Shape()) > measure(less.Row(nil, i), d.flow.Data.Shape()) {
			share += 1 / float64(less.Rows)
		}
	}
	return share
}

// rowsOf are the places of a class.
func rowsOf(classes []float64, class int) (rows []int) {
	for i, c := range classes {
		if int(c) == class {
			rows = append(rows, i)
		}
	}
	return rows
}

// meanOf is the mean of the rows of a class.
func meanOf(m *ad.Mat, classes []float64, class int) []float64 {
	mean, rows := make([]float64, m.Cols), rowsOf(classes, class)
	for _, i := range rows {
		for j := range mean {
			mean[j] += m.At(i, j) / float64(len(rows))
		}
	}
	return mean
}

// pathGain is by how much the middle of the straight path between the z of two held
// images is likelier than the mean of their pixels, both rounded to greys with fresh
// noise: the mean over pairs of images, and its standard error.
func (d *digits) pathGain() (gain, se float64) {
	const count = 200
	z, pixels := ad.New(count, d.heldZ.Cols), ad.New(count, d.heldX.Cols)
	for i := range count {
		a, b := d.rng.IntN(d.held.Rows), d.rng.IntN(d.held.Rows)
		for j := range z.Cols {
			z.Set(i, j, (d.heldZ.At(a, j)+d.heldZ.At(b, j))/2)
			pixels.Set(i, j, (d.heldX.At(a, j)+d.heldX.At(b, j))/2)
		}
	}
	onPath, faded := d.logp(d.decode(z)), d.logp(d.flow.Data.ToLevels(pixels))
	square := 0.0
	for i := range onPath {
		difference := onPath[i] - faded[i]
		gain += difference / count
		square += difference * difference / count
	}
	return gain, math.Sqrt((square - gain*gain) / count)
}

func (d *digits) logp(levels *ad.Mat) []float64 {
	logp := make([]float64, levels.Rows)
	d.flow.LogProb(logp, d.flow.Data.FromLevels(d.rng, levels))
	return logp
}

// shownTemperature is what z is multiplied by for samples that are looked at.
const shownTemperature = 0.7

// neighbourRatio compares how far samples are from the nearest training image with how
// far images held back are. Below 1 samples would be copies.
func (d *digits) neighbourRatio() float64 {
	z := ad.New(d.held.Rows, d.heldZ.Cols)
	d.flow.Base.Draw(d.rng, z)
	for i := range z.Data {
		z.Data[i] *= shownTemperature
	}
	return nearest(d.decode(z), d.train) / nearest(d.held, d.train)
}

// nearest is the mean distance of rows of x to the nearest row of another batch.
func nearest(x, others *ad.Mat) float64 {
	mean, squares := 0.0, make([]float64, others.Rows)
	for i := range x.Rows {
		clear(squares)
		for j := range x.Cols {
			for k, v := range others.Col(j) {
				squares[k] += (v - x.At(i, j)) * (v - x.At(i, j))
			}
		}
		least := math.Inf(1)
		for _, s := range squares {
			least = min(least, s)
		}
		mean += math.Sqrt(least) / float64(x.Rows)
	}
	return mean
}

// probe learns the digits of the training images from their pixels.
func (d *digits) probe() (*softmax, error) {
	return fitSoftmax(d.train, d.trainClass, 10, probeStrength)
}
