package model

import "math"

// Weights are the log-importance weights log p̃(x) − log q(x) of samples from a
// flow: what they say of the target and of the flow.
type Weights struct {
	ELBO   float64 // their mean: a lower bound of log Z
	LogZ   float64 // the estimate log mean exp
	LogZSE float64 // its standard error, by the delta method
	ESS    float64 // effective share of the samples, (Σw)²/(n·Σw²)
	Pareto float64 // tail index k̂: above 0.7 the estimate is not to be trusted
	KL     float64 // KL(flow‖target) from the known log Z, NaN without
	KLSE   float64
}

// weigh summarises log weights against a known log Z, or NaN.
func weigh(logw []float64, logZ float64) Weights {
	n := float64(len(logw))
	elbo, sd := meanSD(logw)
	top := math.Inf(-1)
	for _, v := range logw {
		top = max(top, v)
	}
	sum, squares := 0.0, 0.0
	for _, v := range logw {
		w := math.Exp(v - top)
		sum += w
		squares += w * w
	}
	ess := sum * sum / (n * squares)
	return Weights{
		ELBO: elbo, LogZ: top + math.Log(sum/n), LogZSE: math.Sqrt((1/ess - 1) / n),
		ESS: ess, Pareto: paretoIndex(logw), KL: logZ - elbo, KLSE: sd / math.Sqrt(n),
	}
}
