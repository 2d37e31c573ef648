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

// Wheel selects further on.
func (p *Add) Wheel(by int) tea.Cmd { return p.Move(by) }

// Wheel selects further on.
func (c *Columns) Wheel(by int) tea.Cmd { return c.Move(by) }

// Wheel selects further on.
func (p *Lessons) Wheel(by int) tea.Cmd { return p.Move(by) }

// Wheel selects further on.
func (o *Open) Wheel(by int) tea.Cmd { return o.Move(by) }

// Wheel selects further on.
func (p *Recipes) Wheel(by int) tea.Cmd { return p.Move(by) }

// Wheel selects further on.
func (p *Runs) Wheel(by int) tea.Cmd { return p.Move(by) }

// Wheel selects further on.
func (p *Settings) Wheel(by int) tea.Cmd { return p.Move(by) }

// Wheel selects further on.
func (w *Words) Wheel(by int) tea.Cmd { return w.Move(by) }

// Wheel selects further on.
func (w *Write) Wheel(by int) tea.Cmd { return w.Move(by) }

// Wheel selects a set in the next row.
func (p *Picker) Wheel(by int) tea.Cmd { return p.Move(0, cmp.Compare(by, 0)) }

// Wheel selects a pair in the next row.
func (p *Pairs) Wheel(by int) tea.Cmd { return p.Move(0, cmp.Compare(by, 0)) }

// Wheel scrolls.
func (l *Line) Wheel(by int) tea.Cmd { return l.Scroll(by) }

// Wheel scrolls.
func (v *Diagnosis) Wheel(by int) tea.Cmd { return v.Scroll(by) }

// Wheel scrolls.
func (h *Help) Wheel(by int) tea.Cmd { return h.Scroll(by) }

// Wheel scrolls.
func (p *Lesson) Wheel(by int) tea.Cmd { return p.Scroll(by) }

// Wheel makes the noise smaller, or larger above 0.
func (s *Sketch) Wheel(by int) tea.Cmd { return s.Rougher(-cmp.Compare(by, 0)) }
