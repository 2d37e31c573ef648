package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/screen"
)

// splitter moves the borders between panes, and keeps where they are.
type splitter struct {
	*App
	dragged layout.Border // under the mouse
}

// cannotMove says why no border is moved.
func (p *splitter) cannotMove() string {
	if why := p.HasOnePane(); why != "" {
		return why
	}
	if p.Want.Zoom {
		return "one pane has the whole screen; f gives it back"
	}
	return ""
}

// move moves the border beside the flow, or while 6 or 7 has the focus the one above those.
func (p *splitter) move(by int) tea.Cmd {
	border := layout.SideLine
	if p.Want.Focus == layout.Loss || p.Want.Focus == layout.Probe {
		border = layout.UnderLine
	}
	p.shift(border, by)
	return p.keep()
}

// shift moves a border by some cells, as far as that goes.
func (p *splitter) shift(b layout.Border, by int) {
	before := p.Layout.Border(b)
	at := &p.Want.Shift[p.Layout.Class]
	if b == layout.SideLine {
		at.Right += by
	} else {
		at.Down += by
	}
	p.Arrange()
	if stuck := before + by - p.Layout.Border(b); b == layout.SideLine { // what went nowhere is not owed
		at.Right -= stuck
	} else {
		at.Down -= stuck
	}
}

// drag moves the border that was taken to the mouse.
func (p *splitter) drag(m tea.Mouse) tea.Cmd {
	to := m.X
	if p.dragged == layout.UnderLine {
		to = m.Y
	}
	if p.dragged == layout.NoBorder || p.cannotMove() != "" {
		return nil
	}
	if by := to - p.Layout.Border(p.dragged); by != 0 {
		p.shift(p.dragged, by)
	}
	return p.startJobs()
}

// drop lets the border go.
func (p *splitter) drop() tea.Cmd {
	if p.dragged == layout.NoBorder {
		return nil
	}
	p.dragged = layout.NoBorder
	return p.keep()
}

// keep remembers the layout for the next session, where sessions are kept.
func (p *splitter) keep() tea.Cmd {
	shelf, shifts := p.saver.shelf, p.Want.Shift
	return screen.Guard(func() tea.Msg {
		var numbers []int
		for _, s := range shifts {
			numbers = append(numbers, s.Right, s.Down)
		}
		_ = shelf.KeepLayout(numbers) // the screen is as it was wanted all the same
		return nil
	})
}

// recall puts the borders to where they were left.
func (p *splitter) recall() {
	numbers := p.saver.shelf.Layout()
	for class := range p.Want.Shift {
		if 2*class+1 < len(numbers) {
			p.Want.Shift[class] = layout.Shift{Right: numbers[2*class], Down: numbers[2*class+1]}
		}
	}
}
