package flows

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A FieldType says which texts a field takes.
type FieldType int

// The types of a field.
const (
	Int    FieldType = iota // a whole number between Min and Max
	Float                   // a decimal number between Min and Max
	Choice                  // one of Choices; as an argument the bare word suffices
	Widths                  // widths of hidden layers, as in 64x64; 0 means none
	Bool                    // yes or no; as an argument the bare name means yes
)

// A Field is one thing that a person may set on a layer, a data set or an
// optimiser. The parser, the editor, the help and the documentation all read
// the same fields.
type Field struct {
	Name    string // as written in a spec: bins
	Help    string // half a sentence: number of spline bins
	Type    FieldType
	Default string // in canonical form, as Parse returns it
	Min     float64
	Max     float64
	Step    float64  // what one press of an arrow adds; 0 multiplies by 1-3-10 steps
	Choices []string // of a Choice
	Unit    string   // nats, degrees, …; may be empty

	// Alternates marks a choice made of pairs: left unset, a layer takes the
	// partner of what the layer of its kind before it has.
	Alternates bool
	// Restarts marks a field whose change makes the layer start anew, because
	// what it had learnt has lost its meaning.
	Restarts bool
}

// Parse checks text and returns its canonical form. Its error is one clause
// that names the field, what it takes and what it got.
func (f Field) Parse(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch f.Type {
	case Int:
		return f.parseInt(text)
	case Float:
		return f.parseFloat(text)
	case Choice:
		for _, c := range f.Choices {
			if text == c {
				return c, nil
			}
		}
		return "", fmt.Errorf("%s is one of %s, not %q", f.Name, strings.Join(f.Choices, ", "), text)
	case Widths:
		w, err := f.parseWidths(text)
		return FormatWidths(w), err
	case Bool:
		switch text {
		case "yes", "true", "on", "":
			return "yes", nil
		case "no", "false", "off":
			return "no", nil
		}
		return "", fmt.Errorf("%s is yes or no, not %q", f.Name, text)
	}
	panic(fmt.Sprintf("flows: field %s has no type", f.Name))
}

func (f Field) parseInt(text string) (string, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return "", fmt.Errorf("%s is a whole number %s, not %q", f.Name, f.Range(), text)
	}
	if float64(n) < f.Min || float64(n) > f.Max {
		return "", fmt.Errorf("%s is a whole number %s, not %d", f.Name, f.Range(), n)
	}
	return strconv.Itoa(n), nil
}

func (f Field) parseFloat(text string) (string, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) {
		return "", fmt.Errorf("%s is a number %s, not %q", f.Name, f.Range(), text)
	}
	if x < f.Min || x > f.Max {
		return "", fmt.Errorf("%s is a number %s, not %s", f.Name, f.Range(), text)
	}
	return FormatFloat(x + 0), nil // + 0 takes the sign from −0
}

func (f Field) parseWidths(text string) ([]int, error) {
	if text == "0" || text == "none" {
		return nil, nil
	}
	var widths []int
	for part := range strings.SplitSeq(text, "x") {
		n, err := strconv.Atoi(part)
		if err != nil || float64(n) < f.Min || float64(n) > f.Max || len(widths) == 8 {
			return nil, fmt.Errorf("%s is up to 8 widths %s joined by x, as in 64x64, or 0 for none, not %q", f.Name, f.Range(), text)
		}
		widths = append(widths, n)
	}
	return widths, nil
}

// Range names the bounds of a number: from 2 to 64.
func (f Field) Range() string {
	if f.Type == Float {
		return fmt.Sprintf("from %s to %s", FormatFloat(f.Min), FormatFloat(f.Max))
	}
	return fmt.Sprintf("from %.0f to %.0f", f.Min, f.Max)
}

// FormatFloat prints x as short as parsing allows: 0.001, 1e-05.
func FormatFloat(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// FormatWidths prints hidden widths: 64x64, or 0 for none.
func FormatWidths(widths []int) string {
	if len(widths) == 0 {
		return "0"
	}
	parts := make([]string, len(widths))
	for i, w := range widths {
		parts[i] = strconv.Itoa(w)
	}
	return strings.Join(parts, "x")
}

// Values holds the fields of one item in canonical form, by name.
type Values map[string]string

// Int returns a whole number; the value was checked when it was parsed.
func (v Values) Int(name string) int {
	n, err := strconv.Atoi(v.must(name))
	if err != nil {
		panic("flows: field " + name + " is not a whole number: " + v[name])
	}
	return n
}

// Float returns a decimal number; the value was checked when it was parsed.
func (v Values) Float(name string) float64 {
	x, err := strconv.ParseFloat(v.must(name), 64)
	if err != nil {
		panic("flows: field " + name + " is not a number: " + v[name])
	}
	return x
}

// Text returns a choice.
func (v Values) Text(name string) string { return v.must(name) }

// Bool tells whether a yes-or-no field is set.
func (v Values) Bool(name string) bool { return v.must(name) == "yes" }

// Widths returns the widths of hidden layers.
func (v Values) Widths(name string) []int {
	w, err := Field{Name: name, Min: 1, Max: math.MaxInt32}.parseWidths(v.must(name))
	if err != nil {
		panic("flows: " + err.Error())
	}
	return w
}

func (v Values) must(name string) string {
	s, ok := v[name]
	if !ok {
		panic("flows: no field named " + name)
	}
	return s
}
