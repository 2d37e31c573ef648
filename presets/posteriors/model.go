package posteriors

import (
	"math"

	"bijou/flows/ad"
)

// A Support says where a parameter may lie.
type Support int

// The supports of parameters.
const (
	Line     Support = iota // any number, as it is
	Positive                // above 0, on the line as its logarithm
	Unit                    // between 0 and 1, on the line as its log-odds
)

// A Parameter of a model.
type Parameter struct {
	Name    string
	Support Support
}

// Column names the parameter on the line.
func (p Parameter) Column() string {
	switch p.Support {
	case Positive:
		return "log " + p.Name
	case Unit:
		return "logit " + p.Name
	}
	return p.Name
}

// Own carries a number of the line into the support.
func (p Parameter) Own(u float64) float64 {
	switch p.Support {
	case Positive:
		return math.Exp(u)
	case Unit:
		return 1 / (1 + math.Exp(-u))
	}
	return u
}

// own is Own on a tape.
func (p Parameter) own(u *ad.Mat) *ad.Mat {
	switch p.Support {
	case Positive:
		return ad.Exp(u)
	case Unit:
		return ad.Sigmoid(u)
	}
	return u
}

// logSlope is the log derivative of Own on a tape; nil where it is 0.
func (p Parameter) logSlope(u *ad.Mat) *ad.Mat {
	switch p.Support {
	case Positive:
		return u
	case Unit: // log p(1−p)
		return ad.Scale(ad.Add(ad.Softplus(u), ad.Softplus(ad.Scale(u, -1))), -1)
	}
	return nil
}

// A Model says how data come from parameters. The data are part of it.
type Model struct {
	Parameters []Parameter
	// LogJoint is log p(data, θ), n×1, with every constant: a density over the
	// parameters in their own supports.
	LogJoint func(p Point) *ad.Mat
	// Turns marks the parameters that may all change their sign, which changes nothing; nil
	// for none.
	Turns []bool
}

// A Point is n values of all parameters on a tape.
type Point struct {
	parameters []Parameter
	line       *ad.Mat
}

// Line is parameter j on the line, n×1: the logarithm of a positive one, the log-odds of
// one between 0 and 1.
func (p Point) Line(j int) *ad.Mat { return ad.Cols(p.line, j, j+1) }

// Lines are the parameters from lo to hi−1 on the line.
func (p Point) Lines(lo, hi int) *ad.Mat { return ad.Cols(p.line, lo, hi) }

// Own is parameter j in its support.
func (p Point) Own(j int) *ad.Mat { return p.parameters[j].own(p.Line(j)) }

// onLine is the log-joint as a density on the line.
func (m Model) onLine(x *ad.Mat) *ad.Mat {
	p := Point{m.Parameters, x}
	log := m.LogJoint(p)
	for j, param := range m.Parameters {
		if s := param.logSlope(p.Line(j)); s != nil {
			log = ad.Add(log, s)
		}
	}
	return log
}

// Columns names the parameters on the line.
func (m Model) Columns() []string {
	names := make([]string, len(m.Parameters))
	for j, p := range m.Parameters {
		names[j] = p.Column()
	}
	return names
}
