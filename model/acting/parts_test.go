package acting

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model/safetensors"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s is %.8g, want %.8g ± %.2g", what, got, want, within)
	}
}

func stream(k uint64) *rand.Rand { return rand.New(rand.NewPCG(11, k)) }

// stack builds a flow with numbers that are none of a start.
func stack(t *testing.T, text string, dim, given int) (flows.Flow, []float64, *flows.Stack) {
	t.Helper()
	base, spec, err := flows.ParseStack(text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := flows.NewStack(spec, dim, given)
	if err != nil {
		t.Fatal(err)
	}
	theta := make([]float64, s.Len)
	s.Start(theta, 1)
	rng := stream(0)
	for _, l := range s.Layers {
		for _, b := range l.Blocks {
			for i := range b.In(theta) {
				if b.Mask == nil || b.Mask[i] != 0 {
					b.In(theta)[i] += 0.2 * rng.NormFloat64()
				}
			}
		}
	}
	return s.Flow(base.Build()), theta, s
}

func TestTheDensityOfASquashedPolicyIntegratesToOne(t *testing.T) {
	f, theta, _ := stack(t, "iaf(rqs, bins=5, hidden=8), tanh", 1, 2)
	const n = 20000
	x, given := ad.New(n, 1), ad.New(n, 2)
	for i := range n {
		x.Data[i] = math.Tanh(-8 + 16*(float64(i)+0.5)/n)
		given.Set(i, 0, 0.7)
		given.Set(i, 1, -0.4)
	}
	tape := ad.NewTape(theta, nil)
	logp := slices.Clone(f.LogProb(tape.Const(x), tape.Const(given)).Data)
	sum := 0.0
	for i, l := range logp {
		sum += math.Exp(l) * (1 - x.Data[i]*x.Data[i]) * 16 / n // dx = (1 − x²) du
	}
	near(t, "the integral", sum, 1, 1e-6)
}

func TestASquashedPolicyKnowsTheDensityOfWhatItDraws(t *testing.T) {
	f, theta, _ := stack(t, "iaf(affine, hidden=8)*2, tanh", 2, 3)
	z, given := ad.New(200, 2), ad.New(200, 3)
	f.Base.Draw(stream(1), z)
	f.Base.Draw(stream(2), given)
	tape := ad.NewTape(theta, nil)
	x, drawn := f.Sample(tape.Const(z), tape.Const(given))
	again := f.LogProb(x, tape.Const(given))
	for i, l := range drawn.Data {
		if math.Abs(x.At(i, 0)) < 0.999 && math.Abs(x.At(i, 1)) < 0.999 {
			near(t, "log π of an action", l, again.Data[i], 1e-8)
		}
	}
}

func TestABackupIsALayerWhoseVolumeIsTheDiscount(t *testing.T) {
	tape := ad.NewTape(nil, nil)
	z := ad.FromRows([][]float64{{-1}, {0.5}, {2}})
	given := ad.FromRows([][]float64{{1, 0.5}, {-2, 0.9}, {0, 0.25}})
	x, ladj := Backup{}.Forward(tape.Const(z), tape.Const(given))
	back, down := Backup{}.Inverse(x, tape.Const(given))
	for i, pays := range []float64{0.5, 0.9, 0.25} {
		near(t, "a return", x.Data[i], given.At(i, 0)+pays*z.Data[i], 1e-15)
		near(t, "log|det|", ladj.Data[i], math.Log(pays), 1e-15)
		near(t, "the way back", back.Data[i], z.Data[i], 1e-15)
		near(t, "log|det| back", down.Data[i], -math.Log(pays), 1e-15)
		near(t, "the number alone", backUp(z.Data[i], given.At(i, 0), pays), x.Data[i], 1e-15)
	}
	if got := backUp(math.Inf(1), 3, 0); got != 3 {
		t.Errorf("where nothing follows a return is %g", got)
	}
}

func TestTheLawOfANormalFlowHasItsQuantilesAndItsWorstMean(t *testing.T) {
	f, theta, s := stack(t, "affine", 1, 0)
	scale, shift := math.Exp(theta[s.Layers[0].Blocks[0].Offset]), theta[s.Layers[0].Blocks[1].Offset]
	x := slices.Clone(NewLaw(f, 4000, 0).Quantiles(ad.NewTape(theta, nil), nil))
	near(t, "a quantile", x[999], shift+scale*distuv.UnitNormal.Quantile(0.249875), 1e-9)
	near(t, "the mean", MeanWorst(x, 1), shift, 1e-9)
	worst := shift - scale*math.Exp(-math.Pow(distuv.UnitNormal.Quantile(0.1), 2)/2)/math.Sqrt(2*math.Pi)/0.1
	near(t, "the mean of the worst tenth", MeanWorst(x, 0.1), worst, 1e-3)
}

func TestTheMeanOfTheWorstTakesPartsOfNumbers(t *testing.T) {
	for share, want := range map[float64]float64{1: 2.5, 0.5: 1.5, 0.25: 1, 0.1: 1, 0.375: 4.0 / 3} {
		near(t, "the mean of the worst", MeanWorst([]float64{4, 1, 3, 2}, share), want, 1e-15)
	}
}

func TestATargetFollowsSlowlyAndComesToRest(t *testing.T) {
	target := NewTarget(2, 0.25)
	if target.Set() {
		t.Error("it has followed nothing and is set")
	}
	target.Follow([]float64{1, 2})
	target.Follow([]float64{3, 2})
	if !slices.Equal(target.Theta, []float64{1.5, 2}) {
		t.Errorf("it stands at %v", target.Theta)
	}
}

func TestAReplayForgetsTheOldestAndIsKeptWhole(t *testing.T) {
	w := stairs{top: 3}
	r := NewReplay(w.Shape(), 5)
	turn := NewTurn(w.Shape(), 2)
	from := ad.New(2, 1)
	for k := range 4 {
		for i := range 2 {
			from.Data[i], turn.State.Data[i], turn.Reward[i], turn.Over[i] = float64(10*k+i), float64(10*k+i+1), float64(k), i == 1
			r.Push(from, turn, i)
		}
	}
	if r.Len() != 5 || !slices.Equal(r.State.Data, []float64{21, 30, 31, 11, 20}) || !slices.Equal(r.Goes, []float64{0, 1, 0, 0, 1}) {
		t.Errorf("%d transitions from %v, going on %v", r.Len(), r.State.Data, r.Goes)
	}
	kept := map[string]safetensors.Tensor{}
	r.Keep(kept)
	other := NewReplay(w.Shape(), 5)
	if err := other.Recall(kept); err != nil {
		t.Fatal(err)
	}
	r.Push(from, turn, 0)
	other.Push(from, turn, 0)
	if !slices.Equal(r.State.Data, other.State.Data) || r.Len() != other.Len() {
		t.Error("it goes on in another way")
	}
	if err := NewReplay(w.Shape(), 6).Recall(kept); err == nil {
		t.Error("a replay of another size took it")
	}
	delete(kept, "replay.goes")
	if err := other.Recall(kept); err == nil {
		t.Error("it took half of a replay")
	}
}

func TestWhatIsKeptIsCheckedBeforeItIsBelieved(t *testing.T) {
	for _, place := range [][]float64{{5, 0}, {-1, 0}, {0.5, 0}, {math.NaN(), 0}, {1}} {
		kept := map[string]safetensors.Tensor{}
		r := NewReplay(stairs{}.Shape(), 5)
		r.Keep(kept)
		kept["replay.place"] = safetensors.Tensor{Shape: []int{len(place)}, Data: place}
		if err := r.Recall(kept); err == nil {
			t.Errorf("it goes on at %v", place)
		}
	}
}

// critics are two networks with numbers that are none of a start.
func critics(observed, action int) (*Critics, []float64) {
	var p nn.Params
	c := NewCritics(&p, observed, action, []int{6, 5})
	theta, rng := make([]float64, p.Len), stream(3)
	for i := range theta {
		theta[i] = rng.NormFloat64()
	}
	return c, theta
}

func TestTheWorthOfAnActionPullsOnTheActionAlone(t *testing.T) {
	c, theta := critics(2, 1)
	seen, action := ad.New(7, 2), ad.New(7, 1)
	rng := stream(4)
	for i := range seen.Data {
		seen.Data[i] = rng.NormFloat64()
	}
	grad := make([]float64, len(theta))
	tape := ad.NewTape(theta, grad)
	worth := func(off float64, i int) float64 {
		tape.Reset()
		moved := action.Clone()
		moved.Data[i] += off
		return ad.Sum(c.Worth(tape.Const(seen), tape.Const(moved))).Data[0]
	}
	for i := range action.Data {
		action.Data[i] = rng.NormFloat64()
	}
	for i := range action.Data {
		const h = 1e-6
		want := (worth(h, i) - worth(-h, i)) / (2 * h)
		tape.Reset()
		leaf := tape.Leaf(action)
		tape.Backward(ad.Sum(c.Worth(tape.Const(seen), leaf)))
		near(t, "the derivative by an action", leaf.Grad[i], want, 1e-6)
		for k, g := range tape.Grad() {
			if g != 0 {
				t.Fatalf("a critic is pulled at %d by %g", k, g)
			}
		}
	}
}

func TestTheLossOfTheCriticsHasTheRightGradient(t *testing.T) {
	c, theta := critics(2, 1)
	rng := stream(5)
	seen, action, y := ad.New(7, 2), ad.New(7, 1), ad.New(7, 1)
	for _, m := range []*ad.Mat{seen, action, y} {
		for i := range m.Data {
			m.Data[i] = rng.NormFloat64()
		}
	}
	grad := make([]float64, len(theta))
	tape := ad.NewTape(theta, grad)
	loss := func() *ad.Mat {
		tape.Reset()
		return c.Loss(tape.Const(seen), tape.Const(action), tape.Const(y))
	}
	tape.Backward(loss())
	got := slices.Clone(tape.Grad())
	for k := range theta {
		const h = 1e-6
		at := theta[k]
		theta[k] = at + h
		up := loss().Data[0]
		theta[k] = at - h
		down := loss().Data[0]
		theta[k] = at
		near(t, "a derivative", got[k], (up-down)/(2*h), 1e-5*(1+math.Abs(got[k])))
	}
}
