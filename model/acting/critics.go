package acting

import (
	"strconv"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// Critics are two networks that say what an action is worth, of which the lower one
// counts: one alone believes its own errors upwards (Fujimoto, van Hoof and Meger 2018).
type Critics struct{ nets [2]*nn.MLP }

// NewCritics adds the networks for observations and actions of so many numbers.
func NewCritics(p *nn.Params, observation, action int, hidden []int) *Critics {
	c := new(Critics)
	for k := range c.nets {
		p.Named("critic"+strconv.Itoa(k+1), func(p *nn.Params) {
			c.nets[k] = nn.NewMLP(p, observation+action, hidden, nn.Output{Width: 1}, ad.ReLU)
		})
	}
	return c
}

// Loss is the sum of both squared errors over all samples, 1×1; y is what they should
// say, n×1.
func (c *Critics) Loss(observed, action, y *ad.Mat) *ad.Mat {
	in := pair(observed, action)
	one := ad.Sub(c.nets[0].Apply(in), y)
	two := ad.Sub(c.nets[1].Apply(in), y)
	return ad.Sum(ad.Add(ad.Square(one), ad.Square(two)))
}

// Worth is what the lower of both says, n×1. Gradients go to the action and not into
// the networks.
func (c *Critics) Worth(observed, action *ad.Mat) *ad.Mat {
	in := pair(observed, action)
	return lower(c.nets[0].Held(in.Tape()).Pass(in).Out(), c.nets[1].Held(in.Tape()).Pass(in).Out())
}

func pair(observed, action *ad.Mat) *ad.Mat {
	if observed == nil {
		return action
	}
	return ad.Join(observed, action)
}

// lower returns the lower of two numbers of every sample.
func lower(a, b *ad.Mat) *ad.Mat {
	out := a.Tape().Value(a.Rows, 1, a.Grad != nil || b.Grad != nil)
	for i, v := range a.Data {
		out.Data[i] = min(v, b.Data[i])
	}
	ad.Custom(byLower{}, ad.Call{In: [5]*ad.Mat{a, b}, Out: [2]*ad.Mat{out}})
	return out
}

// byLower is the derivative of lower: all of it goes to the number that was taken.
type byLower struct{}

// Backward adds the gradients of the two.
func (byLower) Backward(c *ad.Call) {
	a, b, out := c.In[0], c.In[1], c.Out[0]
	for i, g := range out.Grad {
		switch {
		case a.Data[i] <= b.Data[i]:
			if a.Grad != nil {
				a.Grad[i] += g
			}
		case b.Grad != nil:
			b.Grad[i] += g
		}
	}
}
