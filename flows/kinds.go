package flows

import (
	"math"

	"bijou/flows/nn"
)

// The fields that kinds share.
var (
	transformField = Field{Name: "transform", Help: "what the net steers", Type: Choice,
		Choices: []string{"affine", "rqs", "additive", "dsf"}, Default: "affine"}
	maskField = Field{Name: "mask", Help: "entries that pass unchanged and feed the net", Type: Choice,
		Choices: []string{"even", "odd", "first", "second", "black", "white"}, Default: "even", Alternates: true, Restarts: true}
	netField = Field{Name: "net", Help: "what steers: a perceptron over all entries, or over an image or a wave a convolution, or gates further and further apart, whose mask is of channels or positions", Type: Choice,
		Choices: []string{"dense", "conv", "wave"}, Default: "dense", Restarts: true}
	mixField = Field{Name: "mix", Help: "how channels are mixed: learnt from a random rotation or from nothing, or fixed", Type: Choice,
		Choices: []string{"rotation", "linear", "reversing", "shuffling"}, Default: "rotation", Restarts: true}
	precisionField = Field{Name: "precision", Help: "of the numbers within a net, all else is double; auto is single from three columns on, but for ReLUs that hear one number and for gates", Type: Choice,
		Choices: []string{"auto", "double", "single"}, Default: "auto"}
	eachField = Field{Name: "each", Help: "what has parameters of its own: every entry, or every channel of an image", Type: Choice,
		Choices: []string{"entry", "channel"}, Default: "entry"}
	orderField = Field{Name: "order", Help: "order in which entries are generated", Type: Choice,
		Choices: []string{"forward", "reverse"}, Default: "forward", Alternates: true, Restarts: true}
	hiddenField = Field{Name: "hidden", Help: "widths of the hidden layers", Type: Widths, Default: "64x64", Min: 1, Max: 512}
	actField    = Field{Name: "act", Help: "activation of the hidden layers", Type: Choice, Choices: nn.Activations, Default: "silu"}
	clampField  = Field{Name: "clamp", Help: "soft bound on the log-scale of an affine transform", Type: Float, Default: "2", Min: 0.1, Max: 10, Step: 0.5}
	binsField   = Field{Name: "bins", Help: "bins of a spline", Type: Int, Default: "8", Min: 2, Max: 64, Step: 1}
	partsField  = Field{Name: "components", Help: "sigmoids in the sum", Type: Int, Default: "8", Min: 1, Max: 64, Step: 1}
	spreadField = Field{Name: "spread", Help: "how far apart the sigmoids start; next to 0 is the identity, 1 learns sooner", Type: Float, Default: "1e-06", Min: 1e-6, Max: 10, Restarts: true}
	boundField  = Field{Name: "bound", Help: "a spline bends on [−bound, bound]", Type: Float, Default: "5", Min: 0.5, Max: 50, Step: 0.5}
)

var catalog = []*Kind{
	{
		Name: "coupling", Title: "coupling", Summary: "one part of the entries steers a transform of the other part",
		Paper: "Dinh et al. 2014 (additive), 2017 (affine); Durkan et al. 2019 (rqs)", Cost: "one pass each way; dsf searches roots forward",
		Fields: []Field{
			transformField, binsField, partsField, hiddenField, actField, maskField, clampField, boundField, spreadField, netField, precisionField,
		},
		MinDim: 2, Why: "a coupling needs an entry that passes and one that moves",
		label: labelCoupling, misfit: misfitCoupling, build: buildCoupling,
	},
	{
		Name: "autoregressive", Title: "autoregressive (MAF)", Summary: "every entry is steered by the data entries before it",
		Paper: "Papamakarios et al. 2017; Durkan et al. 2019 (rqs); Huang et al. 2018 (dsf)", Cost: "density one pass, sampling entry by entry",
		Fields: autoregressiveFields, MinDim: 1, label: labelOrder, build: buildAutoregressive,
	},
	{
		Name: "iaf", Title: "inverse autoregressive (IAF)", Summary: "every entry is steered by the base entries before it",
		Paper: "Kingma et al. 2016", Cost: "sampling one pass, density entry by entry",
		Fields: autoregressiveFields, MinDim: 1, label: labelOrder, build: buildIAF,
	},
	{
		Name: "naf", Title: "neural autoregressive (NAF)", Summary: "autoregressive, every entry by a sum of sigmoids that a net shapes",
		Paper: "Huang et al. 2018, section 3.1 (DSF)", Cost: "density one pass, sampling entry by entry with root searches",
		Fields: []Field{partsField, hiddenField, actField, orderField, apart(spreadField)},
		MinDim: 1, Neutral: Values{"spread": spreadField.Default}, label: labelNAF, build: buildNAF,
	},
	{
		Name: "encoder", Title: "encoder (amortised normal)", Summary: "a net reads mean and deviation of every entry off the condition, and a context that layers behind it hear in its place",
		Paper: "Kingma and Welling 2014; Kingma et al. 2016, algorithm 1", Cost: "one pass each way",
		Fields: []Field{
			hiddenField,
			{Name: "context", Help: "numbers that layers nearer to the data hear in the place of the condition; 0 leaves them that", Type: Int, Default: "16", Min: 0, Max: 512, Step: 8},
			actField, among(clampField, "5"), precisionField,
		},
		MinDim: 1, tells: context, build: buildEncoder,
	},
	{
		Name: "cnf", Title: "continuous (FFJORD)", Summary: "samples drift along a field that a net draws, for one unit of time",
		Paper: "Chen et al. 2018; Grathwohl et al. 2019", Cost: "an integration each way: six passes a step, each with the exact trace",
		Fields: []Field{
			hiddenField,
			{Name: "steps", Help: "steps of the solver that training goes through", Type: Int, Default: "5", Min: 1, Max: 200, Step: 1},
			{Name: "tol", Help: "tolerance of the adaptive solver elsewhere; 0 keeps the steps of training", Type: Float, Default: "1e-06", Min: 0, Max: 0.1},
		},
		MinDim: 1, build: func(b builder) Bijection {
			return newContinuous(b.Params, b.dim, b.given, b.Widths("hidden"), b.Int("steps"), b.Float("tol"))
		},
	},
	{
		Name: "residual", Title: "residual (i-ResNet)", Summary: "adds a net that is kept from folding space",
		Paper: "Behrmann et al. 2019; Chen et al. 2019", Cost: "density one pass with D tangents, sampling a root search",
		Fields: []Field{
			hiddenField,
			{Name: "act", Help: "activation of the hidden layers", Type: Choice, Choices: []string{"elu", "tanh"}, Default: "elu"},
			{Name: "lipschitz", Help: "most that the net may stretch", Type: Float, Default: "0.9", Min: 0.1, Max: 0.99, Step: 0.05},
			{Name: "terms", Help: "terms of the log|det| series, above 8 dimensions", Type: Int, Default: "10", Min: 1, Max: 100, Step: 1},
		},
		MinDim: 1, build: func(b builder) Bijection {
			return newResidual(b.Params, b.dim, b.net(), b.Float("lipschitz"), b.Int("terms"))
		},
	},
	{
		Name: "actnorm", Title: "activation norm", Summary: "scale and shift, set from the first batch, then learnt",
		Paper: "Kingma and Dhariwal 2018, section 3.1", Cost: "one pass each way", Fields: []Field{eachField}, MinDim: 1,
		build: buildActNorm,
	},
	{
		Name: "affine", Title: "elementwise affine", Summary: "scale and shift of every entry",
		Paper: "x = exp(s)·z + t", Cost: "one pass each way",
		Fields: []Field{
			{Name: "scale", Help: "exp(s) to start from", Type: Float, Default: "1", Min: 0.001, Max: 1000, Step: 0.25, Restarts: true},
			{Name: "shift", Help: "t to start from", Type: Float, Default: "0", Min: -1000, Max: 1000, Step: 0.5, Restarts: true},
		},
		MinDim: 1, Neutral: Values{"scale": "1", "shift": "0"},
		build: func(b builder) Bijection { return newAffine(b.Params, b.dim, b.Float("scale"), b.Float("shift")) },
	},
	{
		Name: "linear", Title: "linear (LU)", Summary: "mixes all entries by a learnt matrix",
		Paper: "Kingma and Dhariwal 2018, section 3.2", Cost: "a product one way, two substitutions the other",
		Fields: []Field{eachField, {Name: "start", Help: "the identity, or what gives the data the covariance of the base", Type: Choice,
			Choices: []string{"identity", "whitening"}, Default: "identity", Restarts: true}}, MinDim: 1, build: buildLinear,
	},
	{
		Name: "householder", Title: "Householder rotation", Summary: "turns space by pairs of learnt reflections; volume stays",
		Paper: "Tomczak and Welling 2016", Cost: "one reflection after the other, each way",
		Fields: []Field{{Name: "pairs", Help: "pairs of reflections", Type: Int, Default: "1", Min: 1, Max: 32, Step: 1}},
		MinDim: 2, Why: "one dimension has nothing to turn",
		build: func(b builder) Bijection { return newHouseholder(b.Params, b.dim, b.Int("pairs")) },
	},
	{
		Name: "permute", Title: "permutation", Summary: "reorders the entries, fixed",
		Paper: "Dinh et al. 2017", Cost: "one pass each way",
		Fields: []Field{
			{Name: "by", Help: "the new order", Type: Choice, Choices: []string{"reversing", "shuffling", "nothing"}, Default: "reversing", Restarts: true},
			{Name: "seed", Help: "of the shuffle", Type: Int, Default: "0", Min: 0, Max: 1e6, Step: 1, Restarts: true},
		},
		MinDim: 2, Why: "one entry has no order", Neutral: Values{"by": "nothing"}, build: buildPermute,
	},
	{
		Name: "rotate", Title: "rotation", Summary: "turns the plane by a learnt angle; volume stays",
		Paper: "x = R(angle)·z", Cost: "one pass each way",
		Fields: []Field{{Name: "angle", Help: "angle to start from", Type: Float, Default: "0", Min: -360, Max: 360, Step: 15, Unit: "°", Restarts: true}},
		MinDim: 2, MaxDim: 2, Why: "a rotation by one angle needs a plane; linear turns in any dimension", Neutral: Values{"angle": "0"},
		build: func(b builder) Bijection { return newRotate(b.Params, b.Float("angle")) },
	},
	{
		Name: "shear", Title: "shear", Summary: "slides the plane sideways by a learnt factor; volume stays",
		Paper: "x₁ = z₁ + k·z₂", Cost: "one pass each way",
		Fields: []Field{{Name: "factor", Help: "k to start from", Type: Float, Default: "0", Min: -10, Max: 10, Step: 0.25, Restarts: true}},
		MinDim: 2, MaxDim: 2, Why: "this shear lives in the plane; linear shears in any dimension", Neutral: Values{"factor": "0"},
		build: func(b builder) Bijection { return newShear(b.Params, b.Float("factor")) },
	},
	{
		Name: "planar", Title: "planar", Summary: "pushes along one direction; one alone does little, stack many",
		Paper: "Rezende and Mohamed 2015, equations 10–12", Cost: "one pass forward, a root search inverse", MinDim: 1,
		build: func(b builder) Bijection { return newPlanar(b.Params, b.dim) },
	},
	{
		Name: "radial", Title: "radial", Summary: "pulls towards a centre or pushes away; one alone does little",
		Paper: "Rezende and Mohamed 2015, equation 14", Cost: "one pass each way", MinDim: 1,
		build: func(b builder) Bijection { return newRadial(b.Params, b.dim) },
	},
	{
		Name: "sylvester", Title: "Sylvester", Summary: "planar layers in one: bends several directions at once",
		Paper: "van den Berg et al. 2018", Cost: "one pass forward, a root search for every direction inverse",
		Fields: []Field{
			{Name: "m", Help: "directions that are bent, at most D", Type: Int, Default: "2", Min: 1, Max: 32, Step: 1},
			{Name: "householder", Help: "reflections that turn to the directions", Type: Int, Default: "2", Min: 1, Max: 32, Step: 1},
		},
		MinDim: 1, build: func(b builder) Bijection {
			return newSylvester(b.Params, b.dim, min(b.Int("m"), b.dim), b.Int("householder"))
		},
	},
	{
		Name: "spline", Title: "elementwise spline", Summary: "bends every entry by a learnt curve of its own",
		Paper: "Durkan et al. 2019, section 3.1", Cost: "one pass each way",
		Fields: []Field{binsField, boundField}, MinDim: 1,
		build: func(b builder) Bijection {
			return newElementwiseSpline(b.Params, b.dim, newSpline(b.Int("bins"), b.Float("bound"), leastBins))
		},
	},
	{
		Name: "gaussianize", Title: "mixture to normal", Summary: "carries every entry from a learnt mixture of logistics to the normal",
		Paper: "Meng et al. 2020, section 3.1", Cost: "density one pass, sampling a root search",
		Fields: []Field{{Name: "components", Help: "logistics in the mixture", Type: Int, Default: "8", Min: 1, Max: 64, Step: 1}},
		MinDim: 1, Changes: "no mixture of logistics is exactly the normal distribution; it starts near",
		build: func(b builder) Bijection { return newGaussianize(b.Params, b.dim, b.Int("components")) },
	},
	{
		Name: "rbig", Title: "RBIG step", Summary: "makes every column of the data normal, then turns; fitted to data, not trained",
		Paper: "Laparra et al. 2011", Cost: "one pass each way, one sort to fit",
		Fields: []Field{
			{Name: "rotation", Help: "how space is turned after it", Type: Choice, Choices: []string{"random", "pca", "none"}, Default: "random", Restarts: true},
			{Name: "knots", Help: "quantiles of every column", Type: Int, Default: "60", Min: 4, Max: 1000, Step: 10, Restarts: true},
		},
		MinDim: 1, Changes: "it is fitted to the data at its place and makes them more normal at once",
		build: func(b builder) Bijection {
			return newRBIG(b.Params, b.dim, b.Int("knots"), rotationBy(b.Text("rotation")))
		},
	},
	{
		Name: "cdf", Title: "distribution function", Summary: "z = Φ(x): data of the line in the unit cube, where a uniform base is; x = Φ⁻¹(z)",
		Paper: "Inouye and Ravikumar 2018; log|det| = −Σ log φ(x)", Cost: "one pass each way", MinDim: 1,
		Changes: "it takes only numbers between 0 and 1, and carries them to the line", Base: Span{0, 1},
		build: func(builder) Bijection { return newElementwise(normalQuantileCurve{}, normalCDFCurve{}) },
	},
	{
		Name: "histogram", Title: "histogram destructor", Summary: "makes every column of the unit cube even by its histogram; fitted to data, not trained",
		Paper: "Inouye and Ravikumar 2018", Cost: "one pass each way, one count to fit",
		Fields: []Field{{Name: "bins", Help: "equal bins of every column", Type: Int, Default: "32", Min: 2, Max: 1000, Step: 8, Restarts: true}, priorField},
		MinDim: 1, Changes: "it is fitted to the data at its place and makes them more even at once", Base: Span{0, 1}, Data: Span{0, 1},
		build: func(b builder) Bijection { return newHistogram(b.Params, b.dim, b.Int("bins"), b.Float("prior")) },
	},
	{
		Name: "tree", Title: "tree destructor", Summary: "cuts the unit cube into boxes and stretches each to the volume of its mass; fitted to data, not trained",
		Paper: "Inouye and Ravikumar 2018; Ram and Gray 2011", Cost: "a walk down the tree each way, one count for every cut to fit",
		Fields: []Field{{Name: "leaves", Help: "boxes at most", Type: Int, Default: "64", Min: 2, Max: 4096, Step: 16, Restarts: true}, priorField},
		MinDim: 1, Changes: "it is fitted to the data at its place and makes them more even at once", Base: Span{0, 1}, Data: Span{0, 1},
		build: func(b builder) Bijection { return newTree(b.Params, b.Int("leaves"), b.Float("prior")) },
	},
	{
		Name: "exp", Title: "exponential", Summary: "x = eᶻ: the data are positive, as log-normal ones",
		Paper: "log|det| = Σ z", Cost: "one pass each way", MinDim: 1,
		Changes: "it carries the line to the positive numbers", Data: positiveNumbers,
		build: func(builder) Bijection { return newElementwise(expCurve{}, logCurve{}) },
	},
	{
		Name: "softplus", Title: "softplus", Summary: "x = log(1 + eᶻ): the data are positive, far out as they were",
		Paper: "log|det| = Σ log σ(z)", Cost: "one pass each way", MinDim: 1,
		Changes: "it carries the line to the positive numbers", Data: positiveNumbers,
		build: func(builder) Bijection { return newElementwise(softplusCurve{}, softplusInverseCurve{}) },
	},
	{
		Name: "sigmoid", Title: "sigmoid", Summary: "x = 1/(1 + e⁻ᶻ): the data are between 0 and 1",
		Paper: "log|det| = Σ log σ(z)σ(−z)", Cost: "one pass each way", MinDim: 1,
		Changes: "it carries the line to the numbers between 0 and 1", Data: Span{0, 1},
		build: func(builder) Bijection { return newElementwise(sigmoidCurve{}, logitCurve{}) },
	},
	{
		Name: "logit", Title: "logit", Summary: "x = log(z/(1 − z)): the base is between 0 and 1, as a uniform one",
		Paper: "log|det| = −Σ log z(1 − z)", Cost: "one pass each way", MinDim: 1,
		Changes: "it takes only numbers between 0 and 1, and carries them to the line", Base: Span{0, 1},
		build: func(builder) Bijection { return newElementwise(logitCurve{}, sigmoidCurve{}) },
	},
	{
		Name: "tanh", Title: "tanh", Summary: "x = tanh z: the data are between −1 and 1",
		Paper: "log|det| = Σ log(1 − tanh² z)", Cost: "one pass each way", MinDim: 1,
		Changes: "it carries the line to the numbers between −1 and 1", Data: Span{-1, 1},
		build: func(builder) Bijection { return newElementwise(tanhCurve{}, atanhCurve{}) },
	},
	{
		Name: "power", Title: "power", Summary: "x = |z|ᵖ with the sign of z; at 0 volume vanishes or explodes",
		Paper: "log|det| = Σ log p·|z|ᵖ⁻¹", Cost: "one pass each way",
		Fields: []Field{{Name: "exponent", Help: "p, fixed", Type: Float, Default: "3", Min: 0.1, Max: 10, Step: 0.5, Restarts: true}},
		MinDim: 1, Neutral: Values{"exponent": "1"}, build: func(b builder) Bijection {
			p := b.Float("exponent")
			return newElementwise(powerCurve{p}, powerCurve{1 / p})
		},
	},
	{
		Name: "glow", Title: "step of Glow", Summary: "for images: normalises channels, mixes them, and lets half of them steer the others by a convolution",
		Paper: "Kingma and Dhariwal 2018, section 3", Cost: "one pass each way",
		Fields: []Field{
			mixField,
			{Name: "transform", Help: "what the net steers", Type: Choice, Choices: []string{"affine", "rqs", "additive"}, Default: "affine"},
			binsField, among(hiddenField, "32x32"), among(actField, "relu"), clampField, boundField, precisionField,
		},
		MinDim: 2, Why: "a coupling needs a channel that passes and one that moves", Neutral: Values{"mix": "linear"},
		misfit: misfitChannels, build: func(b builder) Bijection { return newGlow(b) },
	},
	{
		Name: "waveglow", Title: "step of WaveGlow", Summary: "for waves: mixes channels, and lets half of them steer the others by gates that hear further and further apart",
		Paper: "Prenger et al. 2018, section 2", Cost: "one pass each way",
		Fields: []Field{mixField, among(hiddenField, "24x24"), clampField},
		MinDim: 2, Why: "a coupling needs a channel that passes and one that moves", Neutral: Values{"mix": "linear"},
		misfit: misfitChannels, build: func(b builder) Bijection { return newWaveGlow(b) },
	},
	{
		Name: "squeeze", Title: "squeeze", Summary: "makes of every 2×2 positions of an image, or of so many neighbours in a wave, one position of as many channels",
		Paper: "Dinh et al. 2017, section 3.6; Prenger et al. 2018, section 2", Cost: "one pass each way", MinDim: 2, Why: "it takes some positions at a time",
		Fields:  []Field{{Name: "group", Help: "neighbours of a wave that become channels; 0 takes 2×2 positions of an image", Type: Int, Default: "0", Min: 0, Max: 64, Step: 2, Restarts: true}},
		Changes: "it gives layers nearer to the base another shape to act on", misfit: misfitSqueeze, onward: squeeze,
		build: buildSqueeze,
	},
	{
		Name: "haar", Title: "Haar wavelet", Summary: "for images: makes of every 2×2 positions their mean and three differences",
		Paper: "Haar 1910; Ardizzone et al. 2019", Cost: "one pass each way", MinDim: 4, Why: "it takes 2×2 positions at a time",
		Changes: "it turns positions into means and differences", misfit: misfitHalving, onward: halve,
		build: func(b builder) Bijection { return newHaar(b.atData()) },
	},
	{
		Name: "split", Title: "split", Summary: "half of the channels leave to the base; their density is learnt from those that stay",
		Paper: "Dinh et al. 2017, section 3.6; Kingma and Dhariwal 2018", Cost: "one pass each way",
		Fields: []Field{among(hiddenField, "0"), among(actField, "relu"), clampField, precisionField},
		MinDim: 2, Why: "one entry has no half that could leave", Changes: "it takes half of the channels from the layers nearer to the base",
		misfit: misfitChannels, onward: func(_ Values, s Shape, _ bool) Shape { return s.staying() }, build: buildSplit,
	},
}

// priorField is what keeps the density of a destructor above 0 where no data are.
var priorField = Field{
	Name: "prior", Help: "points that stand evenly before there are data: in every bin, or in the cube of a tree", Type: Float,
	Default: "1", Min: 0.001, Max: 1000, Step: 0.5, Restarts: true,
}

var positiveNumbers = Span{0, math.Inf(1)}

// among gives a field another default.
func among(f Field, value string) Field {
	f.Default = value
	return f
}

// apart gives the sigmoids of a layer that has nothing else a start from which
// they learn at once.
func apart(f Field) Field {
	f.Default = "1"
	return f
}

var autoregressiveFields = []Field{
	transformField, binsField, partsField, hiddenField, actField, orderField, clampField, boundField, spreadField, precisionField,
}
