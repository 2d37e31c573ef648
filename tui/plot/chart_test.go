package plot

import (
	"math"
	"strings"
	"testing"
)

// losses is a series with one value for each step from 1.
func losses(values ...float64) Series {
	s := Series{Name: "train", Values: values}
	for i := range values {
		s.Steps = append(s.Steps, float64(i+1))
	}
	return s
}

// decay returns n losses that fall from 1+height to 1.
func decay(n int, height float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1 + height*math.Exp(-5*float64(i)/float64(n))
	}
	return v
}

func TestTheFirstSpikesDoNotSetTheScale(t *testing.T) {
	v := decay(1000, 2)
	v[0], v[1], v[2] = 1e5, 1e4, 1e3
	c := NewLossChart(Braille)
	c.Draw(NewGrid(60, 10), Rect{0, 0, 60, 10}, []Series{losses(v...)}, nil)
	if c.y.Hi > 4 || c.y.Hi < 2 || c.y.Lo > 1 {
		t.Errorf("scale %v", c.y)
	}
}

func TestADivergenceLeavesThePictureAtTheTop(t *testing.T) {
	v := decay(1000, 2)
	for i := 950; i < 1000; i++ {
		v[i] = math.Exp(float64(i - 940))
	}
	v[999] = math.Inf(1)
	g := NewGrid(60, 10)
	c := NewLossChart(ASCII)
	c.Draw(g, g.Bounds(), []Series{losses(v...)}, nil)
	if c.y.Hi > 40 {
		t.Errorf("scale %v", c.y)
	}
	if top, _, _ := strings.Cut(g.Plain(), "\n"); !strings.HasSuffix(strings.TrimRight(top, " "), strings.Repeat(" ", 40)+"*") {
		t.Errorf("nothing leaves at the top:\n%s", g.Plain())
	}
}

func TestTheScaleMovesInSteps(t *testing.T) {
	full := decay(5000, 3)
	c := NewLossChart(Braille)
	c.Floor = 0.98
	g := NewGrid(60, 10)
	moves := 0
	for n := 10; n <= len(full); n += 10 {
		before := c.y
		c.Draw(g, g.Bounds(), []Series{losses(full[:n]...)}, nil)
		if c.y != before {
			moves++
		}
		if last := full[n-1]; last < c.y.Lo || last > c.y.Hi || c.Floor < c.y.Lo {
			t.Fatalf("step %d: scale %v leaves out %v or the floor", n, c.y, last)
		}
	}
	if moves > 12 {
		t.Errorf("the scale moved %d times in 500 frames", moves)
	}
	c.Reset()
	if c.y != (Range{}) {
		t.Error("Reset keeps the scale")
	}
}

func TestTheFloorIsLabelledInItsOwnStyle(t *testing.T) {
	g := NewGrid(40, 8)
	c := NewLossChart(Braille)
	c.Floor, c.FloorInk, c.Label = 1.012, green, grey
	c.Draw(g, g.Bounds(), []Series{losses(decay(100, 1)...)}, nil)
	row := -1
	for y := range g.H {
		if strings.HasPrefix(strings.Split(g.Plain(), "\n")[y], " 1.01┤") {
			row = y
		}
	}
	if row < 0 {
		t.Fatalf("no label:\n%s", g.Plain())
	}
	if got := g.At(1, row).Style; got != green {
		t.Errorf("its style is %v", got)
	}
}

func TestNegativeLossesHaveTheMinusSignOfTheSet(t *testing.T) {
	for set, sign := range map[Glyphs]string{Braille: " −1.0", Blocks: " −1.0", ASCII: " -1.0"} {
		g := NewGrid(40, 12)
		NewLossChart(set).Draw(g, g.Bounds(), []Series{losses(0, -0.5, -1, -1.5, -2)}, nil)
		if !strings.Contains(g.Plain(), sign) {
			t.Errorf("%s:\n%s", glyphSets[set], g.Plain())
		}
	}
}

func TestEventsShareTheAxis(t *testing.T) {
	g := NewGrid(46, 4)
	events := []Event{{-1, "before", Style{}}, {10, "one", green}, {15, "two", Style{}}, {93, "\x1bcut", Style{}},
		{1e9, "after", Style{}}, {math.NaN(), "never", Style{}}}
	NewLossChart(ASCII).Draw(g, g.Bounds(), []Series{losses(decay(100, 1)...)}, events)
	axis := strings.Split(g.Plain(), "\n")[3]
	if want := "     +----^o^two----------+50-------------^?cu"; axis != want {
		t.Errorf("axis %q, want %q", axis, want)
	}
	if got := g.At(10, 3).Style; got != green {
		t.Errorf("style of the first event %v", got)
	}
}

func TestAClickReadsTheStepUnderTheCursor(t *testing.T) {
	series := []Series{losses(decay(1000, 1)...)}
	for _, set := range []Glyphs{Braille, Blocks, ASCII} {
		c := NewLossChart(set)
		for x := 6; x < 60; x++ {
			c.Cursor = c.StepAt(series, 60, x)
			g := NewGrid(60, 12)
			c.Draw(g, g.Bounds(), series, nil)
			if x > 6 && g.At(x, 0).Rune != set.pick('┊', ':') && g.At(x, 5).Rune != set.pick('┊', ':') {
				t.Fatalf("%s: no cursor in column %d, step %v:\n%s", glyphSets[set], x, c.Cursor, g.Plain())
			}
		}
		if a, b := c.StepAt(series, 60, -3), c.StepAt(series, 60, 999); a != 0 || b != 1000 {
			t.Errorf("beyond the ends: %v, %v", a, b)
		}
	}
}

func TestATinyChartIsItsLastValue(t *testing.T) {
	for _, size := range [][2]int{{11, 9}, {40, 2}, {5, 1}} {
		g := NewGrid(size[0], size[1])
		if NewLossChart(Braille).Draw(g, g.Bounds(), []Series{losses(3, 2, 1.052)}, nil) {
			t.Errorf("%v: a chart", size)
		}
		if got := strings.TrimSpace(g.Plain()); got != "1.052" {
			t.Errorf("%v: %q", size, got)
		}
	}
}

func TestTheLegendNamesWhatIsDrawn(t *testing.T) {
	text := func(c *LossChart) string {
		var b strings.Builder
		for _, s := range c.Legend([]Series{{Name: "train"}, {Name: "test", Stroke: Marks}, {Name: "A", Stroke: Dotted}}, Style{}) {
			b.WriteString(s.Text)
		}
		return b.String()
	}
	c := NewLossChart(Braille)
	if got, want := text(c), "train ⠒⠒  test ⠶  A ⠂⠂"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	c = NewLossChart(ASCII)
	c.Floor = 1.012
	if got, want := text(c), "train **  test o  A ..  entropy 1.012 --"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	c.LogY = true
	if got, want := text(c), "train **  test o  A ..  nats above entropy 1.012"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestASeriesMustBeEven(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	NewLossChart(Braille).Draw(NewGrid(40, 8), Rect{0, 0, 40, 8}, []Series{{Steps: []float64{1}}}, nil)
}

func TestStylesSurviveNtcharts(t *testing.T) {
	for _, s := range []Style{{}, Ink(Hex(0)), {FG: Hex(0x123456), BG: Hex(0xfedcba), Attr: Bold | Reverse}, {Attr: Dim}} {
		l := lip(s)
		if got := unlip(&l); got != s {
			t.Errorf("%v became %v", s, got)
		}
	}
}
