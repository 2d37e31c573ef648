package systems

import (
	"context"
	"math"
	"testing"
)

// The evidence is -3.3826, and 1.2646 nats of it are out of reach of any product of normal
// distributions.
func TestALinearAutoencoderComesToWhatIsKnownOfIt(t *testing.T) {
	for recipe, want := range map[string]struct{ elbo, within float64 }{"vae-linear": {-3.3826, 0.03}, "vae-linear-diagonal": {-4.6473, 0.02}} {
		run, err := train(context.Background(), recipe, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer run.Fit.Close()
		own := run.Fit.Done().Own()
		if got := figure(own, "elbo"); math.Abs(got-want.elbo) > want.within {
			t.Errorf("%s: the ELBO is %.4f, want %.4f", recipe, got, want.elbo)
		}
		if got := inOrder(own); got != 1 {
			t.Errorf("%s: the bounds are out of order", recipe)
		}
		if best := bestProduct(run.Best); math.Abs(best+4.6473) > 5e-4 {
			t.Errorf("%s: the best product has %.4f", recipe, best)
		}
	}
}
