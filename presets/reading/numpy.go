package reading

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// numpyMagic begins a file of one array.
const numpyMagic = "\x93NUMPY"

// An array is one of NumPy, n×d with a name for each column.
type array struct {
	rows  int
	names []string
	cell  func(i, j int) string
}

// fromNumPy makes a table of an array in the .npy format (NEP 1): a column of
// numbers, rows of them, or records with names.
func fromNumPy(data []byte) (document, error) {
	a, err := parseNumPy(data)
	if err != nil {
		return document{}, err
	}
	return tableOf([]array{a})
}

// fromZip makes a table of the arrays of an .npz file that have as many rows.
func fromZip(data []byte) (document, error) {
	entries, err := unzip(data)
	if err != nil {
		return document{}, err
	}
	var arrays []array
	for _, e := range entries {
		a, err := parseNumPy(e.content)
		if err != nil {
			return document{}, err
		}
		if len(arrays) > 0 && a.rows != arrays[0].rows {
			return document{}, Bad("keep those that belong together", "holds arrays of %d and of %d rows", arrays[0].rows, a.rows)
		}
		if len(entries) > 1 {
			a = a.called(e.name)
		}
		arrays = append(arrays, a)
	}
	if len(arrays) == 0 {
		return document{}, Bad("give a file with a row a line and a number a column", "holds no arrays")
	}
	return tableOf(arrays)
}

// An entry is an array in an .npz file, as it was packed.
type entry struct {
	name    string
	content []byte
}

// unzip unpacks an .npz file. All entries together are no larger than a file may be: a
// small file can hold very much.
func unzip(data []byte) (entries []entry, err error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	room := int64(HeldBytes)
	for _, f := range z.File {
		name, is := strings.CutSuffix(f.Name, ".npy")
		if !is {
			return nil, Bad("unpack it first", "is a zip file with %q in it, and not one of NumPy arrays", Clean(f.Name))
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := readUpTo(r, room)
		if err != nil {
			return nil, err
		}
		room -= int64(len(content))
		entries = append(entries, entry{name, content})
	}
	return entries, nil
}

// called names the columns of an array that is not alone.
func (a array) called(name string) array {
	names := make([]string, len(a.names))
	for i, n := range a.names {
		switch {
		case len(a.names) == 1:
			names[i] = name
		case n == "":
			names[i] = fmt.Sprintf("%s_%d", name, i+1)
		default:
			names[i] = name + "_" + n
		}
	}
	a.names = names
	return a
}

// tableOf puts arrays side by side.
func tableOf(arrays []array) (document, error) {
	var names []string
	named := false
	for _, a := range arrays {
		names = append(names, a.names...)
		named = named || a.names[0] != ""
	}
	rows := arrays[0].rows
	if rows > maxRows {
		return document{}, tooManyRows()
	}
	if rows*len(names) > maxValues {
		return document{}, Bad(shorten, "holds more than %d million values", maxValues/1_000_000)
	}
	header := "yes"
	if !named {
		names, header = nil, "no"
	}
	return asCSV(names, header, func(write func(row []string) error) error {
		for i := range rows {
			var row []string
			for _, a := range arrays {
				for j := range a.names {
					row = append(row, a.cell(i, j))
				}
			}
			if err := write(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// What the header of an array says, a literal of Python.
var (
	numpyShape  = regexp.MustCompile(`'shape': *\(([0-9, L]*)\)`)
	numpyOrder  = regexp.MustCompile(`'fortran_order': *(True|False)`)
	numpyType   = regexp.MustCompile(`'descr': *'([<>|=]?)([a-zA-Z?])([0-9]*)'`)
	numpyFields = regexp.MustCompile(`\('([^']*)', *'([<>|=]?)([a-zA-Z?])([0-9]*)'\)`)
)

func notNumPy(what string, args ...any) *BadFileError {
	return Bad("save it with numpy.save as an array of numbers, n×d", what, args...)
}

// parseNumPy reads the header and checks the size of what follows.
func parseNumPy(data []byte) (a array, err error) {
	h, err := readNumPyHeader(data)
	if err != nil {
		return a, err
	}
	if one := numpyType.FindStringSubmatch(h.text); one != nil {
		return plainArray(one, h.dims, h.byColumns, h.body)
	}
	if fields := numpyFields.FindAllStringSubmatch(h.text, -1); fields != nil && len(h.dims) == 1 {
		return recordArray(fields, h.dims[0], h.body)
	}
	return a, notNumPy("is a NumPy array of something else than numbers")
}

// A numpyHeader says how the numbers of an array lie in what follows it.
type numpyHeader struct {
	text      string
	dims      []int
	byColumns bool // the first index runs fastest
	body      []byte
}

func readNumPyHeader(data []byte) (h numpyHeader, err error) {
	var ok bool
	if h.text, h.body, ok = cutNumPy(data); !ok {
		return h, notNumPy("is a NumPy array with a header that is cut off")
	}
	shape := numpyShape.FindStringSubmatch(h.text)
	order := numpyOrder.FindStringSubmatch(h.text)
	if shape == nil || order == nil {
		return h, notNumPy("is a NumPy array with a header that cannot be read")
	}
	for _, text := range strings.FieldsFunc(shape[1], func(r rune) bool { return r == ',' || r == ' ' || r == 'L' }) {
		n, err := strconv.Atoi(text)
		if err != nil || int64(n) > maxFileBytes {
			return h, notNumPy("is a NumPy array with a header that cannot be read")
		}
		h.dims = append(h.dims, n)
	}
	h.byColumns = order[1] == "True"
	return h, nil
}

// cutNumPy takes the header off an array.
func cutNumPy(data []byte) (header string, body []byte, ok bool) {
	if len(data) < 12 || !bytes.HasPrefix(data, []byte(numpyMagic)) {
		return "", nil, false
	}
	at, n := 10, int(binary.LittleEndian.Uint16(data[8:]))
	if data[6] > 1 {
		at, n = 12, int(binary.LittleEndian.Uint32(data[8:]))
	}
	if n < 0 || n > len(data)-at {
		return "", nil, false
	}
	return string(data[at : at+n]), data[at+n:], true
}

// plainArray is one of numbers of one type: n, or n×d.
func plainArray(descr []string, dims []int, byColumns bool, body []byte) (a array, err error) {
	number, size, ok := numpyNumber(descr[1], descr[2], descr[3])
	if !ok {
		return a, notNumPy("is a NumPy array of type %s", Clean(descr[2]+descr[3]))
	}
	if len(dims) == 1 {
		dims = append(dims, 1)
	}
	if len(dims) != 2 || dims[1] == 0 {
		return a, notNumPy("is a NumPy array of %d dimensions", len(dims))
	}
	n, d := dims[0], dims[1]
	if d > maxFileColumns || n > len(body) || n*d*size != len(body) {
		return a, notNumPy("is a NumPy array of %d×%d numbers that holds others", n, d)
	}
	return array{n, make([]string, d), func(i, j int) string {
		at := i*d + j
		if byColumns {
			at = j*n + i
		}
		return number(body[at*size:])
	}}, nil
}

// recordArray is one of records: a column for each field.
func recordArray(fields [][]string, n int, body []byte) (a array, err error) {
	size := 0
	var at []int
	var numbers []func([]byte) string
	for _, f := range fields {
		number, bytes, ok := numpyNumber(f[2], f[3], f[4])
		if !ok {
			return a, notNumPy("is a NumPy array with a field %q of type %s", Clean(f[1]), Clean(f[3]+f[4]))
		}
		at, numbers, a.names = append(at, size), append(numbers, number), append(a.names, f[1])
		size += bytes
	}
	if n > len(body) || n*size != len(body) {
		return a, notNumPy("is a NumPy array of %d records that holds others", n)
	}
	a.rows = n
	a.cell = func(i, j int) string { return numbers[j](body[i*size+at[j]:]) }
	return a, nil
}

// numpyNumber returns what reads a number of a type, and its size in bytes.
func numpyNumber(order, letter, width string) (number func([]byte) string, size int, ok bool) {
	size, err := strconv.Atoi(width)
	if letter == "?" {
		letter, size, err = "b", 1, nil
	}
	if err != nil {
		return nil, 0, false
	}
	var o binary.ByteOrder = binary.LittleEndian
	if order == ">" {
		o = binary.BigEndian
	}
	whole := func(b []byte) uint64 {
		switch size {
		case 1:
			return uint64(b[0])
		case 2:
			return uint64(o.Uint16(b))
		case 4:
			return uint64(o.Uint32(b))
		}
		return o.Uint64(b)
	}
	power := size == 1 || size == 2 || size == 4 || size == 8
	switch {
	case letter == "f" && size == 8:
		return func(b []byte) string { return shortest(math.Float64frombits(o.Uint64(b)), 64) }, 8, true
	case letter == "f" && size == 4:
		return func(b []byte) string { return shortest(float64(math.Float32frombits(o.Uint32(b))), 64) }, 4, true
	case letter == "f" && size == 2:
		return func(b []byte) string { return shortest(half(o.Uint16(b)), 64) }, 2, true
	case (letter == "u" || letter == "b") && power:
		return func(b []byte) string { return strconv.FormatUint(whole(b), 10) }, size, true
	case letter == "i" && power:
		return func(b []byte) string { return strconv.FormatInt(int64(whole(b)<<(64-8*size))>>(64-8*size), 10) }, size, true
	}
	return nil, 0, false
}

// shortest writes a number with as many digits as it has; what is none is missing.
func shortest(v float64, bits int) string {
	if v-v != 0 {
		return "NA"
	}
	return strconv.FormatFloat(v, 'g', -1, bits)
}

// half is a binary16 of IEEE 754.
func half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	var v float64
	switch exponent {
	case 0:
		v = math.Ldexp(fraction, -24)
	case 31:
		v = math.NaN()
	default:
		v = math.Ldexp(1024+fraction, exponent-25)
	}
	if bits>>15 == 1 {
		v = -v
	}
	return v
}
