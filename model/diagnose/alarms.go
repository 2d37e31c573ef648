package diagnose

import (
	"fmt"
	"math"

	"bijou/model"
)

// Bounds beyond which a number is no matter of quality but of something broken
// or about to break.
const (
	klAlarm        = 4    // standard errors below 0
	klRounding     = 1e-9 // nats that rounding may take where the flow is the truth, and the error 0
	roundTripAlarm = 1e-4 // standard deviations; a continuous flow loses 1e-5
	logDetAlarm    = 1e-3 // nats
	integralAlarm  = 0.01 // beside the error of the quadrature
	shareAlarm     = 0.05 // of entries in the tails, or of log-scales at their bound
)

// alarms returns a sentence for each number that no working flow shows.
func (d *Diagnosis) alarms() []string {
	list := []string{}
	alarm := func(when bool, format string, values ...any) {
		if when {
			list = append(list, fmt.Sprintf(format, values...))
		}
	}
	alarm(d.impossible(), "KL is %.4f ± %.4f nats: no flow beats the entropy of its data; impossible: a bug", d.KL, d.KLSE)
	alarm(known(d.Entropy) && !(math.Abs(float64(d.KL)) < math.Inf(1)), "some points have no density under the flow, so that KL has no value")
	alarm(d.Points > 0 && beyond(d.RoundTrip.Max, roundTripAlarm),
		"data to base and back loses up to %s standard deviations: the inverse is none", amount(d.RoundTrip.Max))
	alarm(d.Condition.Alarm, "the condition number of dx/dz reaches %s: digits are lost where the flow tears or folds space", amount(d.Condition.Max))
	alarm(beyond(d.LogDet.Error, logDetAlarm),
		"log|det| differs from that of the Jacobian by up to %s nats: a layer is wrong, or estimates it", amount(d.LogDet.Error))
	alarm(beyond(d.LedgerResidual, logDetAlarm),
		"log|det| from data to base differs from that of the way back by %s nats on average", amount(d.LedgerResidual))
	alarm(d.leaks(), "the density integrates to %.4f, not to 1: it is none", d.Integral)
	alarm(d.Tails > shareAlarm, "%s of the entries miss the splines of a layer, which leaves them as they are: raise bound", percent(d.Tails))
	alarm(d.Saturation > shareAlarm, "%s of the log-scales of a layer are at their bound: raise clamp, or add layers", percent(d.Saturation))
	return list
}

func (d *Diagnosis) impossible() bool { return d.KL < -klAlarm*d.KLSE-klRounding }

func (d *Diagnosis) leaks() bool {
	return math.Abs(float64(d.Integral)-1) > integralAlarm+float64(d.IntegralError)
}

// beyond tells whether a number that is 0 at best is too large, or no number.
func beyond(v model.Number, bound float64) bool { return !(float64(v) <= bound) }
