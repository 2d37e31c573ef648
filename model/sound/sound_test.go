package sound

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

const seed = 20261127

// white returns n windows of white noise.
func white(n, size int) *ad.Mat {
	rng, x := rand.New(rand.NewPCG(seed, 0)), ad.New(n, size)
	for i := range x.Data {
		x.Data[i] = rng.NormFloat64()
	}
	return x
}

// tone is a second of a sine.
func tone(hertz float64, rate int) []float64 {
	x := make([]float64, rate)
	for t := range x {
		x[t] = math.Sin(2 * math.Pi * hertz * float64(t) / float64(rate))
	}
	return x
}

func TestPowerOfWhiteNoiseIsOne(t *testing.T) {
	for k, p := range MeanPower(white(4000, 64)) {
		if math.Abs(p-1) > 0.15 {
			t.Errorf("seed %d: bin %d has %.3f", seed, k, p)
		}
	}
	for k, p := range ExpectedPower(mat.NewDiagDense(64, ones(64))) {
		if math.Abs(p-1) > 1e-12 {
			t.Errorf("expected: bin %d has %.15f", k, p)
		}
	}
}

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

// A moving average of white noise, whose windows are drawn and whose covariance is known.
func TestExpectedPowerIsTheMeanOfMany(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const size = 32
	noise, x, cov := white(20000, size+1), ad.New(20000, size), mat.NewSymDense(size, nil)
	for s := range size {
		cov.SetSym(s, s, 1.81)
		if s > 0 {
			cov.SetSym(s-1, s, 0.9)
		}
		for i := range x.Rows {
			x.Set(i, s, noise.At(i, s+1)+0.9*noise.At(i, s))
		}
	}
	want := ExpectedPower(cov)
	for k, p := range MeanPower(x) {
		if math.Abs(p-want[k]) > 0.05*want[k]+1e-4 {
			t.Errorf("seed %d: bin %d has %.4f, expected %.4f", seed, k, p, want[k])
		}
	}
}

func TestBandsAreLoudWhereTheToneIs(t *testing.T) {
	for hertz, want := range map[float64]int{200: 0, 1000: 3, 3200: 7} {
		bands := Bands(Power(tone(hertz, Rate)[:512]), 8)
		best := 0
		for b, e := range bands {
			if e > bands[best] {
				best = b
			}
		}
		if best != want {
			t.Errorf("%.0f hertz: band %d of %.1f is the loudest, want %d", hertz, best, bands, want)
		}
	}
}

// What lies below half of the lower rate stays what it was; what lies above is gone.
func TestResamplingKeepsWhatTheLowerRateCanHold(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, from := range []int{44100, 48000, 16000, 6000} {
		got, want := Resample(tone(440, from), from, Rate), tone(440, Rate)
		for at := 200; at < len(got)-200; at++ { // away from the ends
			if math.Abs(got[at]-want[at]) > 2e-3 {
				t.Errorf("from %d: sample %d is %.5f, want %.5f", from, at, got[at], want[at])
				break
			}
		}
	}
	for at, v := range Resample(tone(5000, 48000), 48000, Rate)[200:7800] {
		if math.Abs(v) > 2e-3 {
			t.Errorf("5 kHz is heard at 8,000 samples a second: sample %d is %.5f", at, v)
			break
		}
	}
}

func TestAWaveComesBackFromItsFile(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "a.wav"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := tone(440, Rate)
	if err := Write(f, want); err != nil {
		t.Fatal(err)
	}
	got, rate, err := Read(f)
	if err != nil || rate != Rate || len(got) != len(want) {
		t.Fatalf("%d samples, %d a second, %v", len(got), rate, err)
	}
	for i, v := range got {
		if math.Abs(v-loudest*want[i]) > 1e-4 {
			t.Fatalf("sample %d is %.5f, want %.5f", i, v, loudest*want[i])
		}
	}
}

func TestWhatIsNoWaveIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(path, []byte("RIFF\x00\x00\x00\x00WAVEnot what it says"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, _, err := Read(f); err == nil {
		t.Error("it was read")
	}
}
