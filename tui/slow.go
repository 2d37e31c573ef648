package tui

import (
	"context"
	"fmt"
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// slowMotion shows one training step in stages: its batch, the way through each layer to
// the base, log p, the loss, the gradient, the update.
type slowMotion struct {
	*App
	report *model.StepReport // nil if no step is shown
	stage  int
	run    int      // of the step
	labels []string // of its layers
}

// The stages behind the layers.
const (
	atBase = iota
	atLoss
	atGradient
	atUpdate
	lastStages
)

func (m *slowMotion) on() bool { return m.report != nil }

// cannot says why no step can be shown in stages.
func (m *slowMotion) cannot() string {
	switch {
	case m.Snap == nil:
		return m.NoSnapshot()
	case m.Layout.Class < layout.Small:
		least := layout.LeastSize[layout.Small]
		return fmt.Sprintf("there is no room for it; it needs a screen of %d×%d", least.W, least.H)
	case m.Snap.CannotReport() != "":
		return m.Snap.CannotReport()
	}
	return m.Training.CannotTrain()
}

// step makes a step, through the trainer, and shows its first stage.
func (m *slowMotion) step() tea.Cmd {
	var report *model.StepReport
	return m.Send(screen.Order{Report: &report, Run: func(ctx context.Context, d screen.Driver) error {
		if err := d.Pause(ctx); err != nil {
			return err
		}
		return d.Do(ctx, func(f *model.Fit) (err error) {
			report, err = f.StepReport()
			return err
		})
	}})
}

// show begins with the batch of a step that was made.
func (m *slowMotion) show(r *model.StepReport) tea.Cmd {
	if len(r.Layers) != len(m.Snap.Stack.Layers) {
		return nil // another run took its place
	}
	m.report, m.stage, m.run, m.labels = r, 0, m.Snap.Run, nil
	for _, l := range m.Snap.Stack.Layers {
		m.labels = append(m.labels, l.Label(m.Snap.Stack.Dim))
	}
	m.Want.Strip = stripHeight
	m.Arrange()
	m.place()
	return nil
}

// next goes on by a stage, and behind the last makes another step.
func (m *slowMotion) next() tea.Cmd {
	if m.stage == m.stages()-1 {
		if why := m.cannot(); why != "" {
			return m.Warn("S: " + why)
		}
		return m.step()
	}
	m.stage++
	m.place()
	return nil
}

// back goes back by one.
func (m *slowMotion) back() tea.Cmd {
	m.stage = max(m.stage-1, 0)
	m.place()
	return nil
}

// end leaves it.
func (m *slowMotion) end() tea.Cmd {
	m.report = nil
	m.Behind = screen.DataRow
	if m.teacher.lesson == nil {
		m.Want.Strip = 0
	}
	m.Arrange()
	return m.Say("slow motion is over; S makes another step in stages")
}

// follow leaves it when the run went on, or is another.
func (m *slowMotion) follow() {
	if m.on() && (m.Snap.Run != m.run || m.Snap.Step > m.report.Step || len(m.Snap.Stack.Layers) != len(m.report.Layers)) {
		m.end()
	}
}

// stages is how many there are: the batch, the layers, and the four behind them.
func (m *slowMotion) stages() int { return 1 + len(m.report.Layers) + lastStages }

// depth is how many layers lie between the base and the batch at this stage.
func (m *slowMotion) depth() int { return max(len(m.report.Layers)-m.stage, 0) }

// place shows the depth of the stage on the data side, and selects its layer.
func (m *slowMotion) place() {
	m.Dirty, m.Playing, m.Moment = true, false, 0
	k := len(m.report.Layers)
	m.Behind = screen.SelectionAt(m.depth(), m.Snap.Stack)
	if m.depth() == k {
		m.Behind = screen.DataRow
	}
	if m.stage >= 1 && m.stage <= k {
		m.Selected = screen.SelectionAt(k-m.stage+1, m.Snap.Stack)
	}
}

// drawBatch marks the rows of the batch on the data side, as many as can be told apart.
func (m *slowMotion) drawBatch(r plot.Rect) {
	const most = 64
	if !m.on() || view.OneColumn(m.Snap) || m.Plots.Current().Needs().Whole() || m.Plots.Current().Needs().Film || r.W <= 0 || r.H <= 0 {
		return
	}
	at, axes, v := m.report.Path[m.depth()], m.Plots.Axes, m.Plots.Sample.Shown
	if axes[0] >= at.Cols || axes[1] >= at.Cols || !(v.XMax > v.XMin) {
		return
	}
	for i := range min(at.Rows, most) {
		if x, y, ok := v.Cell(r.W, r.H, at.At(i, axes[0]), at.At(i, axes[1])); ok {
			m.Grid.Text(r.X+x, r.Y+y, 1, "●", m.Theme.Strong)
		}
	}
}

// drawStrip tells the numbers of the stage.
func (m *slowMotion) drawStrip() {
	r, t := m.Layout.Strip, &m.Theme
	if r.H == 0 || !m.on() {
		return
	}
	name, text := m.caption()
	m.Grid.Fill(r, plot.Cell{})
	m.Grid.Spans(r.X+1, r.Y, r.W-2, plot.Span{Text: "S ", Style: t.Accent}, plot.Span{Text: name, Style: t.Strong},
		plot.Span{Text: fmt.Sprintf("  step %s, stage %d of %d", plot.Grouped(m.report.Step, m.Glyphs), m.stage+1, m.stages()), Style: t.Dim})
	for i, line := range screen.Wrap(text, r.W-2) {
		if i < r.H-1 {
			m.Grid.Text(r.X+1, r.Y+1+i, r.W-2, line, plot.Style{})
		}
	}
}

// caption is the name of a stage, and what happened there.
func (m *slowMotion) caption() (name, text string) {
	r, k := m.report, len(m.report.Layers)
	number := func(v float64) string { return strings.TrimSpace(plot.Fixed(v, 10, 3, m.Glyphs)) }
	signed := func(v float64) string { return strings.TrimSpace(plot.Signed(v, 10, 3, m.Glyphs)) }
	if r.Skipped && m.stage == k+1+atUpdate {
		return "update", "A number was not finite: the step was left out, and nothing moved."
	}
	switch m.stage - k - 1 {
	case atBase:
		return "log p", fmt.Sprintf("At the base −log p(z) is %s on average. With Σ log|det| %s and units %s, −log p(x) is %s.", number(r.BaseTerm), signed(r.Sum), signed(r.Units), number(r.BaseTerm+r.Sum+r.Units))
	case atLoss:
		return "loss", fmt.Sprintf("The loss of the batch, as training found it: %s = %s %s %s, to %s.", number(r.Loss), number(r.BaseTerm), signed(r.Sum), signed(r.Units), plot.Short(r.Residual, m.Glyphs))
	case atGradient:
		clipped := "clipping leaves it alone"
		if r.Shrink < 1 {
			clipped = "clipping multiplies it by " + number(r.Shrink)
		}
		return "gradient", fmt.Sprintf("Its length is %s, and %s. Of the layers: %s.", number(r.Length), clipped, m.each(func(l model.StepLayer) float64 { return l.Grad }))
	case atUpdate:
		return "update", fmt.Sprintf("At a learning rate of %s the parameters moved by %s, and the loss of the batch from %s to %s. Of the layers: %s.",
			plot.Short(r.LR, m.Glyphs), number(r.Moved), number(r.Loss), number(r.After), m.each(func(l model.StepLayer) float64 { return l.Moved }))
	}
	if m.stage == 0 {
		x := r.Path[k]
		return "batch", fmt.Sprintf("%s rows of %s, standardised: ● on the data side. Their mean is %s and their length %s on average. → goes on.",
			plot.Grouped(x.Rows, m.Glyphs), m.Data.DataName(), number(meanOf(x.Data)), number(lengthOf(x.Data, x.Rows)))
	}
	at := k - m.stage
	sum := 0.0
	for _, l := range r.Layers[at:] {
		sum += l.LogDet
	}
	return fmt.Sprintf("layer %d", at+1), fmt.Sprintf("Back through %s: log|det| is %s on average over the batch, and Σ %s so far.",
		m.labels[at], signed(r.Layers[at].LogDet), signed(sum))
}

// each lists a number of all layers.
func (m *slowMotion) each(of func(model.StepLayer) float64) string {
	text := ""
	for k, l := range m.report.Layers {
		if k > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%d: %s", k+1, plot.Short(of(l), m.Glyphs))
	}
	if text == "" {
		return "there is none"
	}
	return text
}

func meanOf(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// lengthOf is the root of the mean square of rows.
func lengthOf(x []float64, rows int) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum / float64(rows))
}
