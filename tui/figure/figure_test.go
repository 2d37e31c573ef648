package figure

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
	cells "bijou/tui/plot"
)

// trained is a run of a line after some steps.
func trained(t *testing.T, line string, steps int) *model.Snapshot {
	t.Helper()
	cfg, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range steps {
		f.Step()
	}
	return f.BestSnapshot()
}

const (
	plane   = "moons(n=500) | actnorm, coupling(hidden=8)*2 | adam, batch=64, steps=100 | seed=3"
	oneLine = "pushed(exp) | affine, exp | adam, batch=64, steps=100 | seed=3"
)

// svg draws a figure as text.
func svg(t *testing.T, s *model.Snapshot, name string) string {
	t.Helper()
	k, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Write(&out, s, k, ".svg", Size{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEveryFigureIsDrawnInEveryFormat(t *testing.T) {
	s := trained(t, plane, 40)
	for _, k := range Kinds() {
		for _, format := range Formats {
			var out bytes.Buffer
			if err := Write(&out, s, k, format, Size{Width: 60, Height: 50}); err != nil {
				t.Errorf("%s%s: %v", k.Name, format, err)
				continue
			}
			switch format {
			case ".svg":
				checkSVG(t, k.Name, out.Bytes())
			case ".pdf":
				if !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) || !bytes.Contains(out.Bytes(), []byte("170.08 141.73")) {
					t.Errorf("%s is no PDF of 60 by 50 mm", k.Name)
				}
			case ".png":
				m, err := png.Decode(&out)
				if err != nil || m.Bounds().Dx() != 709 || m.Bounds().Dy() != 591 { // 60 and 50 mm at 300 pixels an inch
					t.Errorf("%s: %v, %v", k.Name, m.Bounds(), err)
				}
			}
		}
	}
}

// checkSVG fails unless a text is XML, has text as text, and no number that is none.
func checkSVG(t *testing.T, name string, text []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(text))
	letters := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Errorf("%s is no XML: %v", name, err)
			return
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "text" {
			letters++
			if !slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == "textLength" && a.Value > "0" }) {
				t.Errorf("a text of %s may become wider than its place", name)
			}
		}
	}
	if letters < 3 || bytes.Contains(text, []byte("NaN")) || bytes.Contains(text, []byte("Inf")) {
		t.Errorf("%s has %d texts, or numbers that are none", name, letters)
	}
}

func TestAFigureSaysTheNumbersOfTheRun(t *testing.T) {
	s := trained(t, plane, 40)
	ledger := s.LedgerOf(s.Data.ValBatch())
	if want := fmt.Sprintf("NLL %.3f = base term %.3f", ledger.NLL, ledger.BaseTerm); !strings.Contains(svg(t, s, "layers"), want) {
		t.Errorf("the layers do not say %q", want)
	}
	if want := fmt.Sprintf("entropy of the data, %.3f nats", s.Entropy); !strings.Contains(svg(t, s, "loss"), want) {
		t.Errorf("the curves do not say %q", want)
	}
}

func TestAMapIsTheDensityOfTheRun(t *testing.T) {
	s := trained(t, plane, 40)
	p := &paper{}
	a := p.newPlot("", "", "")
	span(&a.X, cells.Range{Lo: -1, Hi: 2})
	span(&a.Y, cells.Range{Lo: -1, Hi: 1})
	field := logDensity(s, a, 30, 20)
	own := ad.FromRows([][]float64{{-0.95, 0.95}, {1.95, -0.95}})
	want := make([]float64, 2)
	s.LogProb(want, s.Data.Standard(own))
	for i, at := range []int{0, len(field) - 1} { // the first cell is at the upper left, the last at the lower right
		if math.Abs(field[at]-want[i]) > 1e-9 {
			t.Errorf("cell %d is %g, and log p there %g", at, field[at], want[i])
		}
	}
}

func TestOneColumnHasFiguresOfItsOwn(t *testing.T) {
	s := trained(t, oneLine, 20)
	if text := svg(t, s, "density"); !strings.Contains(text, "truth") || !strings.Contains(text, "density (1 / unit of") {
		t.Error("the density of a line has no truth, or no unit")
	}
	svg(t, s, "samples")
	svg(t, s, "base")
	for name, why := range map[string]string{"pairs": "no pairs", "depths": "two columns", "lattice": "two columns"} {
		k, _ := Lookup(name)
		if err := Write(io.Discard, s, k, ".svg", Size{}); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s of one column: %v", name, err)
		}
	}
}

func TestWhatHasNoFigureSaysWhy(t *testing.T) {
	images := trained(t, "digits | affine | adam, steps=10 | seed=1", 0)
	for name, why := range map[string]string{"density": "images", "samples": "images", "loss": "no steps"} {
		k, _ := Lookup(name)
		if err := Write(io.Discard, images, k, ".svg", Size{}); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s of images: %v", name, err)
		}
	}
	if _, err := Lookup("poster"); err == nil || !strings.Contains(err.Error(), "density, samples") {
		t.Errorf("an unknown figure: %v", err)
	}
	k, _ := Lookup("layers")
	if err := Write(io.Discard, images, k, ".gif", Size{}); err == nil || !strings.Contains(err.Error(), ".svg") {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestSizesAreReadWithTheirUnits(t *testing.T) {
	for text, want := range map[string]Size{"120x80mm": {120, 80}, "12x8cm": {120, 80}, "5x2.5in": {127, 63.5}, "72x144pt": {25.4, 50.8}} {
		if got, err := ParseSize(text); err != nil || math.Hypot(got.Width-want.Width, got.Height-want.Height) > 1e-9 {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "mm", "120x80", "120mm", "5x5mm", "9999x50mm", "NaNx50mm", "-40x50mm", "Infx50mm"} {
		if got, err := ParseSize(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
	w := regexp.MustCompile(`width="([0-9.]+)pt"`).FindStringSubmatch(svg(t, trained(t, oneLine, 2), "loss"))
	if len(w) < 2 || !strings.HasPrefix(w[1], "340.1") { // 120 mm
		t.Errorf("120 mm are %v", w)
	}
}
