package posteriors

import "bijou/flows"

// A Kind is an entry of the table.
type Kind struct {
	Name, Title, Summary, Origin string
	Fields                       []flows.Field
	Build                        func(flows.Values) *Posterior
}

// Geyser returns the waiting times and the eruptions of Old Faithful.
type Geyser func() (waiting, eruptions []float64)

// Catalogue returns the table of models. One of them is about the geyser.
func Catalogue(geyser Geyser) []Kind {
	return []Kind{
		{"bernoulli", "Probability of a throw", "14 of 20 throws came up: a posterior with a formula, Beta(16, 8), on the line of log-odds",
			"p ~ Beta(2, 2)",
			[]flows.Field{
				{Name: "ones", Help: "throws that came up", Type: flows.Int, Default: "14", Min: 0, Max: 1000, Step: 1},
				{Name: "zeros", Help: "throws that did not", Type: flows.Int, Default: "6", Min: 0, Max: 1000, Step: 1},
			},
			func(v flows.Values) *Posterior { return bernoulli(v.Int("ones"), v.Int("ones")+v.Int("zeros")) }},
		{"bioassay", "Bioassay", "logistic regression of deaths on the dose: two parameters and a posterior that is skewed",
			"Racine et al. 1986; Gelman et al. 2013, section 3.7; priors a ~ N(0, 4), b ~ N(10, 100)",
			nil, func(flows.Values) *Posterior { return bioassay() }},
		{"eight-schools", "Eight schools", "effects of coaching that share their mean and spread: a funnel in ten dimensions where it is centred",
			"Rubin 1981; Gelman 2006; priors mu ~ N(0, 25), tau ~ half-Cauchy(5)",
			[]flows.Field{{Name: "form", Help: "centred has the effects themselves, free has them in units of tau", Type: flows.Choice, Choices: []string{"centred", "free"}, Default: "centred"}},
			func(v flows.Values) *Posterior { return eightSchools(v.Text("form") == "centred") }},
		{"regression", "Polynomial regression", "how long a geyser erupts by how long it waited: the evidence says which degree the data ask for",
			"Old Faithful (Azzalini and Bowman 1990), standardised; weights N(0, 1), noise 0.4",
			[]flows.Field{{Name: "degree", Help: "of the polynomial", Type: flows.Int, Default: "5", Min: 0, Max: mostDegree, Step: 1}},
			func(v flows.Values) *Posterior {
				x, y := geyser()
				return regression(v.Int("degree"), x, y)
			}},
		{"earthquakes", "Earthquakes", "rates and switching of a hidden Markov model of the great earthquakes of 107 years",
			"Zucchini and MacDonald 2009, chapter 3; priors on the logarithms of the rates N(log 15, 1/4) and N(log 25, 1/4) in this order, on the log-odds of switching N(-2, 1)",
			nil, func(flows.Values) *Posterior { return earthquakes() }},
		{"gp", "Gaussian process", "length, height and noise of a Gaussian process that was seen at twelve places",
			"Rasmussen and Williams 2006, chapter 5; priors on the logarithms N(0, 1), N(0, 1), N(-2, 1)",
			nil, func(flows.Values) *Posterior { return gaussianProcess() }},
		{"bnn", "Net of one unit", "three weights of a net: two equal modes, of which reverse KL keeps one",
			"MacKay 1992 (symmetries of weights); priors w, b ~ N(0, 9), v ~ N(0, 4), noise 0.2",
			nil, func(flows.Values) *Posterior { return bayesianNet() }},
	}
}
