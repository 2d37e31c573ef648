package systems

import (
	"math"
	"strings"
	"sync"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
)

var superres = System{
	Name: "superres", Title: "Super-resolution", Called: "SRFlow, super-resolution by a conditional flow",
	Summary:   "p(details | a picture of half the size) of digits: many sharp pictures, each exactly consistent with the small one",
	Relatives: "Lugmayr et al. 2020 (SRFlow); Yu et al. 2020 (Wavelet Flow); it is not in Glow, to which introductions ascribe it",
	Recipes:   []string{"superres", "superres-blind"},
	NotBuilt:  []string{"photographs: the net is dense, over 48 details"},
	Measure:   measureSuperres,
}

// drawsOfAnImage is how many pictures are drawn of one small one.
const drawsOfAnImage = 64

func measureSuperres(runs []Trained) ([]model.Figure, error) {
	s, blind := runs[0].Best, runs[1].Best
	own, se := perDetail(s)
	without, _ := perDetail(blind)
	p, err := drawPictures(s)
	if err != nil {
		return nil, err
	}
	return []model.Figure{
		model.NewFigure("detail_nats", "nats", "a detail of images held back", own).Within(se).Should(model.AtMost, 1.75),
		model.NewFigure("given_gain", "nats", "a detail less than without the small picture", without-own).Should(model.AtLeast, 0.10),
		model.NewFigure("mse", "greys²", "of the mean of 64 pictures drawn", p.mse).Should(model.AtMost, 7.3),
		model.NewFigure("one_mse", "greys²", "of one picture drawn: the mean and its spread together", p.oneMSE).Should(model.AtMost, 15),
		model.NewFigure("nearest_mse", "greys²", "of the small picture, enlarged", p.nearest),
		model.NewFigure("spread", "greys²", "variance of the pictures drawn of one", p.spread).Should(model.AtLeast, 1),
		model.NewFigure("lowres_error", "greys", "largest difference of a picture drawn, made small again, from the small one", p.lowres).Against(0).Should(model.AtMost, 1e-9),
	}, nil
}

// perDetail is the mean of −log p over the points held back, for each column, and its
// standard error as one of points.
func perDetail(s *model.Snapshot) (nats, se float64) {
	nll := s.HeldNLL()
	columns, n, square := float64(s.Stack.Dim), float64(len(nll)), 0.0
	for _, v := range nll {
		nats += v / columns / n
		square += v * v / columns / columns / n
	}
	return nats, math.Sqrt((square - nats*nats) / n)
}

// pictures are what many draws of every small picture come to.
type pictures struct{ mse, oneMSE, nearest, spread, lowres float64 }

// drawPictures makes the digits held back small and draws what they may have been.
func drawPictures(s *model.Snapshot) (p pictures, err error) {
	e, err := EnlargementOf(s, math.MaxInt, drawsOfAnImage)
	if err != nil {
		return p, err
	}
	for _, drawn := range e.Draws {
		p.oneMSE += meanSquare(drawn, e.Truth) / drawsOfAnImage
		p.lowres = max(p.lowres, furthest(e.means, e.Shape, drawn))
	}
	p.mse, p.nearest = meanSquare(e.Mean, e.Truth), meanSquare(e.Small, e.Truth)
	for _, v := range e.Spread.Data {
		p.spread += v * v / float64(len(e.Spread.Data))
	}
	return p, nil
}

// An Enlargement is what small pictures of digits held back may have been.
type Enlargement struct {
	Shape        flows.Shape
	Truth        *ad.Mat // the digits, whole greys, n×P
	Small        *ad.Mat // each 2×2 pixels of one grey
	Draws        []*ad.Mat
	Mean, Spread *ad.Mat // of the draws, the spread as a standard deviation

	means *ad.Mat
}

// NotEnlarging says why a run draws no details of small pictures; it is empty if it does.
func NotEnlarging(s *model.Snapshot) string {
	if strings.HasPrefix(s.Data.Spec, "digit-details") && s.Data.GivenDim() > 0 {
		return ""
	}
	return "it is of the recipe superres: details under a small picture"
}

// allDigits are read once.
var allDigits = sync.OnceValues(func() (model.Source, error) { return presets.ParseSource("digits", nil) })

// EnlargementOf makes the digits held back small, the first of them, and draws details.
func EnlargementOf(s *model.Snapshot, most, draws int) (*Enlargement, error) {
	src, err := allDigits()
	if err != nil {
		return nil, err
	}
	rows := src.Rows(model.Hold)
	e := &Enlargement{Shape: src.Shape, Truth: src.Points.PickRows(rows[:min(most, len(rows))])}
	means, details := presets.HaarOf(e.Truth, e.Shape)
	e.means = means
	e.Small = presets.FromHaar(means, ad.New(details.Rows, details.Cols), e.Shape)
	heard := means.Clone()
	for i := range heard.Data {
		heard.Data[i]++ // the middle of the noise above four greys, half of their sum
	}
	under, rng := s.Under(s.Data.StandardGiven(heard)), model.DrawStream(s.Seed)
	e.Mean, e.Spread = ad.New(e.Truth.Rows, e.Truth.Cols), ad.New(e.Truth.Rows, e.Truth.Cols)
	for range draws {
		drawn := presets.FromHaar(means, under.Draw(rng, means.Rows), e.Shape)
		for i, v := range drawn.Data {
			e.Mean.Data[i] += v / float64(draws)
			e.Spread.Data[i] += v * v / float64(draws)
		}
		e.Draws = append(e.Draws, drawn)
	}
	for i, v := range e.Spread.Data {
		e.Spread.Data[i] = math.Sqrt(max(v-e.Mean.Data[i]*e.Mean.Data[i], 0))
	}
	return e, nil
}

// furthest is how far the means of images are from those that they were drawn of.
func furthest(means *ad.Mat, shape flows.Shape, drawn *ad.Mat) float64 {
	again, _ := presets.HaarOf(drawn, shape)
	worst := 0.0
	for i, v := range again.Data {
		worst = max(worst, math.Abs(v-means.Data[i]))
	}
	return worst
}

// meanSquare is the mean squared difference of two batches.
func meanSquare(a, b *ad.Mat) float64 {
	sum := 0.0
	for i, v := range a.Data {
		sum += (v - b.Data[i]) * (v - b.Data[i])
	}
	return sum / float64(len(a.Data))
}
