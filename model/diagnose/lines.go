package diagnose

import (
	"fmt"
	"math"
	"slices"
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
func (m Mark) String() string { return [...]string{" ", "✓", "✗"}[m] }

// A Section is a part of a diagnosis for people.
type Section struct {
	Title string
	Lines []Line
}

// A Line is one number for people. All but the name and the value may be empty.
type Line struct {
	Mark    Mark
	Name    string
	Value   string // the number
	Error   string // how sure it is, or what goes with it: ± 0.0020, p 0.95
	Unit    string // nats, or SD
	Verdict string // a word or two
	Means   string // what the number says, in about five words

	isTest bool    // by a p-value, which is judged with all others
	p      float64 // of the test
	few    bool    // there are too few points for a pass to mean anything
	wrong  string  // the verdict if it finds a fault
}

const manyAxes = 8 // with more, one line stands for all

// heavyTail is the shape of a tail from which the variance is not finite.
const heavyTail = 0.5

// Sections returns the diagnosis for people, without what has no value. The
// layers are not among it.
func (d *Diagnosis) Sections() []Section {
	points := "fresh draws from the truth"
	if !d.Fresh {
		points = "points of the test part"
	}
	if d.Ordered {
		points += ", between rows that were learnt"
	}
	all := []Section{
		{fmt.Sprintf("against %d %s", d.Points, points), d.density()},
		{"z of the points against the base", d.latent()},
		{"samples of the flow against the points", d.samples()},
		{"the map", d.mapping()},
		{"modes of the flow, by ascent on log p", d.modes()},
	}
	if d.Chain != nil {
		all = append(all, Section{d.chainTitle(), d.chains()})
	}
	if d.Calibration != nil {
		all = append(all, Section{d.Calibration.title(), d.Calibration.lines()})
	}
	for i := range all {
		all[i].Lines = valued(all[i].Lines)
	}
	judge(all)
	return slices.DeleteFunc(all, func(s Section) bool { return len(s.Lines) == 0 })
}

// mostModes is how many modes are told, and modeNumbers how many of their columns.
const (
	mostModes   = 8
	modeNumbers = 2
)

func (d *Diagnosis) modes() []Line {
	var lines []Line
	for i, m := range d.Modes[:min(mostModes, len(d.Modes))] {
		var at []string
		for _, v := range m.At[:min(modeNumbers, len(m.At))] {
			at = append(at, fixed("%.3g", v))
		}
		if len(m.At) > modeNumbers {
			at = append(at, "…")
		}
		lines = append(lines, Line{
			Name: fmt.Sprintf("mode %d", i+1), Value: percent(m.Mass), Error: fmt.Sprintf("± %.2g %%", 100*m.SE),
			Means: "at " + strings.Join(at, ", "),
		})
	}
	return lines
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
	kl := Line{Name: "KL(data‖model)", Value: nats(d.KL), Error: spread(d.KLSE), Unit: "nats", Means: "how far from the truth"}
	kl = kl.tested(d.klTest(), false, "above 0")
	if known(d.KLShare) {
		kl.wrong, kl.Means = left(d.KLShare), "of what Gaussians miss"
	}
	if d.impossible() {
		kl.isTest, kl.Mark, kl.Verdict, kl.Means = false, Bad, "impossible: a bug", ""
	}
	reverse := Line{Name: "KL(model‖data)", Value: nats(d.KLReverse), Error: spread(d.KLReverseSE), Unit: "nats", Means: "how far samples stray"}
	if d.KLReverseTail > heavyTail {
		reverse.Means += "; a few draws carry it, so its error is too small"
	}
	if math.IsInf(float64(d.KLReverse), 1) {
		reverse.Value, reverse.Error, reverse.Means = "infinite", "", "samples off the support"
	}
	nll := Line{Name: "test NLL", Value: nats(d.TestNLLRaw), Error: spread(d.TestNLLSE), Unit: "nats", Means: "on held-out points"}
	return []Line{
		kl, reverse, nll,
		{Name: "gap", Value: fixed("%+.4f", d.Gap), Error: spread(d.GapSE), Unit: "nats", Means: "paired, to their log p"},
		{Name: "entropy", Value: nats(d.Entropy), Unit: "nats", Means: "the lowest mean NLL"},
		{Name: "negentropy", Value: nats(d.Negentropy), Unit: "nats", Means: "KL to the best Gaussian"},
	}
}

func (d *Diagnosis) latent() []Line {
	lines := append(d.axes(),
		d.test("KS of |z|²", d.Chi2.D, d.Chi2.P, "distances to the centre"),
		d.test("Henze–Zirkler", d.HZ.Stat, d.HZ.P, "axes jointly normal"))
	if i, j, r := furthestPair(d.Correlation); i > 0 {
		se := 1 / math.Sqrt(float64(d.Points))
		l := Line{Name: "correlation", Value: fixed("%+.4f", model.Number(r)), Error: spread(model.Number(se)),
			Means: fmt.Sprintf("axes %d and %d, the most", i, j)}
		few := d.Points < 4 || math.Tanh(pairSE/math.Sqrt(float64(d.Points-3))) > dullest
		lines = append(lines, l.tested(correlated(r, d.Points, len(d.Correlation)), few, "linked"))
	}
	return lines
}

// axes are the tests of the single axes. Of many axes the worst stands for all,
// its p-value times their number (Bonferroni).
func (d *Diagnosis) axes() []Line {
	if len(d.KS) > manyAxes {
		worst := d.KS[0]
		for _, t := range d.KS {
			if t.D > worst.D {
				worst = t
			}
		}
		p := min(1, worst.P*model.Number(len(d.KS)))
		return []Line{d.test(fmt.Sprintf("KS of %d axes", len(d.KS)), worst.D, p, fmt.Sprintf("axis %d is the worst", worst.Axis))}
	}
	if d.Conditional && len(d.KS) == 1 { // y is below the share Φ(z) of what it is told to be
		return []Line{d.test("PIT, by KS", d.KS[0].D, d.KS[0].P, "F(y | condition) is even between 0 and 1")}
	}
	var lines []Line
	for _, t := range d.KS {
		lines = append(lines, d.test(fmt.Sprintf("KS of axis %d", t.Axis), t.D, t.P, "spread as on the base"))
	}
	return lines
}

func (d *Diagnosis) samples() []Line {
	w, e := d.test("sliced Wasserstein", d.SlicedW1.Value, d.SlicedW1.P, "how far mass must move"),
		d.test("energy distance", d.EnergyDistance.Value, d.EnergyDistance.P, "any difference there is")
	w.Unit, e.Unit = "SD", "SD"
	lines := []Line{w, e, d.test("KS of log q", d.HDRTest.D, d.HDRTest.P, "both equally likely")}
	for _, l := range d.HDR {
		if l.Nominal == 0.5 || l.Nominal == 0.9 {
			lines = append(lines, l.line(d.Points))
		}
	}
	return lines
}

// line says whether a region of highest density holds as much as it should.
func (l Level) line(n int) Line {
	miss := float64(l.Covered - l.Nominal)
	wrong := "too wide"
	if miss < 0 {
		wrong = "too sure"
	}
	line := Line{Name: "densest " + percent(l.Nominal), Value: percent(l.Covered), Error: fmt.Sprintf("± %.2g %%", 100*l.SE), Means: "of the points lie there"}
	return line.tested(l.covers(n), n < fewestPoints || seenSE*float64(l.SE) > blindest, wrong)
}

func (d *Diagnosis) mapping() []Line {
	c := d.Condition
	lines := []Line{
		Line{Name: "round trip", Value: power("%.1e", d.RoundTrip.Max), Unit: "SD", Means: "x → z → x, at most"}.
			judged(!beyond(d.RoundTrip.Max, roundTripAlarm), "lossy"),
		Line{Name: "condition of dx/dz", Value: power("%.3g", c.Max), Error: power("P95 %.3g", c.P95), Means: "unevenness, at most"}.
			judged(!c.Alarm, "too uneven"),
		{Name: "singular values", Value: power("%.3g", d.Stretch.Min), Error: power("to %.3g", d.Stretch.Max), Means: "of dx/dz"},
		Line{Name: "log|det dx/dz|", Value: fixed("%.3f", d.LogDet.Mean), Error: fmt.Sprintf("SD %.3f", d.LogDet.SD), Unit: "nats", Means: "as the layers say it is"}.
			judged(!beyond(d.LogDet.Error, logDetAlarm), "not so"),
		Line{Name: "∫ density", Value: fmt.Sprintf("%.4f", d.Integral), Error: power("± %.0e", d.IntegralError), Means: "1 for a density"}.
			judged(!d.leaks(), "not 1"),
		Line{Name: "outside splines", Value: percent(d.Tails), Means: "in the worst layer"}.judged(!(d.Tails > shareAlarm), "many"),
		Line{Name: "scales at bound", Value: percent(d.Saturation), Means: "in the worst layer"}.judged(!(d.Saturation > shareAlarm), "many"),
	}
	if n := d.evaluations(); n > 0 {
		lines = append(lines, Line{Name: "field evaluations", Value: fmt.Sprint(n), Means: "of all ODEs, x → z"})
	}
	return lines
}

// evaluations is how often all continuous layers evaluated their fields.
func (d *Diagnosis) evaluations() int {
	n := 0
	for _, l := range d.Layers {
		n += l.Evaluations
	}
	return n
}

// test is the line of a test with a p-value.
func (d *Diagnosis) test(name string, value, p model.Number, means string) Line {
	return Line{Name: name, Value: nats(value), Error: "p " + chance(p), Means: means}.tested(float64(p), d.Points < fewestPoints, "differs")
}

// judged marks the line, and says in a word what is wrong if something is.
func (l Line) judged(good bool, wrong string) Line {
	if l.Mark, l.Verdict = Bad, wrong; good {
		l.Mark, l.Verdict = Good, "passes"
	}
	return l
}

func nats(v model.Number) string { return fixed("%.4f", v) }

// fixed writes a number with a fixed number of decimals, and no sign before one
// that rounds to 0.
func fixed(format string, v model.Number) string {
	text := fmt.Sprintf(format, v)
	if strings.Trim(text, "+-0.") == "" {
		return strings.TrimLeft(text, "+-")
	}
	return text
}

// power writes a number without a plus sign or a 0 in its power of ten.
func power(format string, v model.Number) string {
	return strings.NewReplacer("e+00", "", "e+0", "e", "e+", "e", "e-0", "e-").Replace(fmt.Sprintf(format, v))
}

func spread(se model.Number) string { return fmt.Sprintf("± %.4f", se) }

func chance(p model.Number) string {
	if p < 1e-4 {
		return "< 0.0001"
	}
	return fmt.Sprintf("%.2g", p)
}

// left writes a share in few characters.
func left(share model.Number) string {
	if share >= 0.1 {
		return fmt.Sprintf("%.0f %% left", 100*share)
	}
	return fmt.Sprintf("%.2g %% left", 100*share)
}

func percent(share model.Number) string { return fmt.Sprintf("%.3g %%", 100*share) }

func amount(v model.Number) string {
	if known(v) {
		return fmt.Sprintf("%.2g", v)
	}
	return "no number"
}
