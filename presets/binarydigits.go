package presets

import (
	"fmt"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/reading"
)

const (
	// inkFrom is the grey from which a pixel counts as ink.
	inkFrom    = 8
	latentSeed = 0x6c6174656e74
)

// binaryDigits are the digits in black and white, as what is observed of latent variables:
// their columns are draws of the prior, which nobody saw.
func binaryDigits() Dataset {
	d := Dataset{
		Name: "binary-digits", Title: "Binary digits",
		Summary: "latent variables of 1,797 images of 8×8 pixels, each ink or none: an autoencoder learns what they mean",
		Origin:  "the digits, of which greys from 8 of 16 on are ink",
		Fields: []flows.Field{
			{Name: pointsField, Help: "images", Type: flows.Int, Default: "1797", Min: 60, Max: 1797, Step: 300},
			{Name: "latent", Help: "latent variables", Type: flows.Int, Default: "2", Min: 1, Max: 16, Step: 1},
		},
	}
	d.Build = func(v flows.Values) (model.Source, error) {
		digits, err := readDigits(v.Int(pointsField))
		if err != nil {
			return digits, err
		}
		return latentsOf(digits, v.Int("latent"), d.spec(v)), nil
	}
	return d
}

// latentsOf puts so many latent variables before images.
func latentsOf(digits model.Source, latents int, spec string) model.Source {
	n, rng := digits.Points.Rows, rand.New(rand.NewPCG(latentSeed, 0))
	src := model.Source{
		Spec: spec, Carried: true, Latent: true, AsIs: true, Seen: digitsShape,
		Points: ad.New(n, latents+digitPixels), Parts: digits.Parts, Aside: digits.Aside,
	}
	for j := range latents {
		src.Columns = append(src.Columns, fmt.Sprintf("z%d", j+1))
		for i := range n {
			src.Points.Set(i, j, rng.NormFloat64())
		}
	}
	for j, name := range reading.PixelNames(digitsShape) {
		src.Given = append(src.Given, model.Given{Name: name, Binary: true})
		for i, grey := range digits.Points.Col(j) {
			if grey >= inkFrom {
				src.Points.Set(i, latents+j, 1)
			}
		}
	}
	return src
}
