package latent

import (
	"math"
	"math/rand/v2"
	"time"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// Four are a flow and its rivals as a snapshot has them.
type Four struct {
	Snap *model.Snapshot
	rivals
	tape *ad.Tape
}

// HasRivals tells whether a flow learns beside others.
func HasRivals(s *model.Snapshot) bool { return s != nil && s.Objective.Name == AutoencodersName }

// NewFour returns the four of a snapshot; nil where a flow learns alone.
func NewFour(s *model.Snapshot) *Four {
	if !HasRivals(s) {
		return nil
	}
	params := nn.Params{Len: s.Stack.NetBlocks[0].Offset}
	return &Four{s, newRivals(&params, s.Settings, s.Stack.Dim, layerParameters(s.Stack)), ad.NewTape(s.Theta, nil)}
}

// layerParameters is how many parameters the layers of a stack have.
func layerParameters(s *flows.Stack) int {
	n := 0
	for _, l := range s.Layers {
		n += l.Free()
	}
	return n
}

// Parameters are those of the flow and of each rival, in the order flow, VAE, autoencoder,
// GAN.
func (f *Four) Parameters() [4]int {
	n := [4]int{layerParameters(f.Snap.Stack)}
	for _, b := range f.Snap.Stack.NetBlocks {
		for i, prefix := range []string{"vae", "ae", "gan"} {
			if len(b.Name) > len(prefix) && b.Name[:len(prefix)+1] == prefix+"." {
				n[i+1] += b.Len()
			}
		}
	}
	return n
}

// each runs something over parts of rows and gathers what it makes.
func (f *Four) each(x *ad.Mat, cols int, make func(x *ad.Mat, lo int) *ad.Mat) *ad.Mat {
	out := ad.New(x.Rows, cols)
	for lo := 0; lo < x.Rows; lo += jointRows {
		hi := min(lo+jointRows, x.Rows)
		f.tape.Reset()
		part := make(f.tape.Const(rowsOf(x, lo, hi)), lo)
		for j := range cols {
			copy(out.Col(j)[lo:hi], part.Col(j))
		}
	}
	return out
}

// Back is what comes back of standardised points from the flow, from the VAE by the mean of
// the posterior, and from the autoencoder; a GAN gives nothing back.
func (f *Four) Back(x *ad.Mat) [3]*ad.Mat {
	path := f.Snap.Forward(f.Snap.Inverse(x)[0])
	return [3]*ad.Mat{
		path[len(path)-1],
		f.each(x, x.Cols, func(x *ad.Mat, _ int) *ad.Mat {
			mean, _ := f.vae.posterior(x)
			return f.vae.back.Apply(mean)
		}),
		f.each(x, x.Cols, func(x *ad.Mat, _ int) *ad.Mat { return f.ae.back.Apply(f.ae.there.Apply(x)) }),
	}
}

// Samples are n draws of the flow, of the VAE and of the GAN, standardised; an autoencoder
// has nothing to draw by.
func (f *Four) Samples(n int) (flow, vae, gan *ad.Mat) {
	rng := rand.New(rand.NewPCG(f.Snap.Seed, streamFigure))
	base := ad.New(n, f.Snap.Stack.Dim)
	f.Snap.Base.Draw(rng, base)
	path := f.Snap.Forward(base)
	z, blur := ad.New(n, f.vae.latent), ad.New(n, base.Cols)
	flows.Normal{}.Draw(rng, z)
	flows.Normal{}.Draw(rng, blur)
	vae = f.each(z, base.Cols, func(z *ad.Mat, lo int) *ad.Mat {
		sd := ad.Exp(f.vae.logSD.On(f.tape))
		return ad.Add(f.vae.back.Apply(z), ad.Mul(f.tape.Const(rowsOf(blur, lo, lo+z.Rows)), sd))
	})
	gan = f.each(z, base.Cols, func(z *ad.Mat, _ int) *ad.Mat { return f.gan.generator.Apply(z) })
	return path[len(path)-1], vae, gan
}

// Shares are those of the time of a step that the flow, the VAE, the autoencoder and the
// GAN take, each alone with its gradient.
func (f *Four) Shares() [4]float64 {
	const rounds = 40
	x := f.Held(256)
	z, sum := ad.New(x.Rows, f.vae.latent), 0.0
	flows.Normal{}.Draw(rand.New(rand.NewPCG(0, streamFigure)), z)
	flow, tape := f.Snap.Stack.Flow(f.Snap.Base), ad.NewTape(f.Snap.Theta, make([]float64, len(f.Snap.Theta)))
	var shares [4]float64
	for i, loss := range []func(x, z *ad.Mat) *ad.Mat{
		func(x, _ *ad.Mat) *ad.Mat { return ad.Sum(flow.LogProb(x, nil)) },
		func(x, z *ad.Mat) *ad.Mat { return ad.Sum(f.vae.bound(x, z, 1)) },
		func(x, _ *ad.Mat) *ad.Mat { return f.ae.loss(x) },
		func(x, z *ad.Mat) *ad.Mat { return f.gan.loss(x, z) },
	} {
		best := math.Inf(1) // of others who use the machine the fastest knows least
		for range rounds {
			begun := time.Now()
			tape.Reset()
			tape.Backward(loss(tape.Const(x), tape.Const(z)))
			best = min(best, time.Since(begun).Seconds())
		}
		shares[i], sum = best, sum+best
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}
