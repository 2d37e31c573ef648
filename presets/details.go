package presets

import (
	"fmt"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

const (
	// detailNoise is how often an image stands in the set, each time with noise of its
	// own above its greys.
	detailNoise = 8
	detailSeed  = 0x68616172
)

// details are what is missing of the digits where only a picture of half the size is
// given: their Haar wavelets. A flow of them draws what a small picture may have been
// (Yu et al. 2020, Wavelet Flow; Lugmayr et al. 2020, SRFlow).
func details() Dataset {
	d := Dataset{
		Name: "digit-details", Title: "Details of digits",
		Summary: "48 differences within 2×2 pixels of a digit, given the 16 means: what a smaller picture lacks",
		Origin:  "the digits, with uniform noise above their greys, by Haar's wavelet of 1910",
		Fields: []flows.Field{
			{Name: pointsField, Help: "points: images, each eight times with other noise", Type: flows.Int, Default: "14376", Min: 480, Max: 14376, Step: 2400},
			{Name: "blind", Help: "the means are not given", Type: flows.Bool, Default: "no", Step: 1},
		},
	}
	d.Build = func(v flows.Values) (model.Source, error) {
		digits, err := readDigits(v.Int(pointsField) / detailNoise)
		if err != nil {
			return digits, err
		}
		return detailsOf(digits, !v.Bool("blind"), d.spec(v)), nil
	}
	return d
}

// detailsOf cuts images into means and details.
func detailsOf(digits model.Source, given bool, spec string) model.Source {
	small := digitsShape.Size() / 4
	src := model.Source{Spec: spec, Carried: true}
	for band := range 3 {
		for i := range small {
			src.Columns = append(src.Columns, fmt.Sprintf("%s%d", []string{"across", "down", "both"}[band], i))
		}
	}
	for i := range small {
		if given {
			src.Given = append(src.Given, model.Given{Name: fmt.Sprintf("mean%d", i)})
		}
	}
	n := digits.Points.Rows
	noisy, rng := ad.New(detailNoise*n, digitsShape.Size()), rand.New(rand.NewPCG(detailSeed, 0))
	for i := range noisy.Rows {
		for j := range noisy.Cols {
			noisy.Set(i, j, digits.Points.At(i%n, j)+rng.Float64())
		}
		src.Parts = append(src.Parts, digits.Parts[i%n])
	}
	means, rest := HaarOf(noisy, digitsShape)
	src.Points = rest
	if given {
		src.Points = &ad.Mat{Rows: rest.Rows, Cols: rest.Cols + means.Cols, Data: append(rest.Data, means.Data...)}
	}
	return src
}

// HaarOf cuts images (n×P of one channel) into the means of 2×2 pixels, times two, and
// their details, three of each.
func HaarOf(images *ad.Mat, s flows.Shape) (means, details *ad.Mat) {
	z := haarFlow(s, func(b flows.Bijection, t *ad.Tape) (*ad.Mat, *ad.Mat) { return b.Inverse(t.Const(images), nil) })
	quarter := z.Cols / 4
	means, details = ad.New(z.Rows, quarter), ad.New(z.Rows, z.Cols-quarter)
	copy(means.Data, z.Data)
	copy(details.Data, z.Data[len(means.Data):])
	return means, details
}

// FromHaar puts images together again.
func FromHaar(means, details *ad.Mat, s flows.Shape) *ad.Mat {
	z := &ad.Mat{Rows: means.Rows, Cols: means.Cols + details.Cols, Data: append(append([]float64(nil), means.Data...), details.Data...)}
	return haarFlow(s, func(b flows.Bijection, t *ad.Tape) (*ad.Mat, *ad.Mat) { return b.Forward(t.Const(z), nil) })
}

// haarFlow runs the layer haar over images of a shape.
func haarFlow(s flows.Shape, way func(b flows.Bijection, t *ad.Tape) (*ad.Mat, *ad.Mat)) *ad.Mat {
	kind, _ := flows.LookupKind("haar")
	stack, err := flows.Restack(flows.Number(flows.Spec{flows.NewItem(kind, nil)}), s, 0)
	if err != nil {
		panic("presets: " + err.Error()) // a shape of ours
	}
	out, _ := way(stack.Layers[0].Map, ad.NewTape(nil, nil))
	return out.Clone()
}
