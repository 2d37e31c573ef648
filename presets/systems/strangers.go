package systems

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/code"
	"bijou/presets"
)

var strangers = System{
	Name: "anomaly-digits", Title: "Strange digits", Called: "anomaly detection on images, out of distribution",
	Summary:   "a flow of nine digits and images of the tenth: −log p, which fails for a 1, and its ratio to histograms of pixels, which does not",
	Relatives: "Nalisnick et al. 2019 (where −log p fails); Ren et al. 2019 (likelihood ratio)",
	Recipes:   []string{"anomaly-digits"},
	NotBuilt:  []string{"a threshold for strangers that nobody has seen: the scores rank, and a rate of false alarms sets the line"},
	Measure:   measureStrangers,
}

// corruptedPixels is how many pixels of a corrupted image are drawn at random.
const corruptedPixels = 6

// A verdict is how well one flow tells strangers by its scores.
type verdict struct{ logp, ratio, mixture, corrupted float64 }

func measureStrangers(runs []Trained) ([]model.Figure, error) {
	var mean verdict
	worst, worstRatio, at := 1.0, 1.0, 0
	for digit := range 10 {
		s := runs[0].Best
		if digit != 1 { // which the run itself left out
			other, err := without(runs[0].Fit.Config(), digit)
			if err != nil {
				return nil, err
			}
			s = other
		}
		v, err := judgeStrangers(s, digit)
		if err != nil {
			return nil, err
		}
		mean = verdict{mean.logp + v.logp/10, mean.ratio + v.ratio/10, mean.mixture + v.mixture/10, mean.corrupted + v.corrupted/10}
		if v.logp < worst {
			worst, worstRatio, at = v.logp, v.ratio, digit
		}
	}
	return []model.Figure{
		model.NewFigure("ratio_auroc", "", "of −log p over that of histograms of pixels, mean of ten digits", mean.ratio).Should(model.AtLeast, 0.92),
		model.NewFigure("logp_auroc", "", "of −log p alone, which is worse", mean.logp).Should(model.AtLeast, 0.88),
		model.NewFigure("corrupted_auroc", "", "of −log p for images of which six pixels are random", mean.corrupted).Should(model.AtLeast, 0.94),
		model.NewFigure("mixture_auroc", "", "of −log p by ten normal distributions, mean of ten digits: better than the flow", mean.mixture),
		model.NewFigure("worst_digit", "", "that −log p fails for most", float64(at)),
		model.NewFigure("worst_auroc", "", fmt.Sprintf("of −log p for the digit that it fails for most, here %d; by the ratio %.3f", at, worstRatio), worst),
	}, nil
}

// without trains the same run on all digits but one.
func without(cfg model.Config, digit int) (*model.Snapshot, error) {
	var err error
	if cfg.Source, err = presets.ParseSource("digits(without-"+strconv.Itoa(digit)+")", nil); err != nil {
		return nil, err
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for ended := model.Paused; ended == model.Paused; ended, _ = f.Ended() {
		f.Step()
	}
	return f.BestSnapshot(), nil
}

// judgeStrangers scores the images held back: those of the digit that was left out
// against the others, and the others against copies that are corrupted.
func judgeStrangers(s *model.Snapshot, digit int) (v verdict, err error) {
	found, err := strangeDigits(s, digit)
	if err != nil {
		return v, err
	}
	rows := firstRows(found.Usual)
	bad, err := strangeness(s, corrupted(found.Rows, rows, s.Data.Levels, model.DrawStream(s.Seed)))
	return verdict{found.Scores[0].AUROC, found.Scores[2].AUROC, found.Scores[3].AUROC, auroc(found.Scores[0].Usual, bad)}, err
}

// strangeness is −log P of rows of whole numbers or decimals, in nats.
func strangeness(s *model.Snapshot, rows *ad.Mat) ([]float64, error) {
	c, err := s.Stack.Code(s.Base)
	if err != nil {
		return nil, err
	}
	levels, err := code.LevelsOf(s.Data)
	if err != nil {
		return nil, err
	}
	x := s.Data.Standard(rows)
	if s.Data.Levels > 0 {
		x = s.Data.FromLevels(model.DrawStream(1), rows)
	}
	scores := make([]float64, rows.Rows)
	s.Stack.Evaluator(s.Base, s.Theta).LogMass(c, scores, x, levels)
	for i, v := range scores {
		scores[i] = -v
	}
	return scores, nil
}

// corrupted copies rows and draws some columns of each anew, at random.
func corrupted(levels *ad.Mat, rows []int, count int, rng *rand.Rand) *ad.Mat {
	out := ad.New(len(rows), levels.Cols)
	for i, row := range rows {
		for j := range levels.Cols {
			out.Set(i, j, levels.At(row, j))
		}
		for _, j := range rng.Perm(levels.Cols)[:corruptedPixels] {
			out.Set(i, j, float64(rng.IntN(count)))
		}
	}
	return out
}

// histogramNats is −log of how often every column had the values of a row among others,
// each of those on its grid half an occurrence more than it was seen.
func histogramNats(others, rows *ad.Mat, grids []model.Grid) []float64 {
	nats := make([]float64, rows.Rows)
	for j, g := range grids {
		counts := map[float64]float64{}
		for _, v := range others.Col(j) {
			counts[v]++
		}
		for i, v := range rows.Col(j) {
			nats[i] -= math.Log((counts[v] + 0.5) / (float64(others.Rows) + float64(g.Count)/2))
		}
	}
	return nats
}
