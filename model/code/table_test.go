package code

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/damage"
)

const tableStack = "logistic, naf(relu, hidden=16x16, components=4, spread=1), affine"

// measures is a table of a small whole number, a price that falls below zero, and a wide
// number that follows both.
func measures() model.Source {
	rng := rand.New(rand.NewPCG(11, 0))
	src := model.Source{Spec: "measures", Columns: []string{"count", "price", "far"}, Points: ad.New(400, 3)}
	for i := range 400 {
		count := float64(rng.IntN(6))
		price := math.Round(100*(count-2+rng.NormFloat64())) / 100
		src.Points.Set(i, 0, count)
		src.Points.Set(i, 1, price)
		src.Points.Set(i, 2, math.Round(1e6*(price+0.1*rng.NormFloat64())))
	}
	return src
}

// learntFrom trains for some steps.
func learntFrom(t testing.TB, src model.Source, stack string, steps int) *model.Snapshot {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := model.ParseSettings("adam(lr=0.01), batch=64, objective=bits")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: src, Base: base, Spec: spec, Settings: settings, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range steps {
		f.Learn()
	}
	return f.Snapshot()
}

// csvOf writes rows with so many decimals in every column.
func csvOf(x *ad.Mat, decimals ...int) []byte {
	var b []byte
	for i := range x.Rows {
		for j, n := range decimals {
			b = fmt.Appendf(b, "%.*f,", n, x.At(i, j))
		}
		b[len(b)-1] = '\n'
	}
	return b
}

func TestATableComesBackByteByByte(t *testing.T) {
	m := modelOf(t, learntFrom(t, measures(), tableStack, 100))
	rows := csvOf(measures().Points, 0, 2, 0)
	crlf := bytes.ReplaceAll(append([]byte("count,price,far\n"), rows...), []byte("\n"), []byte("\r\n"))
	for name, file := range map[string]string{
		"rows":                   string(rows),
		"names":                  "count,price,far\n" + string(rows),
		"carriage returns":       string(crlf),
		"no end":                 strings.TrimSuffix(string(rows), "\n"),
		"returns and no end":     strings.TrimSuffix(string(crlf), "\r\n"),
		"half an end":            strings.TrimSuffix(string(crlf), "\n"),
		"mixed ends":             "count,price,far\r\n1,0.25,-250000\n2,1.25,1250000\r\n",
		"shortest":               "1,0.5,250\n2,0.25,-250\n0,-1,7\n",
		"one decimal at least":   "1,0.5,250\n2,0.25,-250\n0,-1.0,7\n",
		"semicolons and commas":  "count;price;far\n1;0,25;250000\n2;-1,10;-9\n",
		"tabs, another order":    "far\tcount\tprice\n-5\t1\t0.20\n17\t2\t0.30\n",
		"other columns":          "id,far,name,count,price\na,-5,\"x, y\",1,0.20\nb,5,z,2,-0.30\n",
		"names of rows":          "\"count\",\"price\",\"far\"\n\"1\",0,0.20,5\n\"2\",1,-0.20,6\n",
		"gaps and words":         "count,price,far\n1,,250\nNA,0.25,NA\n2,0.25,\n",
		"odd numbers":            "1,0.25,250\n01,0.25,+3\n-0,1e3,-0.0\n1.,.5,00\n",
		"beyond":                 "0,0.25,0\n77,-1000.00,99999999999\n-3,0.00,-99999999999999999\n6,0.01,123456789012345678901\n",
		"more decimals":          "1,0.25,250\n1,0.251,250\n",
		"comments and blanks":    "# from a scale\ncount,price,far\n\n1,0.25,250\n\n  \n2,0.35,-1\n# end",
		"ragged":                 "1,0.25,250\n1,0.25\n1,0.25,250,9\n",
		"byte order mark":        "\ufeffcount,price,far\n1,0.25,250\n",
		"bytes that are no text": "1,0.25,250\n\xff\x00,\x80,1\n",
	} {
		packed := packedBy(t, m, []byte(file))
		if back, err := m.Decompress(packed); err != nil || string(back) != file {
			t.Errorf("%s: %d bytes became %d and came back as %.80q: %v", name, len(file), len(packed), back, err)
		}
	}
}

// A file without names has columns that are called by their places.
func TestColumnsWithoutNamesAreFoundByTheirPlaces(t *testing.T) {
	src := measures()
	src.Columns = []string{"c2", "c3", "c5"}
	m := modelOf(t, learntFrom(t, src, tableStack, 20))
	file := []byte("7,1,0.25,x,250\n7,2,0.35,y,-9\n")
	p, err := m.Compress(file)
	if err != nil || p.Fields != 2 || p.Texts > 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if back, err := m.Decompress(p.Bytes); err != nil || !bytes.Equal(back, file) {
		t.Errorf("it came back as %q: %v", back, err)
	}
}

func TestWhatAModelCannotSayIsCounted(t *testing.T) {
	m := modelOf(t, learntFrom(t, measures(), tableStack, 50))
	p, err := m.Compress([]byte("id,count,price,far\n# a comment\na,1,0.25,250\nb,NA,0.25,10\nc,77,-1000.00,0\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Rows != 3 || p.Lines != 2 || p.Texts != 1 || p.Beyond != 2 || p.Fields != 1 {
		t.Errorf("%+v", p)
	}
}

// A table is as long as the flow says, in nats of the flow itself, but for a head.
func TestATableIsAsLongAsTheFlowSays(t *testing.T) {
	s := learntFrom(t, measures(), tableStack, 400)
	m := modelOf(t, s)
	grids, err := s.Data.Grids()
	if err != nil {
		t.Fatal(err)
	}
	learnt := s.Data.OnGrid(model.Learn, grids)
	levels, err := LevelsOf(s.Data)
	if err != nil {
		t.Fatal(err)
	}
	coded, err := s.Stack.Code(s.Base)
	if err != nil {
		t.Fatal(err)
	}
	logp, bits := make([]float64, learnt.Rows), 0.0
	s.Stack.Evaluator(s.Base, s.Theta).LogMass(coded, logp, s.Data.Standard(learnt), levels)
	for _, v := range logp {
		bits -= v / math.Ln2
	}
	const head = 16 + 8
	packed := packedBy(t, m, csvOf(learnt, 0, 2, 0))
	if got := float64(len(packed)); got > 1.01*bits/8+head || got < 0.99*bits/8 {
		t.Errorf("%.0f bytes for %.1f bytes of entropy", got, bits/8)
	}
	sum := 0.0
	for _, v := range m.Bits(learnt).Data {
		sum += v
	}
	if math.Abs(sum-bits) > 0.01*bits {
		t.Errorf("numbers take %.0f bits, and the flow says %.0f", sum, bits)
	}
	// By hand: log2 6, a normal of sd 1 in steps of 1/100, and one of sd 10⁵ in steps of 1.
	normal := func(sd float64) float64 { return math.Log2(sd * math.Sqrt(2*math.Pi*math.E)) }
	ideal := math.Log2(6) + normal(100) + normal(1e5)
	if each := bits / float64(learnt.Rows); each < ideal-0.5 || each > ideal+2 {
		t.Errorf("%.2f bits a row, and the truth has %.2f", each, ideal)
	}
}

// One column, two values, and ranges that are wider than what a distribution function tells
// apart.
func TestTablesOfAllWidthsComeBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	for name, draw := range map[string]func() float64{
		"two values": func() float64 { return float64(rng.IntN(2)) },
		"wide":       func() float64 { return float64(rng.Int64N(1 << 39)) },
		"far off":    func() float64 { return 1e12 + float64(rng.IntN(100)) },
		"tiny":       func() float64 { return float64(rng.IntN(1000)) / 1e9 },
		"outlier":    func() float64 { return math.Round(math.Exp(6 * rng.NormFloat64())) },
	} {
		src := model.Source{Spec: name, Columns: []string{"v"}, Points: ad.New(200, 1)}
		for i := range 200 {
			src.Points.Set(i, 0, draw())
		}
		m := modelOf(t, learntFrom(t, src, tableStack, 30))
		file := []byte("v\n")
		for i := range 200 {
			file = append(m.columns[0].append(file, m.columns[0].grid.Low+int64(m.columns[0].grid.Level(src.Points.At(i, 0))), 0, '.'), '\n')
		}
		packed := packedBy(t, m, file)
		if back, err := m.Decompress(packed); err != nil || !bytes.Equal(back, file) {
			t.Errorf("%s: %.60q came back as %.60q: %v", name, file, back, err)
		}
	}
}

// The file is the same on any number of processors.
func TestProcessorsWriteTheSame(t *testing.T) {
	m := modelOf(t, learntFrom(t, measures(), tableStack, 50))
	file := append([]byte("count,price,far\n# no row\n"), csvOf(measures().Points, 0, 2, 0)...)
	want := packedBy(t, m, file)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range []int{1, 3, 7} {
		runtime.GOMAXPROCS(n)
		if !bytes.Equal(packedBy(t, m, file), want) {
			t.Errorf("%d processors write another file", n)
		}
	}
}

func TestADamagedTableIsRefused(t *testing.T) {
	m := modelOf(t, learntFrom(t, measures(), tableStack, 50))
	packed := packedBy(t, m, []byte("far;count;id;price\n# a line\n-5;1;x;0,20\n17;2;y;0,30\n18;9;z;\n"))
	for i := range packed {
		other := slices.Clone(packed)
		other[i] ^= 1 << (i % 8)
		if _, err := m.Decompress(other); err == nil {
			t.Errorf("byte %d was changed, and nobody noticed", i)
		}
	}
	for n := range packed {
		if _, err := m.Decompress(packed[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken for all", n, len(packed))
		}
	}
}

func TestNumbersAreWrittenInOneWay(t *testing.T) {
	c := &column{grid: model.Grid{Decimals: 2, Low: -100, Count: 300}}
	for text, want := range map[string]int64{"1.50": 150, "-0.07": -7, "0.00": 0, "12345.67": 1234567} {
		if got, ok := c.parse([]byte(text), 2, '.'); !ok || got != want {
			t.Errorf("%q is %d, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "-", ".", "1", "1.5", "1.500", "-0.00", "+1.00", "1,00", "01.00", "1.00 ", "1e2", "99999999999999999999", "0.1.2"} {
		if got, ok := c.parse([]byte(text), 2, '.'); ok {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
	for units, want := range map[int64]string{150: "1.5", -7: "-0.07", 0: "0", 200: "2"} {
		if got := string(c.append(nil, units, 0, '.')); got != want {
			t.Errorf("%d is written %q, want %q", units, got, want)
		}
	}
}

// Frequencies of kinds are as they are counted, and nothing that is there has none.
func TestKindsThatAreThereHaveFrequencies(t *testing.T) {
	for _, of := range []tally{{1, 0, 0, 0}, {0, 0, 0, 5}, {1 << 40, 1, 0, 1}, {1, 1, 1, 1}, {0, 3, 1 << 50, 0}} {
		f := of.cumulative()
		for k, n := range of {
			if size := f[k+1] - f[k]; (n > 0) != (size > 0) {
				t.Errorf("%v has the frequencies %v", of, f)
			}
		}
		if f[0] != 0 || f[len(f)-1] != 1<<tallyBits {
			t.Errorf("%v has the frequencies %v", of, f)
		}
	}
}

// What is said of numbers is what they take: shares of all parts are one, and where a part
// is one level its share is the number's probability.
func TestWhatIsSaidIsWhatIsWritten(t *testing.T) {
	m := modelOf(t, trained(t, stack, 100))
	rows := noughts().Points
	bits := m.Bits(rows)
	for i, row := range m.Say(rows, 20) {
		for _, said := range row {
			sum := 0.0
			for _, v := range said.Shares {
				sum += v
			}
			if p := said.Shares[said.Part]; math.Abs(sum-1) > 1e-12 || said.Bits != bits.At(i, said.Column) || math.Abs(-math.Log2(p)-said.Bits) > 1e-9 || said.Part != int(rows.At(i, said.Column)) {
				t.Fatalf("row %d: %+v, and it takes %g bits", i, said, bits.At(i, said.Column))
			}
		}
	}
	m = modelOf(t, learntFrom(t, measures(), tableStack, 50))
	for _, row := range m.Say(measures().Points.PickRows([]int{1, 2, 3}), 24) {
		for _, said := range row {
			sum := 0.0
			for _, v := range said.Shares {
				sum += v
			}
			if math.Abs(sum-1) > 1e-12 || said.Part >= len(said.Shares) || len(said.Shares) > 24 {
				t.Errorf("%+v", said)
			}
		}
	}
}

// tables are files of the run of measures, of every kind.
func tables() [][]byte {
	return [][]byte{
		[]byte("count,price,far\n1,0.25,250\n2,-0.35,-1\n"), []byte("1,0.5,250\n\n2,x,7\n"), []byte("far;count;id;price\r\n-5;1;x;0,20\r\n17;99;\"y;z\";0,30"),
		csvOf(measures().Points.PickRows([]int{0, 1, 2, 3, 4, 5}), 0, 2, 0),
	}
}

// BIJOU_FUZZ=10000000 go test ./model/code -run Damaged -timeout 10h does so many of each.
func TestDamagedTablesAreRefusedOrComeBack(t *testing.T) {
	m := modelOf(t, learntFrom(t, measures(), tableStack, 50))
	var packed [][]byte
	for _, file := range tables() {
		packed = append(packed, packedBy(t, m, file))
	}
	t.Run("Decompress", func(t *testing.T) {
		damage.Try(t, 3000, packed, func(data []byte) { decompressed(t, m, data) })
	})
	t.Run("Decompress behind the head", func(t *testing.T) { // what is damaged has the right front
		damage.Try(t, 3000, behind(packed), func(data []byte) { decompressed(t, m, append(slices.Clone(packed[0][:front]), data...)) })
	})
	t.Run("Compress", func(t *testing.T) {
		damage.Try(t, 3000, tables(), func(data []byte) { compressed(t, m, data) })
	})
}

const front = 4 + 1 + 1 + 4 // magic, form, rows, digest

func behind(packed [][]byte) (rest [][]byte) {
	for _, p := range packed {
		rest = append(rest, p[front:])
	}
	return rest
}

// Whatever text is compressed comes back.
func FuzzCompressTable(f *testing.F) {
	m := modelOf(f, learntFrom(f, measures(), tableStack, 50))
	for _, file := range tables() {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, data []byte) { compressed(t, m, data) })
}

// Whatever bytes stand behind the front, the answer is a file or an *Error.
func FuzzDecompressTable(f *testing.F) {
	m := modelOf(f, learntFrom(f, measures(), tableStack, 50))
	for _, file := range tables() {
		f.Add(packedBy(f, m, file)[front:])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		decompressed(t, m, append(binary.AppendUvarint([]byte(magic), formTable), append(append([]byte{2}, m.digest[:4]...), data...)...))
	})
}
