package torch

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"bijou/flows"
	"bijou/flows/ad"
)

// A call is how a layer or a base is constructed, and the parts that this takes.
type call struct {
	open  string // Coupling(
	args  []string
	close string
	parts []string
}

// String returns the call on one line.
func (c call) String() string { return c.open + strings.Join(c.args, ", ") + c.close }

// maxLine is how wide a line of Python should be.
const maxLine = 88

// indented returns the call as lines behind an indent, on as few as it takes.
func (c call) indented(indent string) string {
	if one := indent + c.String(); utf8.RuneCountInString(one)+1 <= maxLine {
		return one
	}
	lines, inner := []string{indent + c.open}, indent+"    "
	line := inner
	for _, a := range c.args {
		if len(line)+len(a)+1 > maxLine && line != inner {
			lines, line = append(lines, strings.TrimRight(line, " ")), inner
		}
		line += a + ", "
	}
	return strings.Join(append(lines, strings.TrimRight(line, " "), indent+c.close), "\n")
}

// A place is what a layer's constructor may ask for.
type place struct {
	flows.Layer
	dim, given int
	by         string // what the script calls the encoder whose context the layer hears; empty for none
}

// layerKinds says for every kind of layer how it is constructed.
var layerKinds = map[string]func(p place) call{
	"coupling":       coupling,
	"autoregressive": func(p place) call { return p.ordered("autoregressive", "Autoregressive") },
	"iaf":            func(p place) call { return p.ordered("iaf", "IAF") },
	"encoder":        encoder,
	"naf": func(p place) call {
		p.Values = with(p.Values, "transform", "dsf")
		return p.ordered("autoregressive", "Autoregressive")
	},
	"cnf": func(p place) call {
		return p.new("cnf", "Continuous", p.dim, p.hidden(), p.set("steps"), p.set("tol"), p.conditions())
	},
	"residual": func(p place) call {
		return p.new("residual", "Residual", p.dim, p.hidden(), p.activation(), p.set("lipschitz"))
	},
	"actnorm":     func(p place) call { return p.each("actnorm", "ActNorm") },
	"affine":      func(p place) call { return p.new("affine", "Affine", p.dim) },
	"linear":      func(p place) call { return p.each("linear", "Linear") },
	"householder": func(p place) call { return p.new("householder", "Householder", p.dim, p.set("pairs")) },
	"permute":     func(p place) call { return p.new("permute", "Permute", list(p.order())) },
	"rotate":      func(p place) call { return p.new("rotate", "Rotate") },
	"shear":       func(p place) call { return p.new("shear", "Shear") },
	"planar":      func(p place) call { return p.new("planar", "Planar", p.dim) },
	"radial":      func(p place) call { return p.new("radial", "Radial", p.dim) },
	"sylvester": func(p place) call {
		m := min(p.Values.Int("m"), p.dim)
		return p.new("sylvester", "Sylvester", p.dim, fmt.Sprintf("m=%d", m), "reflections="+p.Values["householder"])
	},
	"spline":      func(p place) call { return p.new("spline", "Spline", p.dim, p.set("bins"), p.set("bound")) },
	"gaussianize": func(p place) call { return p.new("gaussianize", "Gaussianize", p.dim, p.set("components")) },
	"rbig":        func(p place) call { return p.new("rbig", "RBIG", p.dim, p.set("knots")) },
	"cdf":         func(p place) call { return p.new("cdf", "CDF") },
	"histogram":   func(p place) call { return p.new("histogram", "Histogram", p.dim, p.set("bins")) },
	"tree":        func(p place) call { return p.new("tree", "Tree", p.set("leaves")) },
	"exp":         func(p place) call { return p.new("exp", "Exp") },
	"softplus":    func(p place) call { return p.new("softplus", "Softplus") },
	"sigmoid":     func(p place) call { return p.new("sigmoid", "Sigmoid") },
	"logit":       func(p place) call { return p.new("logit", "Logit") },
	"tanh":        func(p place) call { return p.new("tanh", "Tanh") },
	"power":       func(p place) call { return p.new("power", "Power", p.set("exponent")) },
	"glow":        glow,
	"waveglow":    waveGlow,
	"squeeze":     squeeze,
	"haar":        func(p place) call { return p.new("haar", "Haar", p.dataShape()) },
	"split": func(p place) call {
		p.Values = with(with(p.Values, "mask", "first"), "transform", "affine")
		return p.convolution("convcoupling", "ConvCoupling")
	},
}

// construct returns how a layer of a stack is constructed, with its flags. The
// error names a kind that has no Python. by is what the script calls the encoder that the
// layer hears, empty for none.
func construct(l flows.Layer, dim int, by string) (call, error) {
	constructor, ok := layerKinds[l.Kind.Name]
	if !ok {
		return call{}, fmt.Errorf("a stack with %s cannot be written as PyTorch: nobody has written that layer there", l.Kind.Name)
	}
	size := l.Shape.Size()
	c := constructor(place{l, size, l.Hears, by})
	if l.Flip {
		c.open, c.close, c.parts = "Flipped("+c.open, c.close+")", append(c.parts, "flipped")
	}
	if size < dim {
		c.open, c.close, c.parts = fmt.Sprintf("First(%d, %s", size, c.open), c.close+")", append(c.parts, "first")
	}
	if by != "" {
		c.open, c.close, c.parts = fmt.Sprintf("Told(%s, %s", by, c.open), c.close+")", append(c.parts, "told")
	}
	if l.Frozen {
		c.close += ".requires_grad_(False)"
	}
	return c, nil
}

// new returns the call of a class of a part; an empty argument is left out.
func (p place) new(part, class string, args ...any) call {
	var texts []string
	for _, a := range args {
		if text := fmt.Sprint(a); text != "" {
			texts = append(texts, text)
		}
	}
	return call{class + "(", texts, ")", []string{part}}
}

// set returns a field as a keyword argument.
func (p place) set(name string) string { return name + "=" + p.Values[name] }

func (p place) hidden() string { return "hidden=" + list(p.Values.Widths("hidden")) }

func (p place) activation() string {
	if p.Values.Text("act") == "tanh" {
		return "activation=torch.tanh"
	}
	return "activation=F." + p.Values.Text("act")
}

func (p place) conditions() string {
	if p.given == 0 {
		return ""
	}
	return fmt.Sprintf("given=%d", p.given)
}

// coupling carries what passes as a list of entries.
func coupling(p place) call {
	switch p.Values.Text("net") {
	case "conv":
		return p.convolution("convcoupling", "ConvCoupling")
	case "wave":
		return p.convolution("wavecoupling", "WaveCoupling")
	}
	t, rows := p.transform(false), flows.Row(p.dim)
	if isBoard(p.Values.Text("mask")) {
		rows = p.Shape
	}
	c := p.new("coupling", "Coupling", p.dim, "passing="+list(passing(p.Values.Text("mask"), rows)), p.hidden(), p.activation(), "transform="+t.String(), p.conditions(), p.precision())
	c.parts = append(t.parts, c.parts...)
	return c
}

// precision says so where a net computes in single precision.
func (p place) precision() string {
	if p.Precision() == "single" {
		return "precision=torch.float32"
	}
	return ""
}

// isBoard tells whether a mask is one of positions.
func isBoard(mask string) bool { return mask == "black" || mask == "white" }

// passing lists the entries that pass a coupling unchanged, by a mask of channels or
// of positions.
func passing(mask string, s flows.Shape) (list []int) {
	for i := range s.Size() {
		channel, y, x := i/s.Positions(), i/s.Width%s.Height, i%s.Width
		if passes(mask, channel, s.Channels, (y+x)%2 == 0) {
			list = append(list, i)
		}
	}
	return list
}

// passes tells whether channel i of so many passes at a black or a white position.
func passes(mask string, i, channels int, black bool) bool {
	switch mask {
	case "even":
		return i%2 == 0
	case "odd":
		return i%2 == 1
	case "first":
		return i < (channels+1)/2
	case "second":
		return i >= (channels+1)/2
	case "black":
		return black
	case "white":
		return !black
	}
	panic("torch: no mask is called " + mask)
}

// encoder has a name in the script, by which others hear it.
func encoder(p place) call {
	before, off, context := "", "", ""
	if p.by != "" {
		before = "before=" + p.by
	}
	if p.Off {
		off = "off=True"
	}
	if p.given > 0 {
		context = p.set("context")
	}
	t := p.new("scaleshift", "ScaleShift", p.set("clamp"))
	c := p.new("encoder", "Encoder", p.dim, p.hidden(), p.activation(), "transform="+t.String(), context, p.conditions(), p.precision(), before, off)
	c.parts = append(t.parts, c.parts...)
	if p.Tells() {
		c.open, c.close = fmt.Sprintf("(%s := %s", nameOf(p.ID), c.open), c.close+")"
	}
	return c
}

// nameOf is what a script calls an encoder.
func nameOf(id int) string { return fmt.Sprintf("encoder%d", id) }

// ordered is an autoregressive layer with the order of its entries.
func (p place) ordered(part, class string) call {
	order := make([]int, p.dim)
	for at := range order {
		if order[at] = at; p.Values.Text("order") == "reverse" {
			order[at] = p.dim - 1 - at
		}
	}
	t := p.transform(true)
	c := p.new(part, class, "order="+list(order), p.hidden(), p.activation(), "transform="+t.String(), p.conditions(), p.precision())
	c.parts = append(t.parts, c.parts...)
	return c
}

// transform is what the net of a layer steers. The affine one of an
// autoregressive layer has its numbers entry by entry.
func (p place) transform(interleaved bool) call {
	switch name := p.Values.Text("transform"); name {
	case "additive":
		return p.new("additive", "Additive")
	case "affine":
		way := ""
		if interleaved {
			way = "interleaved=True"
		}
		return p.new("scaleshift", "ScaleShift", p.set("clamp"), way)
	case "rqs":
		return p.new("rationalquadratic", "RationalQuadratic", p.set("bins"), p.set("bound"))
	case "dsf":
		return p.new("sigmoids", "Sigmoids", p.set("components"))
	default:
		panic("torch: no transform is called " + name)
	}
}

// order sends the places themselves through a permutation, which says where each
// entry of x comes from.
func (p place) order() []int {
	b := p.Map
	if v, ok := b.(flows.Inverted); ok {
		b = v.Bijection
	}
	z := ad.New(1, p.dim)
	for i := range z.Data {
		z.Data[i] = float64(i)
	}
	x, _ := b.Forward(ad.NewTape(nil, nil).Const(z), nil)
	order := make([]int, p.dim)
	for i, from := range x.Data {
		order[i] = int(from)
	}
	return order
}

// list writes whole numbers as Python does.
func list(numbers []int) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
