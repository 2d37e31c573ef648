package pane

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/view"
)

// imageLook says how the images are made.
func (v *Plots) imageLook() view.ImageLook { return view.ImageLook{Heat: v.Sigma(), Edit: v.edit} }

// NoAttributes says why there is no attribute to turn.
func (v *Plots) NoAttributes() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case !v.Current().Needs().Images:
		return "an attribute is that of images; none are shown"
	case v.shownImages() == nil || len(v.shownImages().Traits) == 0:
		return "these images have no attributes; under conditions, those are the dials"
	}
	return ""
}

// TurnAttribute moves z of samples and data along the attribute.
func (v *Plots) TurnAttribute(by int) tea.Cmd {
	const notch, most = 0.25, 3
	v.edit.By = min(max(math.Round(v.edit.By/notch+float64(by))*notch, -most), most)
	v.Dirty = true
	return v.sayAttribute()
}

// NextAttribute goes on to the next one, and begins where images are as they were.
func (v *Plots) NextAttribute() tea.Cmd {
	v.edit = view.Edit{Trait: (v.edit.Trait + 1) % len(v.shownImages().Traits)}
	v.Dirty = true
	return v.sayAttribute()
}

func (v *Plots) sayAttribute() tea.Cmd {
	traits := v.shownImages().Traits
	name := traits[min(v.edit.Trait, len(traits)-1)]
	if v.edit.By == 0 {
		return v.Say(name + ": , less, . more, ; the next attribute")
	}
	return v.Say(fmt.Sprintf("%s %+.3g: z moves along the mean z of most less that of least", name, v.edit.By))
}
