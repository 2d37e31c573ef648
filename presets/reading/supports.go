package reading

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/model"
)

// supportField is what the supports of columns are called in a recipe line.
const supportField = "support"

// lineWord says of a column that it has a density on the whole line, whatever it looks
// like.
const lineWord = "line"

// AsTable finds what a table of a person holds beside numbers on a line: supports, as the
// text of a field has them, and columns without a density.
func AsTable(src model.Source, text string) (model.Source, error) {
	list, err := parseBounds(text)
	if err == nil {
		var line []string
		for _, b := range list {
			if b.support == lineWord {
				line = append(line, b.column)
			}
		}
		src = coded(withoutExact(src), line)
	}
	return supported(src, text)
}

// A bound is a support as a person says it of a column.
type bound struct{ column, support string }

// splitField takes a field off what a person calls the data, wherever it stands in the
// brackets: table.csv(given=a, support=b:positive) is table.csv(given=a) and b:positive.
func splitField(text, field string) (data, value string) {
	open, ok := strings.CutSuffix(strings.TrimSpace(text), ")")
	at := strings.LastIndexByte(open, '(')
	if !ok || at < 0 {
		return text, ""
	}
	var rest []string
	for _, arg := range strings.Split(open[at+1:], ",") {
		if v, is := strings.CutPrefix(strings.TrimSpace(arg), field+"="); is && value == "" {
			value = strings.TrimSpace(v)
		} else {
			rest = append(rest, arg)
		}
	}
	switch {
	case value == "":
		return text, ""
	case rest == nil:
		return open[:at], value
	}
	return open[:at] + "(" + strings.Join(rest, ",") + ")", value
}

// withField writes a field into the text of the data, as splitField reads it; empty for
// none.
func withField(data, field, value string) string {
	if value == "" {
		return data
	}
	rest, _ := splitGiven(data)
	if open, ok := strings.CutSuffix(data, ")"); ok && (rest != data || hasFields(data)) {
		return open + ", " + field + "=" + value + ")"
	}
	return data + "(" + field + "=" + value + ")"
}

// parseBounds reads supports as a recipe line has them: a:positive+share:0..1.
func parseBounds(text string) ([]bound, error) {
	var list []bound
	for _, item := range strings.Split(text, "+") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		name, support, is := strings.Cut(item, ":")
		b := bound{unescapeName.Replace(strings.TrimSpace(name)), strings.TrimSpace(support)}
		if !is {
			return nil, fmt.Errorf("a support is said of a column, as a:positive, not %q", Clean(item))
		}
		list = append(list, b)
	}
	return list, checkBounds(list)
}

func checkBounds(list []bound) error {
	for i, b := range list {
		if b.support != "angle" && b.support != lineWord {
			if _, err := model.ParseSupport(b.support); err != nil {
				return fmt.Errorf("column %s: %w", Clean(b.column), err)
			}
		}
		if slices.ContainsFunc(list[:i], func(o bound) bool { return o.column == b.column }) {
			return fmt.Errorf("column %s has two supports", Clean(b.column))
		}
	}
	return nil
}

func boundsText(list []bound) string {
	items := make([]string, len(list))
	for i, b := range list {
		items[i] = escapeName.Replace(b.column) + ":" + b.support
	}
	return strings.Join(items, "+")
}

// WithSupports puts supports that a person says, each as a=positive or share=0..1, over
// what the text of the data says already.
func WithSupports(data string, said []string) (string, error) {
	if len(said) == 0 {
		return data, nil
	}
	rest, text := splitField(data, supportField)
	list, err := parseBounds(text)
	if err != nil {
		return "", err
	}
	var over []bound
	for _, item := range said {
		at := strings.LastIndexByte(item, '=')
		if at < 0 {
			return "", fmt.Errorf("--support says it of a column, as a=positive, not %q", Clean(item))
		}
		b := bound{strings.TrimSpace(item[:at]), strings.TrimSpace(item[at+1:])}
		list = slices.DeleteFunc(list, func(o bound) bool { return o.column == b.column })
		over = append(over, b)
	}
	if list = append(list, over...); checkBounds(over) != nil {
		return "", fmt.Errorf("--support: %w", checkBounds(over))
	}
	return withField(rest, supportField, boundsText(list)), nil
}

// supported gives columns of a source their supports, as the text of a field has them,
// and offers some where a column looks as if it had one.
func supported(src model.Source, text string) (model.Source, error) {
	list, err := parseBounds(text)
	if err != nil {
		return src, &flows.ParseError{Text: withField(src.Spec, supportField, text), Column: 1, Msg: err.Error()}
	}
	if src.Points == nil || src.Truth != nil || src.Levels > 0 || src.Shape != (flows.Shape{}) {
		if len(list) > 0 {
			return src, fmt.Errorf("supports are said of the columns of a table, not of %s", src.Spec)
		}
		return src, nil
	}
	supports := make([]model.Support, len(src.Columns))
	copy(supports, src.Supports)
	for i, b := range list {
		if b.support == lineWord {
			continue
		}
		j := slices.Index(src.Columns, b.column)
		if j < 0 {
			return src, noSuchColumn(src, b.column)
		}
		if supports[j], err = supportOf(b.support, src.Points.Col(j)); err != nil {
			return src, fmt.Errorf("column %s of %s %w", Clean(b.column), src.Spec, err)
		}
		list[i].column = src.Columns[j]
	}
	if len(list) > 0 {
		if slices.ContainsFunc(supports, func(s model.Support) bool { return s != model.Support{} }) {
			src.Supports = supports
		}
		src.Spec = withField(src.Spec, supportField, boundsText(list))
	}
	if offers := offered(src); offers != "" {
		src.Notes = append(src.Notes[:len(src.Notes):len(src.Notes)], offers)
	}
	return src, nil
}

func noSuchColumn(src model.Source, name string) error {
	for _, g := range src.Given {
		if g.Name == name {
			return fmt.Errorf("column %s is given; a support is that of a column that is learnt", Clean(name))
		}
	}
	return fmt.Errorf("%s learns no column %q that could have a support; it learns %s", src.Spec, Clean(name), SomeOf(src.Columns))
}

// supportOf reads a support; an angle without borders turns in radians or in degrees, as
// its values say, and is cut where they leave the widest gap.
func supportOf(text string, values []float64) (model.Support, error) {
	if text != "angle" {
		return model.ParseSupport(text)
	}
	turn := 2 * math.Pi
	reach := max(slices.Max(values), -slices.Min(values))
	switch {
	case reach > 360.5:
		return model.Support{}, fmt.Errorf("has values beyond a whole turn; say where it begins anew, as angle:0..24")
	case reach > 2*math.Pi+0.01:
		turn = 360
	}
	lo := widestGap(values, turn)
	return model.Support{Lo: lo, Hi: lo + turn, Wraps: true}, nil
}

// widestGap returns the middle of the widest gap between angles, from −turn to 0.
func widestGap(values []float64, turn float64) float64 {
	turned := make([]float64, len(values))
	for i, v := range values {
		if turned[i] = math.Mod(v, turn); turned[i] < 0 {
			turned[i] += turn
		}
	}
	slices.Sort(turned)
	last := len(turned) - 1
	at, widest := (turned[last]+turned[0]+turn)/2, turned[0]+turn-turned[last]
	for i := range last {
		if gap := turned[i+1] - turned[i]; gap > widest {
			at, widest = (turned[i+1]+turned[i])/2, gap
		}
	}
	return math.Mod(at, turn) - turn
}

// ConditionWithin is condition with supports of the columns that are learnt.
func ConditionWithin(src model.Source, given []string, support string) (model.Source, error) {
	src, err := condition(src, given)
	if err != nil || support == "" { // what the catalogue has is not guessed at
		return src, err
	}
	return supported(src, support)
}
