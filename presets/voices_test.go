package presets

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/sound"
)

const voiceSeed = 20261127

// The entropies of 128 samples that a program in Python finds for the same filters.
func TestVowelsHaveTheirEntropies(t *testing.T) {
	v := newVowels(128)
	for k, want := range []float64{-0.6574, 0.5372, -1.2888} {
		if got := v.of[k].entropy() / 128; math.Abs(got-want) > 1e-4 {
			t.Errorf("%s: %.4f nats a sample, want %.4f", v.names[k], got, want)
		}
	}
	if got := v.Entropy() / 128; math.Abs(got+0.4697) > 1e-4 {
		t.Errorf("the mean is %.4f", got)
	}
}

// −log p of draws is the entropy in the mean, and a window has variance 1.
func TestVoicesDrawWhatTheySay(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for name, v := range map[string]*voices{"vowels": newVowels(64), "strings": newStrings(64)} {
		const n = 4000
		x, given, logp := ad.New(n, 64), ad.New(n, 3), make([]float64, n)
		v.Sample(rand.New(rand.NewPCG(voiceSeed, 0)), x, given)
		v.LogProb(logp, x, given)
		over, square := 0.0, 0.0 // −log p less the entropy of the voice
		for i, l := range logp {
			over -= (l + v.voiceOf(func(k int) float64 { return given.At(i, k) }).entropy()) / n
		}
		for _, v := range x.Data {
			square += v * v / float64(len(x.Data))
		}
		se := math.Sqrt(64./2) / math.Sqrt(n)
		if math.Abs(over) > 4*se {
			t.Errorf("seed %d: %s: −log p is %.3f above the entropy, standard error %.3f", voiceSeed, name, over, se)
		}
		if math.Abs(square-1) > 0.05 {
			t.Errorf("seed %d: %s: variance %.3f", voiceSeed, name, square)
		}
		at, under := v.At([]float64{0, 0, 1}), make([]float64, n)
		at.LogProb(under, x)
		for i := range under {
			if given.At(i, 2) == 1 && math.Abs(under[i]-logp[i]) > 1e-9 {
				t.Fatalf("%s: a window has log p %g in its voice and %g", name, under[i], logp[i])
			}
		}
	}
}

// A formant is where the spectrum has its peak.
func TestVowelsSoundAtTheirFormants(t *testing.T) {
	v := newVowels(512)
	for k := range v.of {
		power, best := sound.ExpectedPower(v.of[k].cov), 0
		for i, p := range power {
			if p > power[best] {
				best = i
			}
		}
		if got := float64(best) * sound.Rate / 512; math.Abs(got-vowelFormants[k][0]) > 60 && math.Abs(got-vowelFormants[k][1]) > 60 {
			t.Errorf("%s: the peak is at %.0f hertz", v.names[k], got)
		}
	}
}

func TestAWindowGoesWithItsBands(t *testing.T) {
	src, err := ParseSource("vowels(told=bands, n=200)", nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	own, given := d.Own(d.Val), d.OwnGiven(d.ValGiven)
	want := sound.Bands(sound.Power(own.Row(nil, 0)), bandsTold)
	for b, w := range want {
		if math.Abs(given.At(0, b)-w) > 1e-9 {
			t.Errorf("band %d is %g, want %g", b, given.At(0, b), w)
		}
	}
}
