package popup

import (
	"cmp"

	tea "charm.land/bubbletea/v2"
)

// A Popup lies over the screen, draws itself, and follows the wheel of the mouse.
type Popup interface {
	Draw()
	Wheel(by int) tea.Cmd // by so many lines, down above 0
}

// Wheel makes the noise smaller, or larger above 0.
func (s *Sketch) Wheel(by int) tea.Cmd { return s.Rougher(-cmp.Compare(by, 0)) }
