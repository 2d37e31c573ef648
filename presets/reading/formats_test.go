package reading

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
)

// npy writes an array in the .npy format, version 1.0, as numpy.save does.
func npy(descr, shape string, fortran bool, numbers any, order binary.ByteOrder) string {
	order1 := "False"
	if fortran {
		order1 = "True"
	}
	header := fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }", descr, order1, shape)
	header += strings.Repeat(" ", 63-(len(header)+10)%64) + "\n"
	var out bytes.Buffer
	out.WriteString("\x93NUMPY\x01\x00")
	for _, v := range []any{uint16(len(header)), []byte(header)} {
		binary.Write(&out, binary.LittleEndian, v) //nolint:errcheck // a buffer takes everything
	}
	binary.Write(&out, order, numbers) //nolint:errcheck // a buffer takes everything
	return out.String()
}

// npz packs arrays as numpy.savez_compressed does.
func npz(t testing.TB, arrays ...string) string {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(arrays); i += 2 {
		w, err := z.Create(arrays[i] + ".npy")
		if err == nil {
			_, err = w.Write([]byte(arrays[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type parquetPoint struct {
	Index int64    `parquet:"__index_level_0__"`
	A     float64  `parquet:"a"`
	B     *float32 `parquet:"b,optional"`
	Kind  string   `parquet:"kind"`
	On    bool     `parquet:"on"`
}

func parquetFile(t testing.TB, packed compress.Codec) string {
	var rows []parquetPoint
	for i := range 20 {
		b := float32(i) + 1.5
		rows = append(rows, parquetPoint{int64(i), float64(i) + 1.25, &b, "red", i%2 == 0})
	}
	rows = append(rows, parquetPoint{20, math.NaN(), nil, "", true})
	var out bytes.Buffer
	if err := parquet.Write(&out, rows, parquet.Compression(packed)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// formats are tables of the columns a and b, with rows from (1.25, 1.5) on, in the
// formats that people have.
func formats(t testing.TB) map[string]fileCase {
	var byRow, byColumn, records []float64
	var singles []float32
	var halves []uint16
	var as, bs []float64
	for i := range 20 {
		a, b := float64(i)+1.25, float64(i)+1.5
		byRow, as, bs = append(byRow, a, b), append(as, a), append(bs, b)
		singles, records = append(singles, float32(a), float32(b)), append(records, a, b)
	}
	byColumn = append(slices.Clone(as), bs...)
	for i := range 20 { // 1.25 and 1.5 times powers of two
		halves = append(halves, uint16(5+i%20)<<10|256, uint16(5+i%20)<<10|512)
	}
	le, be := binary.LittleEndian, binary.BigEndian
	wide := make([]int16, 40)
	for i := range wide {
		wide[i] = int16(-i)
	}
	two := []float64{1.25, 1.5}
	all := map[string]fileCase{
		"UTF-16":                     {text: inUTF16("a,b\n" + lines(20, "#.25,#.5")), rows: 20, columns: "a|b", first: two},
		"UTF-16 without a mark":      {text: inUTF16("a,b\n" + lines(20, "#.25,#.5"))[2:], rows: 20, columns: "a|b", first: two},
		"UTF-16 of Excel with tabs":  {text: inUTF16(strings.ReplaceAll("a\tb\n"+lines(20, "#,25\t#,5"), "\n", "\r\n")), rows: 20, columns: "a|b", first: two},
		"JSON lines":                 {text: lines(20, `{"a": #.25, "kind": "red", "b": #.5}`), rows: 20, columns: "a|b", first: two, leftOut: "kind (text)"},
		"JSON lines with gaps":       {text: lines(30, `{"a": #.25, "b": #.5}`) + `{"b": 7, "c": [1, 2]}` + "\n", rows: 30, columns: "a|b", first: two, dropped: []int{31}, leftOut: "c (text)"},
		"JSON with years as names":   {text: lines(20, `{"2019": #.25, "2020": #.5}`), rows: 20, columns: "2019|2020", first: two},
		"a JSON list of objects":     {text: "[" + strings.TrimSuffix(lines(20, `{"a": #.25, "b": #.5},`), ",\n") + "]", rows: 20, columns: "a|b", first: two},
		"a JSON list of lists":       {text: "[" + strings.TrimSuffix(lines(20, `[#.25, #.5],`), ",\n") + "]", rows: 20, columns: "c1|c2", first: two},
		"JSON lines of lists":        {text: lines(20, `[#.25, #.5]`), rows: 20, columns: "c1|c2", first: two},
		"NumPy":                      {text: npy("'<f8'", "(20, 2)", false, byRow, le), rows: 20, columns: "c1|c2", first: two},
		"NumPy by columns":           {text: npy("'<f8'", "(20, 2)", true, byColumn, le), rows: 20, columns: "c1|c2", first: two},
		"NumPy, big endian":          {text: npy("'>f8'", "(20, 2)", false, byRow, be), rows: 20, columns: "c1|c2", first: two},
		"NumPy in single precision":  {text: npy("'<f4'", "(20, 2)", false, singles, le), rows: 20, columns: "c1|c2", first: two},
		"NumPy in half precision":    {text: npy("'<f2'", "(20, 2)", false, halves, le), rows: 20, columns: "c1|c2", first: []float64{1.25 / 1024, 1.5 / 1024}},
		"NumPy of whole numbers":     {text: npy("'<i2'", "(20, 2)", false, wide, le), rows: 20, columns: "c1|c2", first: []float64{0, -1}},
		"NumPy of one dimension":     {text: npy("'<f8'", "(20,)", false, as, le), rows: 20, columns: "c1", first: []float64{1.25}},
		"NumPy of records":           {text: npy("[('a', '<f8'), ('b', '<f8')]", "(20,)", false, records, le), rows: 20, columns: "a|b", first: two},
		"NumPy arrays":               {text: npz(t, "a", npy("'<f8'", "(20,)", false, as, le), "b", npy("'<f8'", "(20,)", false, bs, le)), rows: 20, columns: "a|b", first: two},
		"NumPy arrays of two shapes": {text: npz(t, "X", npy("'<f8'", "(20, 2)", false, byRow, le), "y", npy("'<f8'", "(20,)", false, bs, le)), rows: 20, columns: "X_1|X_2|y", first: []float64{1.25, 1.5, 1.5}},
		"one NumPy array packed":     {text: npz(t, "arr_0", npy("'<f8'", "(20, 2)", false, byRow, le)), rows: 20, columns: "c1|c2", first: two},
	}
	for _, packed := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd, &parquet.Lz4Raw} {
		all["Parquet "+packed.String()] = fileCase{text: parquetFile(t, packed), rows: 20, columns: "a|b|on", first: []float64{1.25, 1.5, 1}, dropped: []int{21}, leftOut: "__index_level_0__ (row numbers)|kind (text)"}
	}
	return all
}

func TestFormatsOfPeopleReadAsTheirCSVDoes(t *testing.T) {
	for name, c := range formats(t) {
		for _, packed := range []bool{false, true} {
			text := c.text
			if packed {
				text = zipped(text)
			}
			src, report, err := ReadCSV(strings.NewReader(text), "points", nil)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var out []string
			for _, l := range report.LeftOut {
				out = append(out, l.Column+" ("+l.Why+")")
			}
			if got := strings.Join(src.Columns, "|"); src.Points.Rows != c.rows || got != c.columns || !slices.Equal(src.Points.Row(nil, 0), c.first) ||
				!slices.Equal(report.Dropped, c.dropped) || strings.Join(out, "|") != c.leftOut {
				t.Errorf("%s: %d rows of %s, the first %v; %+v", name, src.Points.Rows, got, src.Points.Row(nil, 0), report)
			}
			_, points, err := readRows(text, src.Columns, nil, ReadingOf(src.Spec))
			points = slices.DeleteFunc(points, func(p []float64) bool { return p == nil })
			if err != nil || len(points) != c.rows || !sameRows(points, src.Points) {
				t.Errorf("%s: scoring reads %d rows, %v", name, len(points), err)
			}
		}
	}
}

func TestFilesOfOtherFormatsThatAreNoTablesAreRefused(t *testing.T) {
	numbers := make([]float64, 40)
	le := binary.LittleEndian
	whole := npy("'<f8'", "(20, 2)", false, numbers, le)
	for name, c := range map[string]struct{ text, says string }{
		"an array cut off":           {whole[:len(whole)-1], "20×2 numbers that holds others"},
		"a header cut off":           {whole[:20], "a header that is cut off"},
		"three dimensions":           {npy("'<f8'", "(5, 4, 2)", false, numbers, le), "of 3 dimensions"},
		"an array of texts":          {npy("'<U5'", "(20, 2)", false, numbers, le), "of type U5"},
		"a size that is not there":   {npy("'<f8'", "(1000000, 67108864)", false, numbers, le), "NumPy array"},
		"a zip file of something":    {strings.Replace(npz(t, "a", whole), "a.npy", "a.csv", -1), `with "a.csv" in it`},
		"arrays of two lengths":      {npz(t, "a", whole, "b", npy("'<f8'", "(40,)", false, numbers, le)), "arrays of 20 and of 40 rows"},
		"a Parquet file cut off":     {parquetFile(t, &parquet.Zstd)[:400], "is a Parquet file that cannot be read"},
		"JSON cut off":               {lines(5, `{"a": 1}`) + `{"a": `, "is not JSON that can be read"},
		"JSON of something else":     {`{"a": 1}` + "\n7\n", "a row is an object or a list"},
		"JSON with rows of one kind": {lines(3, `{"a": 1}`), "has only 3 rows"},
	} {
		_, _, err := ReadCSV(strings.NewReader(c.text), "points", nil)
		fileCase{refused: c.says}.check(t, err)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func FuzzFormats(f *testing.F) {
	for _, c := range formats(f) {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) { tableOrRefusal(t, data) })
}

// tableOrRefusal reads what may be a table.
func tableOrRefusal(t *testing.T, data []byte) {
	src, _, err := ReadCSV(bytes.NewReader(data), "points", nil)
	if err == nil {
		checkSource(t, src)
		return
	}
	if bad, ok := errors.AsType[*BadFileError](err); !ok || bad.What == "" || bad.Do == "" {
		t.Fatalf("not a proper refusal: %#v", err)
	}
	checkShown(t, err.Error())
}
