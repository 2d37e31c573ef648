package reading

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A code is a number that stands for a value that is missing: in one column, or in
// all of them where column is empty.
type code struct {
	column string
	value  float64
}

// parseCodes reads codes as a recipe line writes them: -999+age:99. none is no code.
func parseCodes(text string) ([]code, error) {
	if text == noneWord || text == "" {
		return nil, nil
	}
	var list []code
	for _, item := range strings.Split(text, "+") {
		name, number := "", strings.TrimSpace(item)
		if at := strings.LastIndexByte(number, ':'); at >= 0 {
			name, number = strings.TrimSpace(number[:at]), number[at+1:]
		}
		v, _, ok := parseDecimal(strings.TrimSpace(number), marks{})
		if !ok {
			return nil, fmt.Errorf("na lists numbers such as -999 or age:99, or is none, not %q", Clean(item))
		}
		list = append(list, code{unescapeName.Replace(name), v})
	}
	return list, nil
}

// takeCodes makes the codes for missing values in the columns listed no numbers: those
// that a person names, else those that are recognised. It returns how many values each
// code took.
func (t *table) takeCodes(used []int) (taken []takenCode, err error) {
	codes, err := parseCodes(t.reading.Codes)
	if err != nil {
		return nil, Bad("write them as -999+age:99", "cannot be read so: %v", err)
	}
	for _, k := range codes {
		if k.column == "" {
			continue
		}
		if _, err := t.find(k.column); err != nil {
			return nil, err
		}
	}
	for _, j := range used {
		c := &t.columns[j]
		if c.texts != nil && c.isText() {
			continue
		}
		if t.reading.Codes == "" {
			c.codes = recognise(c)
		} else {
			c.codes = t.codesOf(j, codes)
		}
		for _, v := range c.codes {
			if n := c.take(v); n > 0 {
				taken = append(taken, takenCode{j, v, n})
			}
		}
	}
	return taken, nil
}

// namedCodes writes the codes that a person names for columns with the names of these,
// which may be numbers: another table has them in another order.
func (t *table) namedCodes() string {
	codes, err := parseCodes(t.reading.Codes)
	if err != nil || len(codes) == 0 {
		return t.reading.Codes
	}
	items := make([]string, len(codes))
	for k, c := range codes {
		if items[k] = strconv.FormatFloat(c.value, 'g', -1, 64); c.column == "" {
			continue
		}
		if i, err := t.find(c.column); err == nil {
			items[k] = escapeName.Replace(t.layout.unique[i]) + ":" + items[k]
		}
	}
	return strings.Join(items, "+")
}

// A takenCode is a code and how many values of a column it took.
type takenCode struct {
	column int
	value  float64
	n      int
}

// codesOf are the codes that a person names for a column.
func (t *table) codesOf(j int, codes []code) []float64 {
	var list []float64
	for _, k := range codes {
		if i, err := t.find(k.column); k.column == "" || err == nil && i == j {
			list = append(list, k.value)
		}
	}
	return list
}

// take makes a value of the column no number wherever it stands.
func (c *column) take(code float64) (n int) {
	for i, v := range c.values {
		if v == code {
			c.values[i] = math.NaN()
			n++
		}
	}
	c.numbers -= n
	return n
}

// mostCodes is how many codes a column may have at each end.
const mostCodes = 4

// recognise finds the codes of a column: numbers that programs and surveys write for
// a missing value and that stand apart from all others, at one end or at both.
func recognise(c *column) []float64 {
	if !mayHoldCodes(c.values) {
		return nil
	}
	rest := slices.DeleteFunc(slices.Clone(c.values), func(v float64) bool { return v != v })
	slices.Sort(rest)
	var codes []float64
	for range 2 { // what is far at one end hides the other
		low := codesBelow(rest, 1)
		rest = rest[countOf(rest, low):]
		high := codesBelow(mirrored(rest), -1)
		for i := range high {
			high[i] = -high[i]
		}
		rest = rest[:len(rest)-countOf(rest, high)]
		codes = append(append(codes, low...), high...)
	}
	return codes
}

// mayHoldCodes is a quick look at the ends of a column.
func mayHoldCodes(values []float64) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	return len(values) >= MinRows && (isCode(low) || isCode(high))
}

// mirrored returns sorted values with their signs turned, sorted.
func mirrored(sorted []float64) []float64 {
	m := make([]float64, len(sorted))
	for i, v := range sorted {
		m[len(m)-1-i] = -v
	}
	return m
}

// countOf counts the values that are one of the codes.
func countOf(values, codes []float64) (n int) {
	for _, v := range values {
		if slices.Contains(codes, v) {
			n++
		}
	}
	return n
}

// codesBelow finds the codes at the low end of sorted values, whose signs were turned
// if sign is -1: the longest run of codes there that is apart from what follows.
func codesBelow(sorted []float64, sign float64) []float64 {
	var run []float64
	var ends []int
	for at := 0; at < len(sorted) && len(run) < mostCodes && (isCode(sign*sorted[at]) || len(run) > 0 && isLesserCode(sorted[at])); {
		if len(run) > 0 && (run[0] < 0) != (sorted[at] < 0) {
			break
		}
		run = append(run, sorted[at])
		for at < len(sorted) && sorted[at] == run[len(run)-1] {
			at++
		}
		ends = append(ends, at)
	}
	for k := len(run); k > 0; k-- {
		n := ends[k-1]
		if n < len(sorted) && apart(run[k-1], n, sorted[n:]) {
			return run[:k]
		}
	}
	return nil
}

// apart judges a code that stands, with those beyond it, n times below the other
// values, which are sorted. A gap wider than they spread is enough for one that
// repeats; a negative one among values that are not is apart by its sign. What stands
// alone could be a value unless it is large.
func apart(code float64, n int, others []float64) bool {
	low, high := others[0], others[len(others)-1]
	spread, gap := high-low, low-code
	switch {
	case spread == 0 || 2*n > len(others):
		return false
	case n == 1:
		return math.Abs(code) >= 99 && gap > 2*spread
	case n > 2 && (gap > 0.5*spread || code <= -9 && low >= 0):
		return true
	}
	return gap > spread || code <= -99 && low >= 0
}

// isCode tells whether a number is one that stands for missing values in files: nines
// to the left and the right of the mark, their like of surveys, and the ends of the
// types of numbers.
func isCode(v float64) bool {
	a := math.Abs(v)
	switch a {
	case 32768, 32767, 65535, 2147483648, 2147483647, 1e20, 1e30, 1e36, 1e37, 9.969209968386869e36, 9.96921e36, 3.4028234663852886e38, 3.402823e38, 3.4e38:
		return true
	case 888, 8888, 777, 7777, 6999, 8999, 7999, 555, 5555, 666, 6666:
		return true
	}
	if a < 9 || v > 0 && a < 99 || a > 1e12 {
		return false
	}
	text := strings.Replace(strconv.FormatFloat(a, 'f', -1, 64), ".", "", 1)
	return strings.Trim(text, "9") == ""
}

// isLesserCode tells whether a number is a code beside another, as 97 and 98 are
// beside 99 in surveys.
func isLesserCode(v float64) bool {
	switch a := math.Abs(v); a {
	case 96, 97, 98, 996, 997, 998, 9996, 9997, 9998, 99996, 99997, 99998:
		return true
	default:
		return isCode(a)
	}
}

// tellCodes says which numbers were taken for missing values.
func (t *table) tellCodes(taken []takenCode, report *Report) {
	for _, k := range taken {
		why := ", apart from all other values: taken for missing (--na none keeps them)"
		if t.reading.Codes != "" {
			why = ": missing, as --na says"
		}
		report.note("Column %s has %s %s%s.", cleanTo(t.columns[k.column].name, 20), plainNumber(k.value), times(k.n), why)
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// codesText writes the codes that were recognised as a recipe line carries them.
func (t *table) codesText(taken []takenCode) string {
	items := make([]string, len(taken))
	for i, k := range taken {
		items[i] = escapeName.Replace(t.layout.unique[k.column]) + ":" + strconv.FormatFloat(k.value, 'g', -1, 64)
	}
	return strings.Join(items, "+")
}

// What a name of a column may hold that means something in a recipe line.
var (
	escapeName   = strings.NewReplacer("%", "%25", "+", "%2B", ",", "%2C", "(", "%28", ")", "%29", "|", "%7C", ":", "%3A", "=", "%3D")
	unescapeName = strings.NewReplacer("%25", "%", "%2B", "+", "%2C", ",", "%28", "(", "%29", ")", "%7C", "|", "%3A", ":", "%3D", "=")
)
