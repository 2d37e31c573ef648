package tui

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/glossary"
	"bijou/presets/lessons"
)

// inLessonOf begins with a lesson and its run.
func inLessonOf(t *testing.T, l *lessons.Lesson) func(*Options, *model.Config) {
	return func(o *Options, c *model.Config) {
		cfg, err := l.Config()
		if err != nil {
			t.Fatalf("%s: %v", l.Name(), err)
		}
		*c, o.Lesson = cfg, l
	}
}

// play does the tasks of a lesson one after the other by the keys that it names, and
// returns the run at every tick.
func (s *session) play(l *lessons.Lesson) (at []*model.Snapshot) {
	s.Helper()
	for i, task := range l.Tasks {
		if got := s.app.teacher.done; got != i {
			s.Fatalf("%d tasks are done before task %d: %s", got, i+1, task.Say)
		}
		for key := range strings.FieldsSeq(task.Keys) {
			if kind, add := strings.CutPrefix(key, "add:"); add {
				s.press("a")
				s.choose(kind)
			} else {
				s.press(key)
			}
			if s.app.teacher.done == i+1 && len(at) == i {
				at = append(at, s.app.Snap)
			}
		}
		if got := s.app.teacher.done; got != i+1 {
			s.Fatalf("after %q %d tasks are done, want %d: %s\n%s", task.Keys, got, i+1, task.Say, s.screen())
		}
	}
	return at
}

// Every lesson can be played to its end, and every number in its answer is that of the run
// at the tick that it names.
func TestEveryLessonIsPlayedToItsEnd(t *testing.T) {
	for _, l := range lessons.All() {
		t.Run(l.Name(), func(t *testing.T) {
			s := newSession(t, large, inLessonOf(t, l))
			at := s.play(l)
			answer := strings.Join(s.app.teacher.answer(), "\n")
			if answer == "" || strings.Contains(answer, "?") {
				t.Fatalf("the answer lacks numbers: %s", answer)
			}
			s.checkNumbers(l, answer, at)
			s.press("E")
			s.sees(l.Title, "✓ ")
			for _, size := range []tea.WindowSizeMsg{middle, narrow} {
				s.send(size)
				s.checkFrame(size.Width, size.Height)
			}
		})
	}
}

// checkNumbers holds every number of an answer against the run, which it asks itself.
func (s *session) checkNumbers(l *lessons.Lesson, answer string, at []*model.Snapshot) {
	s.Helper()
	placed := regexp.MustCompile(`\{([^}]*)\}`)
	var names []string
	pattern := placed.ReplaceAllStringFunc(strings.Join(l.Answer, "\n"), func(m string) string {
		names = append(names, strings.Trim(m, "{}"))
		return "\x00"
	})
	pattern = strings.ReplaceAll(regexp.QuoteMeta(pattern), "\x00", `([+−]?[\d.,]+(?:e[+−]\d+)?(?: %)?)`)
	found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(answer)
	if found == nil {
		s.Fatalf("the answer is not that of the lesson:\n%s\n%s", answer, pattern)
	}
	for i, name := range names {
		tick := len(l.Tasks)
		of := glossary.Name(name)
		if before, after, ok := strings.Cut(of, "@"); ok {
			of = before
			tick, _ = strconv.Atoi(after)
		}
		want, ok := s.ownNumber(of, at[tick-1])
		if !ok {
			s.Errorf("the test does not know {%s}", name)
			continue
		}
		got := found[i+1]
		shown := strings.NewReplacer("−", "-", ",", "", " %", "").Replace(got)
		value, err := strconv.ParseFloat(shown, 64)
		if strings.HasSuffix(got, "%") {
			value /= 100
		}
		if err != nil || !(math.Abs(value-want) <= 6e-4*max(1, math.Abs(want))) {
			s.Errorf("{%s} is written %s, the run has %v", name, got, want)
		}
	}
}

// ownNumber is a number of a run by another way than that of lessons, where there is one.
func (s *session) ownNumber(name string, snap *model.Snapshot) (value float64, ok bool) {
	s.Helper()
	val := snap.Data.ValBatch().Rows(0, snap.Data.Judged())
	logp := func(x *ad.Mat) []float64 {
		out := make([]float64, x.Rows)
		snap.LogProb(out, x)
		return out
	}
	if text, density := strings.CutPrefix(name, "p("); density {
		at, _ := strconv.ParseFloat(strings.TrimSuffix(text, ")"), 64)
		x := ad.New(1, 1)
		x.Data[0] = (at - snap.Data.Mean[0]) / snap.Data.SD[0]
		if at > 0 && snap.Data.SD[0] == 1 && snap.Data.Mean[0] == 0 { // e^z: the log-normal law
			l := math.Log(at)
			return math.Exp(-l*l/2) / (math.Sqrt(2*math.Pi) * at), true
		}
		return math.Exp(logp(x)[0]), true
	}
	if k, layer := strings.CutPrefix(name, "log|det| "); layer {
		n, _ := strconv.Atoi(k)
		return snap.LedgerOf(val).Layers[n-1].Mean, true
	}
	probe := s.app.Probe.Probed()
	switch name {
	case "step":
		return float64(snap.Step), true
	case "best step":
		return float64(snap.BestStep), true
	case "layers":
		return float64(len(snap.Stack.Layers)), true
	case "parameters":
		return float64(snap.Stack.Free()), true
	case "columns":
		return float64(snap.Stack.Dim), true
	case "rows":
		return float64(snap.Data.Train.Rows), true
	case "held":
		return float64(val.X.Rows), true
	case "train":
		return snap.Train, true
	case "val":
		return snap.Val, true
	case "best":
		return snap.Best, true
	case "overfit":
		return snap.Val - snap.Train, true
	case "gap":
		return snap.Val - snap.Data.TruthNLL(val), true
	case "sum":
		return -mean(logp(val.X)) - snap.LedgerOf(val).BaseTerm - snap.LedgerOf(val).Units, true
	case "roundtrip":
		return snap.LedgerOf(val).RoundTrip, true
	case "tails":
		most := 0.0
		for _, l := range snap.LedgerOf(val).Layers {
			if l.Tails > most {
				most = l.Tails
			}
		}
		return most, true
	case "pinned":
		return snap.Val - s.app.Plots.Compare.Run.Snap.Val, true
	case "area":
		return 1, true
	case "probe":
		return probe.LogProb, true
	case "probe base":
		return probe.Base, true
	case "probe sum":
		return probe.Base - probe.LogProb - probe.Units, true
	case "kl":
		kl, _ := snap.KL(4000)
		return kl, true
	case "reverse kl":
		return snap.Weigh(4000).KL, true
	case "ess":
		return snap.Weigh(4000).ESS, true
	case "pareto":
		return snap.Weigh(4000).Pareto, true
	case "test":
		nll, _ := snap.TestNLL()
		return nll, true
	case "mode":
		z := ad.New(1, snap.Stack.Dim)
		path := snap.Forward(z)
		return logp(path[len(path)-1])[0], true
	case "likeliest":
		return slices.Max(logp(snap.Data.Val)), true
	case "above the mode":
		mode, _ := s.ownNumber("mode", snap)
		n := 0
		for _, v := range logp(snap.Data.Val) {
			if v > mode {
				n++
			}
		}
		return float64(n) / float64(snap.Data.Val.Rows), true
	case "distance", "stray":
		return lessons.Measure(snap, []string{name})[name], true
	}
	return 0, false
}

// The ten points where introductions err are each met in a lesson, with a source.
func TestWhatIntroductionsGetWrongIsMetInALesson(t *testing.T) {
	var all []string
	for _, l := range lessons.All() {
		if len(l.Myths) == 0 {
			t.Errorf("%s has nothing that is said wrongly", l.Name())
		}
		for _, m := range l.Myths {
			all = append(all, m.Said+" "+m.True+" ["+m.Source+"]")
		}
	}
	for point, words := range [][]string{
		{"log-normal", "exponential"}, {"2√2", "lower-triangular"}, {"PlanarTransform", "Pyro"}, {"identity", "α must be above 0"}, {"one pass", "as many passes"},
		{"p(x) = p(z)/|det", "inverse"}, {"negative one only mirrors", "zero there is no inverse"}, {"SRFlow", "Blow", "FFJORD", "NAF"}, {"Neural Fitted Q", "Stochastic Normalizing Flows", "NFVI"}, {"anomalies", "Kirichenko"},
	} {
		if !slices.ContainsFunc(all, func(text string) bool {
			return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
		}) {
			t.Errorf("point %d is met in no lesson: %v", point+1, words)
		}
	}
	if !slices.ContainsFunc(all, func(text string) bool { return strings.Contains(text, "same topology") }) {
		t.Error("nothing is said of topology")
	}
}

func TestALessonIsChosenInsideAndLeft(t *testing.T) {
	s := newSession(t, large)
	s.press("E")
	s.sees("lessons", "▸  1 Areas stay", "10 A likelihood that misleads")
	s.press("enter")
	s.sees("E Areas stay", "○○○", "Take a point: press i.")
	if got := s.app.Snap.Data.Spec; !strings.HasPrefix(got, "pushed") {
		t.Fatalf("the lesson runs on %s", got)
	}
	s.press("i")
	s.sees("✓○○", "Go back to the base")
	s.press("E x")
	s.sees("the lesson is over")
	s.misses("○○")
	s.press("u")
	if got := s.app.Snap.Data.Spec; !strings.HasPrefix(got, "moons") {
		t.Errorf("u went back to %s", got)
	}
}

// A newcomer starts, plays the first lesson, adds a layer, loads a file and exports a
// figure in forty keys.
func TestANewcomerNeedsFewKeys(t *testing.T) {
	text, err := os.ReadFile(tableFile(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("p.csv", text, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newSession(t, large)
	keys := 0
	do := func(list string) {
		keys += len(strings.Fields(list))
		s.press(list)
	}
	do("E enter")
	for _, task := range lessons.All()[0].Tasks {
		do(task.Keys)
	}
	if answer := s.app.teacher.answer(); answer == nil {
		t.Fatal("the first lesson is not done")
	}
	layers := len(s.app.Snap.Stack.Layers)
	affine := slices.IndexFunc(flows.Kinds(), func(k *flows.Kind) bool { return k.Name == "affine" })
	do("a " + strings.Repeat("j ", affine) + "enter")
	if got := len(s.app.Snap.Stack.Layers); got != layers+1 {
		t.Fatalf("%d layers, want %d", got, layers+1)
	}
	do("t o p . c s v enter enter")
	if got := s.app.Snap.Data.Spec; !strings.Contains(got, "p.csv") {
		t.Fatalf("the data are %s\n%s", got, s.screen())
	}
	do("5 W down down down down enter")
	s.sees("written to samples.svg")
	if text, err := os.ReadFile("samples.svg"); err != nil || !strings.Contains(string(text), "samples of the flow") {
		t.Errorf("the figure is %.80q, %v", text, err)
	}
	if keys > 40 {
		t.Errorf("%d keys, want at most 40", keys)
	}
	t.Log(fmt.Sprint(keys, " keys"))
}
