package presets

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/reading"
)

// dataStream is the random stream of data samples, so that seed 0 here shares
// no draw with seed 0 elsewhere.
const dataStream = 0x64617461

// A synthetic is an entry of the catalogue that is drawn from a known density.
type synthetic struct {
	Name, Title, Summary, Origin string

	noise   []flows.Field // at most one
	density func(noise float64) model.Density
}

// pointsField is the field that says how many points a set has.
const pointsField = "n"

// dataset completes the entry with the fields that all synthetic sets share.
func (s synthetic) dataset() Dataset {
	fields := []flows.Field{{Name: pointsField, Help: "number of points; 0 draws every batch fresh", Type: flows.Int, Default: "10000", Min: 0, Max: 1_000_000, Step: 1000}}
	fields = append(fields, s.noise...)
	fields = append(fields, flows.Field{Name: "seed", Help: "seed of the points", Type: flows.Int, Default: "0", Min: 0, Max: 999_999, Step: 1})
	d := Dataset{Name: s.Name, Title: s.Title, Summary: s.Summary, Origin: s.Origin, Fields: fields}
	d.Build = func(v flows.Values) (model.Source, error) { return s.build(d.spec(v), v) }
	return d
}

func (s synthetic) build(spec string, v flows.Values) (model.Source, error) {
	n := v.Int(pointsField)
	if 0 < n && n < reading.MinRows {
		return model.Source{}, fmt.Errorf("n is 0 for fresh points in every batch, or at least %d, not %d", reading.MinRows, n)
	}
	level := 0.0
	if len(s.noise) > 0 {
		level = v.Float("noise")
	}
	truth := s.shared(level)
	src := model.Source{Spec: spec, Columns: []string{"x", "y"}, Truth: truth}
	if n > 0 {
		src.Points = ad.New(n, truth.Dim())
		truth.Sample(rand.New(rand.NewPCG(uint64(v.Int("seed")), dataStream)), src.Points)
	}
	return src, nil
}

// truths are the densities that runs share, by set: they never change, and an entropy is
// an integral that takes milliseconds.
var truths sync.Map

// shared is the density at a level of noise. Of the default one there is one for all.
func (s synthetic) shared(level float64) model.Density {
	if len(s.noise) > 0 && level != flows.Defaults(s.noise).Float(s.noise[0].Name) {
		return s.density(level)
	}
	if known, ok := truths.Load(s.Name); ok {
		return known.(model.Density)
	}
	known, _ := truths.LoadOrStore(s.Name, s.density(level))
	return known.(model.Density)
}
