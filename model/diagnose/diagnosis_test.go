package diagnose

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
)

func alarmed(d *Diagnosis, words string) bool {
	return slices.ContainsFunc(d.Alarms, func(a string) bool { return strings.Contains(a, words) })
}

func TestAFlowThatIsRightPassesEverything(t *testing.T) {
	d := Of(untrained(t, source(normal{2, 0}), "affine", nil))
	for _, s := range d.Sections() {
		for _, l := range s.Lines {
			if l.Mark == Bad {
				t.Errorf("%s: %s %s %s", s.Title, l.Name, l.Value, l.Verdict)
			}
		}
	}
	near(t, "KL", d.KL, 0, 4*float64(d.KLSE)+1e-4)
	near(t, "negentropy", d.Negentropy, 0, minJ)
	if known(d.KLShare) {
		t.Errorf("Gaussian data have a share of negentropy: %v", d.KLShare)
	}
	if len(d.Alarms) > 0 {
		t.Errorf("alarms: %q", d.Alarms)
	}
}

func TestAFlowThatIsWrongIsFoundOut(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	d := Of(untrained(t, mixed(), "affine", nil))
	if !(d.KS[0].P < 1e-4 && d.Chi2.P < 1e-4 && d.HZ.P < 1e-4 && d.SlicedW1.P <= 0.005 && d.EnergyDistance.P <= 0.005 && d.HDRTest.P < 1e-4) {
		t.Errorf("two separate lumps pass for a Gaussian: %+v", d)
	}
	// The flow is the best Gaussian, so that it has learnt nothing beyond.
	near(t, "share of the negentropy", d.KLShare, 1, 0.02)
	near(t, "negentropy", d.Negentropy, float64(d.KL), 0.02)
}

// Between normal distributions of spread 1 and σ = e^a both divergences have a
// formula: per axis a + (e^{−2a} − 1)/2, and −a + (e^{2a} − 1)/2 the other way.
func TestDivergencesOfANormalFlowAreThoseOfTheFormula(t *testing.T) {
	const a = 0.3
	src := source(normal{2, 0})
	d := Draw(untrained(t, src, "affine", func(s *model.Snapshot) { setBlock(t, s, 0, "log_scale", a, a) })).Divergence()
	near(t, "KL", d.KL, 2*a+math.Exp(-2*a)-1, 4*float64(d.KLSE)+1e-2) // the data's deviation is not quite 1
	near(t, "KL the other way", d.KLReverse, -2*a+math.Exp(2*a)-1, 4*float64(d.KLReverseSE)+1e-2)
	near(t, "test NLL", d.TestNLL, math.Log(2*math.Pi)+2*a+math.Exp(-2*a), 4*float64(d.TestNLLSE))
	near(t, "entropy", d.Entropy, math.Log(2*math.Pi*math.E), 1e-12)
}

func TestDivergenceOfATargetIsThatOfItsReport(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	cfg, err := presets.ParseRecipe("u1 | affine | adam, objective=reverse-kl, steps=0")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, d := f.Done(), Draw(f.BestSnapshot()).Divergence()
	if d.KLReverse != r.KL || d.KLReverseSE != r.KLSE {
		t.Errorf("%v ± %v, in the report %v ± %v", d.KLReverse, d.KLReverseSE, r.KL, r.KLSE)
	}
}

func TestDivergenceOfDataIsThatOfTheirReport(t *testing.T) {
	f, err := model.NewFit(model.Config{Source: mixed(), Settings: untrained(t, mixed(), "affine", nil).Settings})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, d := f.Done(), Draw(f.BestSnapshot()).Divergence()
	if d.KL != r.KL || d.KLSE != r.KLSE || d.TestNLL != r.TestNLL || d.TestNLLRaw != r.TestNLLRaw || d.TestNLLSE != r.TestSE {
		t.Errorf("%+v, in the report %+v", d, r)
	}
}

// mixed is a ring of eight Gaussians.
func mixed() model.Source {
	src, err := presets.ParseSource("8gaussians(n=0)", nil)
	if err != nil {
		panic(err)
	}
	return src
}

func TestAFlowThatBeatsTheEntropyIsABug(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	d := Of(untrained(t, source(normal{2, -0.5}), "affine", nil)) // a truth that says less than it is
	near(t, "KL", d.KL, -0.5, 0.01)
	if !alarmed(d, "impossible: a bug") {
		t.Errorf("the alarms are %q", d.Alarms)
	}
}

func TestPointsOutsideOfTheSupportRaiseTheAlarm(t *testing.T) {
	d := &Diagnosis{Divergence: Divergence{KL: model.Number(math.Inf(1)), KLSE: none, Entropy: 1}}
	if d.Alarms = d.alarms(); !alarmed(d, "no density") {
		t.Errorf("the alarms are %q", d.Alarms)
	}
}

func TestTheSameSnapshotGivesTheSameBits(t *testing.T) {
	s := untrained(t, mixed(), every, shaken(0.1))
	first, err := json.Marshal(Of(s))
	if err != nil {
		t.Fatal(err)
	}
	second, _ := json.Marshal(Of(s))
	if string(first) != string(second) {
		t.Error("two diagnoses of one snapshot differ")
	}
	p, d := Draw(s), Of(s)
	p.Mass()
	if p.EnergyDistance() != d.EnergyDistance || p.SlicedWasserstein() != d.SlicedW1 {
		t.Error("a diagnostic depends on those before it")
	}
}

func TestFreshPointsAreNotThoseOfTheTraining(t *testing.T) {
	src, err := presets.ParseSource("moons(n=4000)", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := untrained(t, src, "affine", nil)
	p := Draw(s)
	seen := map[float64]bool{}
	for _, v := range src.Points.Col(0) {
		seen[v] = true
	}
	for _, v := range s.Data.Own(p.X).Col(0) {
		if seen[v] {
			t.Fatal("a fresh point is one of the data")
		}
	}
	if !p.Fresh || p.X.Rows != points {
		t.Errorf("%d points, fresh %v", p.X.Rows, p.Fresh)
	}
}

func TestDataWithoutTruthAreJudgedByTheTestPart(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	x := normals(rand.New(rand.NewPCG(14, 14)), 500, 2, 1, 0)
	src := model.Source{Spec: "file", Columns: []string{"a", "b"}, Points: x}
	s := untrained(t, src, "affine", nil)
	d := Of(s)
	if d.Fresh || d.Points != s.Data.Val.Rows {
		t.Errorf("%d points, fresh %v", d.Points, d.Fresh)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"kl":null,"kl_se":null,"kl_share":null,"kl_reverse":null,"kl_reverse_se":null,"kl_reverse_tail":null,"negentropy":null,"entropy":null,"gap":null,"gap_se":null,"test_nll":`, `"alarms":[]`, `"fresh":false`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if len(d.Alarms) > 0 {
		t.Errorf("alarms: %q", d.Alarms)
	}
	for _, s := range d.Sections() {
		for _, l := range s.Lines {
			if strings.Contains(l.Value+l.Error+l.Verdict+l.Means, "NaN") || strings.HasPrefix(l.Name, "KL") {
				t.Errorf("%+v has no value", l)
			}
		}
	}
}

func TestNamesInJSONAreStable(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	text, err := json.Marshal(Of(untrained(t, source(normal{2, 0}), "coupling(hidden=4), coupling(rqs, hidden=4)", nil)))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(`alarms checks chi2 condition correlation energy_distance entropy faults fresh gap gap_se hdr hdr_ks hz integral
		integral_error kl kl_reverse kl_reverse_se kl_reverse_tail kl_se kl_share ks layers ledger_residual log_det modes negentropy points powerless qq round_trip saturation
		singular sliced_w1 tails test_nll test_nll_raw test_nll_se`)
	var names []string
	for name := range got {
		names = append(names, name)
	}
	slices.Sort(names)
	if !slices.Equal(names, want) {
		t.Errorf("the names are %q", names)
	}
	for name, want := range map[string]string{
		"ks": `[{"axis":1,"d":`, "chi2": `{"d":`, "hz": `{"stat":`, "sliced_w1": `{"value":`, "hdr": `[{"nominal":0.1,"covered":`,
		"round_trip": `{"max":`, "condition": `{"median":`, "layers": `[{"id":1,"name":"`, "log_det": `{"mean":`,
	} {
		if !strings.HasPrefix(string(got[name]), want) {
			t.Errorf("%s is %s", name, got[name])
		}
	}
}

func TestDiagnosisOfAnyDimension(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, dim := range []int{1, 3, 9} {
		d := Of(untrained(t, source(normal{dim, 0}), "affine", nil))
		if len(d.KS) != dim || len(d.Correlation) != dim || len(d.Alarms) > 0 {
			t.Errorf("%d dimensions: %d axes, alarms %q", dim, len(d.KS), d.Alarms)
		}
	}
}

// A layer whose numbers are lost must not take the diagnosis with it.
func TestDiagnosisOfAFlowThatIsNoNumber(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := untrained(t, source(normal{2, 0}), "affine, coupling(rqs, hidden=4)", nil)
	for i := range s.Theta {
		s.Theta[i] = math.NaN()
	}
	d := Of(s)
	if len(d.Alarms) == 0 {
		t.Error("no alarm")
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
	d.Sections()
}

func BenchmarkDiagnosis(b *testing.B) {
	src, err := presets.ParseSource("moons", nil)
	if err != nil {
		b.Fatal(err)
	}
	s := untrained(b, src, "actnorm, coupling(rqs)*4, linear", shaken(0.05))
	for b.Loop() {
		Of(s)
	}
}
