package systems

import (
	"context"
	"math"
	"testing"
)

// The figures of a run of few steps: exact where they do not depend on training, and
// able to fail.
func TestWaveGlowIsMeasuredAgainstWhatIsKnown(t *testing.T) {
	run, err := trainSteps(context.Background(), "waveglow", 1, 40)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Fit.Close()
	w := windowsOf(run.Best)
	if entropy := w.family.Entropy() / float64(w.samples()); math.Abs(entropy+0.4697) > 1e-4 {
		t.Errorf("the entropy is %.4f nats a sample", entropy)
	}
	if excess, _ := w.excess(); excess < 0.5 {
		t.Errorf("after 40 steps the excess is %.3f: too good", excess)
	}
	if _, back := w.conversion(); back > 1e-9 {
		t.Errorf("windows come back off by %g", back)
	}
	share, noisy, wiener, _ := w.denoising()
	if math.Abs(noisy-10.46) > 1 || wiener < noisy+3 || share > 1 {
		t.Errorf("noise leaves %.2f dB, the Wiener filter %.2f, share %.2f", noisy, wiener, share)
	}
}

// The truth told as a flow: windows drawn of a voice are taken for it.
func TestWindowsAreTakenForTheirVoice(t *testing.T) {
	run, err := trainSteps(context.Background(), "waveglow", 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Fit.Close()
	w := windowsOf(run.Best)
	x, given := w.part(300)
	wrong := 0
	for i, k := range w.likeliest(w.s.Data.Own(x)) {
		if given.At(i, k) != 1 {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of 300 windows are taken for another vowel", wrong)
	}
}
