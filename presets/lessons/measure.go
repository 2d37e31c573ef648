package lessons

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/glossary"
)

// screenNumbers are those that answers take from the screen, at the moment of a tick.
var screenNumbers = []string{"probe", "probe base", "probe sum", "area", "depth", "spread x", "spread y", "pinned"}

// A measure finds a number that a snapshot does not have by itself.
type measure func(s *model.Snapshot, n glossary.Numbers)

// measures are made only for answers that name what they find.
var measures = map[string]measure{
	"kl":             divergence,
	"kl se":          divergence,
	"reverse kl":     weighed,
	"ess":            weighed,
	"pareto":         weighed,
	"stray":          strays,
	"test":           onTest,
	"test se":        onTest,
	"mode":           atMode,
	"likeliest":      atMode,
	"above the mode": atMode,
	"distance":       atMode,
}

// draws is how many points a divergence is measured on.
const draws = 4000

func divergence(s *model.Snapshot, n glossary.Numbers) { n["kl"], n["kl se"] = s.KL(draws) }

// weighed needs a target.
func weighed(s *model.Snapshot, n glossary.Numbers) {
	if s.Data.Target == nil {
		return
	}
	w := s.Weigh(draws)
	n["reverse kl"], n["ess"], n["pareto"] = w.KL, w.ESS, w.Pareto
}

// onTest is the NLL of the test part.
func onTest(s *model.Snapshot, n glossary.Numbers) { n["test"], n["test se"] = s.TestNLL() }

// strays is the share of samples where the truth has less density than at any of the
// points held back: what lies in bridges between modes.
func strays(s *model.Snapshot, n glossary.Numbers) {
	if s.Data.Truth == nil {
		return
	}
	rows := s.Data.ValBatch().X.Rows
	held := make([]float64, rows)
	s.Data.Truth.LogProb(held, s.Data.Own(s.Data.ValBatch().X))
	least := slices.Min(held)
	x := sampled(s, draws)
	truth, outside := make([]float64, draws), 0
	s.Data.Truth.LogProb(truth, s.Data.Own(x))
	for _, v := range truth {
		if !(v >= least) {
			outside++
		}
	}
	n["stray"] = float64(outside) / draws
}

// sampled draws standardised samples of a flow, the same ones for the same seed.
func sampled(s *model.Snapshot, rows int) *ad.Mat {
	const stream = 0x6c6573736f6e
	z := ad.New(rows, s.Stack.Dim)
	s.Base.Draw(rand.New(rand.NewPCG(s.Seed, stream)), z)
	path := s.Forward(z)
	return path[len(path)-1]
}

// atMode is log p at the point to which the mode of a normal base goes, the highest log p
// of the points held back, the share of these that lie above the former, and the mean
// distance of their z from 0, where the mode is.
func atMode(s *model.Snapshot, n glossary.Numbers) {
	path := s.Forward(ad.New(1, s.Stack.Dim))
	one := make([]float64, 1)
	s.LogProb(one, path[len(path)-1])
	b := s.Data.ValBatch()
	held := make([]float64, b.X.Rows)
	s.Under(b.Given).LogProb(held, b.X)
	above := 0
	for _, v := range held {
		if v > one[0] {
			above++
		}
	}
	n["mode"], n["likeliest"], n["above the mode"] = one[0], slices.Max(held), float64(above)/float64(len(held))
	z := s.Under(b.Given).Inverse(b.X)[0]
	sum := 0.0
	for i := range z.Rows {
		square := 0.0
		for j := range z.Cols {
			square += z.At(i, j) * z.At(i, j)
		}
		sum += math.Sqrt(square)
	}
	n["distance"] = sum / float64(z.Rows)
}

// densityAt reads {p(2)}: the density at a value of one column, in the data's own units.
func densityAt(name string) (value float64, ok bool) {
	text, found := strings.CutPrefix(name, "p(")
	if !found || !strings.HasSuffix(text, ")") {
		return 0, false
	}
	value, err := strconv.ParseFloat(strings.TrimSuffix(text, ")"), 64)
	return value, err == nil
}

// layerNumber reads {log|det| 2}: what the second layer does on average.
func layerNumber(name string) (layer int, ok bool) {
	text, found := strings.CutPrefix(name, "log|det| ")
	if !found {
		return 0, false
	}
	layer, err := strconv.Atoi(text)
	return layer, err == nil && layer > 0
}

// ofEveryRun are the numbers that Measured has of every run.
var ofEveryRun = []string{
	"step", "steps", "seed", "layers", "parameters", "columns", "train", "val", "gap", "best", "best step", "overfit", "entropy", "expected",
	"held", "batch", "lr", "gradient", "clipped", "skipped", "rows", "epochs", "nll", "base", "sum", "units", "residual", "roundtrip", "bits", "bits a column", "tails",
}

// isMeasured tells whether Measure knows a name.
func isMeasured(name string) bool {
	_, density := densityAt(name)
	_, layer := layerNumber(name)
	return density || layer || measures[name] != nil || slices.Contains(ofEveryRun, name)
}

// Measure finds the numbers that names ask for, beside those of every run.
func Measure(s *model.Snapshot, names []string) glossary.Numbers {
	n := glossary.Measured(s)
	for _, name := range names {
		if _, known := n[name]; known {
			continue
		}
		if m := measures[name]; m != nil {
			m(s, n)
		}
		if at, ok := densityAt(name); ok && s.Stack.Dim == 1 {
			x, logp := ad.New(1, 1), make([]float64, 1)
			x.Data[0] = s.Data.StandardOf(0, at)
			s.LogProb(logp, x)
			n[name] = math.Exp(logp[0])
		}
		if k, ok := layerNumber(name); ok && k <= len(s.Stack.Layers) {
			l := s.LedgerOf(s.Data.ValBatch().Rows(0, s.Data.Judged()))
			n[name] = l.Layers[k-1].Mean
		}
	}
	return n
}

// cutTick cuts {val@2} into the name and the number of the task at whose tick it was; 0
// stands for the last.
func cutTick(name string) (of string, tick int) {
	of, after, found := strings.Cut(name, "@")
	if !found {
		return of, 0
	}
	tick, err := strconv.Atoi(after)
	if err != nil || tick < 1 {
		return of, -1
	}
	return of, tick
}

// Names lists what the answer names, for the numbers at a tick: that of a task, from 1.
func (l *Lesson) Names(tick int) (names []string) {
	for _, text := range l.Answer {
		for _, name := range glossary.Names(text) {
			of, at := cutTick(name)
			if at == tick || at == 0 && tick == len(l.Tasks) {
				names = append(names, of)
			}
		}
	}
	return names
}

// Fill writes the answer with the numbers at every tick.
func (l *Lesson) Fill(ticks []glossary.Numbers) []string {
	all := glossary.Numbers{}
	for i, n := range ticks {
		for name, value := range n {
			all[name+"@"+strconv.Itoa(i+1)] = value
			if i == len(ticks)-1 {
				all[name] = value
			}
		}
	}
	filled := make([]string, len(l.Answer))
	for i, text := range l.Answer {
		filled[i], _ = glossary.Fill(text, all)
	}
	return filled
}
