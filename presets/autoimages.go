package presets

import (
	"fmt"
	"strings"

	"bijou/flows"
	"bijou/model"
)

// isPicture tells whether points are images of whole levels, grey or in colour.
func isPicture(src model.Source) bool {
	return src.Shape.IsImage() && !src.Shape.IsWave() && src.Levels > 0
}

// imageRule is what images are learnt by if nobody says: a Glow of as many levels as
// height and width can be halved down to two, four steps each, or where they cannot be
// halved couplings under chequerboards.
func imageRule(s flows.Shape) autoRule {
	levels := 0
	for at := s; levels < 3 && at.Height%2 == 0 && at.Width%2 == 0 && min(at.Height, at.Width) >= 4; levels++ {
		at.Height, at.Width = at.Height/2, at.Width/2
	}
	r := autoRule{training: "adamw(lr=0.004, decay=0.5), batch=64, steps=2400, warmup=50, patience=10"}
	if levels == 0 {
		r.plain, r.about = "affine, coupling(conv, black, hidden=32x32, relu)*8, sigmoid", "convolutional couplings under chequerboards"
		return r
	}
	r.plain = "affine, glow*4, squeeze, " + strings.Repeat("split, glow*4, squeeze, ", levels-1) + "sigmoid"
	r.about = "a Glow of one level"
	if levels > 1 {
		r.about = fmt.Sprintf("a Glow of %d levels", levels)
	}
	return r
}

// autoImages chooses for images.
func autoImages(c model.Config) (model.Config, error) {
	s := c.Source.Shape
	rule := imageRule(s)
	note := fmt.Sprintf("Auto, for images of %d×%d×%d: %s.", s.Height, s.Width, s.Channels, rule.about)
	c.Source.Notes = append(c.Source.Notes[:len(c.Source.Notes):len(c.Source.Notes)], note)
	return rule.apply(c)
}
