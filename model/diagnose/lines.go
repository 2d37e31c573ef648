package diagnose

import (
	"fmt"
	"math"
	"strings"

	"bijou/model"
)

// A Mark says what a number tells of the flow.
type Mark int

// The marks.
const (
	NoMark Mark = iota // nothing that is right or wrong
	Good               // as it is for a flow that is right
	Bad                // not so
)

// String returns the sign for it.
func (m Mark) String() string { return [...]string{" ", "✓", "!"}[m] }

// A Section is a part of a diagnosis for people.
type Section struct {
	Title string
	Lines []Line
}

// A Line is one number for people: its name, its value with its unit, and what
// that says in a few words, which may be empty.
type Line struct {
	Mark              Mark
	Name, Value, Note string
}

const (
	doubt     = 0.01 // p-values up to it are marked
	tooLinked = 3.5  // standard errors of a correlation, as there may be many
)

// Sections returns the diagnosis for people, without what has no value. The
// layers are not among it.
func (d *Diagnosis) Sections() []Section {
	points := "fresh draws from the truth"
	if !d.Fresh {
		points = "points of the test part, which also chose the step"
	}
	all := []Section{
		{fmt.Sprintf("against %d %s", d.Points, points), d.density()},
		{"z of the points against the base", d.latent()},
		{"samples of the flow against the points", d.samples()},
		{"the map", d.mapping()},
	}
	for i := range all {
		all[i].Lines = valued(all[i].Lines)
	}
	return all
}

func valued(lines []Line) []Line {
	var kept []Line
	for _, l := range lines {
		if !strings.Contains(l.Value, "NaN") {
			kept = append(kept, l)
		}
	}
	return kept
}

func (d *Diagnosis) density() []Line {
	kl := Line{markBad(d.impossible()), "KL(data‖model)", fmt.Sprintf("%.4f ± %.4f nats", d.KL, d.KLSE), ""}
	if known(d.KLShare) {
		kl.Note = percent(d.KLShare) + " of the negentropy is left to learn"
	}
	if d.impossible() {
		kl.Note = "impossible: a bug"
	}
	reverse := Line{NoMark, "KL(model‖data)", fmt.Sprintf("%.4f ± %.4f nats", d.KLReverse, d.KLReverseSE), "large where samples stray"}
	if math.IsInf(float64(d.KLReverse), 1) {
		reverse.Value, reverse.Note = "infinite", "some samples lie where the data never are"
	}
	nll := Line{NoMark, "test NLL", fmt.Sprintf("%.4f ± %.4f nats", d.TestNLLRaw, d.TestNLLSE), ""}
	if known(d.Entropy) {
		nll.Note = fmt.Sprintf("%+.4f from the entropy", d.TestNLLRaw-d.Entropy)
	}
	return []Line{
		kl, reverse, nll,
		{NoMark, "entropy of the data", fmt.Sprintf("%.4f nats", d.Entropy), "no NLL is lower"},
		{NoMark, "negentropy", fmt.Sprintf("%.4f nats", d.Negentropy), "how far the best Gaussian is off"},
	}
}

func (d *Diagnosis) latent() []Line {
	var lines []Line
	for _, t := range d.KS {
		lines = append(lines, test(fmt.Sprintf("axis %d", t.Axis), fmt.Sprintf("D %.4f", t.D), t.P))
	}
	lines = append(lines,
		test("|z|²", fmt.Sprintf("D %.4f", d.Chi2.D), d.Chi2.P),
		test("all axes (Henze–Zirkler)", fmt.Sprintf("%.3f", d.HZ.Stat), d.HZ.P))
	if i, j, r := furthestPair(d.Correlation); i > 0 {
		linked := math.Abs(r)*math.Sqrt(float64(d.Points)) > tooLinked
		lines = append(lines, Line{mark(!linked), "largest correlation", fmt.Sprintf("%+.4f", r), fmt.Sprintf("of axes %d and %d", i, j)})
	}
	return lines
}

func (d *Diagnosis) samples() []Line {
	lines := []Line{
		test("sliced Wasserstein-1", fmt.Sprintf("%.4f SD", d.SlicedW1.Value), d.SlicedW1.P),
		test("energy distance", fmt.Sprintf("%.4f SD", d.EnergyDistance.Value), d.EnergyDistance.P),
		test("log q of both", fmt.Sprintf("D %.4f", d.HDRTest.D), d.HDRTest.P),
	}
	for _, l := range d.HDR {
		if l.Nominal == 0.5 || l.Nominal == 0.9 {
			lines = append(lines, Line{NoMark, "densest " + percent(l.Nominal) + " of it", "hold " + percent(l.Covered) + " of the points", ""})
		}
	}
	return lines
}

func (d *Diagnosis) mapping() []Line {
	trip, c := d.RoundTrip, d.Condition
	return []Line{
		{mark(!beyond(trip.Max, roundTripAlarm)), "round trip", fmt.Sprintf("at most %.1e SD", trip.Max), fmt.Sprintf("95 %% of x below %.1e", trip.P95)},
		{mark(!c.Alarm), "condition of dx/dz", fmt.Sprintf("median %.3g", c.Median), fmt.Sprintf("95 %% below %.3g, at most %.3g", c.P95, c.Max)},
		{mark(!beyond(d.LogDet.Error, logDetAlarm)), "log|det dx/dz|", fmt.Sprintf("%.3f, SD %.3f nats", d.LogDet.Mean, d.LogDet.SD),
			fmt.Sprintf("that of the layers to %.0e", d.LogDet.Error)},
		{mark(!d.leaks()), "∫ density", fmt.Sprintf("%.4f", d.Integral), fmt.Sprintf("to %.0e", d.IntegralError)},
		{mark(!(d.Tails > shareAlarm)), "outside of splines", percent(d.Tails), "of the entries, in the worst layer"},
		{mark(!(d.Saturation > shareAlarm)), "log-scales at their bound", percent(d.Saturation), "in the worst layer"},
	}
}

// test is the line of a test with a p-value.
func test(name, value string, p model.Number) Line {
	if p <= doubt {
		return Line{Bad, name, value + "  p " + chance(p), "a difference is seen"}
	}
	return Line{Good, name, value + "  p " + chance(p), "no difference seen"}
}

func mark(good bool) Mark {
	if good {
		return Good
	}
	return Bad
}

func markBad(bad bool) Mark {
	if bad {
		return Bad
	}
	return NoMark
}

func chance(p model.Number) string {
	if p < 1e-4 {
		return "< 0.0001"
	}
	return fmt.Sprintf("%.2g", p)
}

func percent(share model.Number) string { return fmt.Sprintf("%.3g %%", 100*share) }

func amount(v model.Number) string {
	if known(v) {
		return fmt.Sprintf("%.2g", v)
	}
	return "no number"
}
