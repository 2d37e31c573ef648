package code

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/damage"
)

// noughts is a set whose columns depend on each other: the second is near the first,
// the third their difference.
func noughts() model.Source {
	rng := rand.New(rand.NewPCG(5, 0))
	src := model.Source{Spec: "noughts", Columns: []string{"a", "b", "c"}, Points: ad.New(300, 3), Levels: 8}
	for i := range 300 {
		a := rng.IntN(8)
		b := min(max(a+rng.IntN(3)-1, 0), 7)
		src.Points.Set(i, 0, float64(a))
		src.Points.Set(i, 1, float64(b))
		src.Points.Set(i, 2, float64(max(a-b, b-a)))
	}
	return src
}

// trained returns a run of the set that has learnt for some steps.
func trained(t testing.TB, stack string, steps int) *model.Snapshot {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := model.ParseSettings("adam(lr=0.01), batch=64, objective=bits")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: noughts(), Base: base, Spec: spec, Settings: settings, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range steps {
		f.Learn()
	}
	return f.Snapshot()
}

const tablesDigest = "3cc748a87bf86f29"

const stack = "logistic, naf(relu, hidden=16x16, components=3, reverse), affine(scale=0.3, shift=0.5)"

func modelOf(t testing.TB, s *model.Snapshot) *Model {
	t.Helper()
	m, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// packedBy compresses what can be.
func packedBy(t testing.TB, m *Model, file []byte) []byte {
	t.Helper()
	p, err := m.Compress(file)
	if err != nil {
		t.Fatalf("%.60q: %v", file, err)
	}
	return p.Bytes
}

// file is the set with a byte for every number.
func file() []byte {
	src := noughts()
	var b []byte
	for i := range src.Points.Rows {
		for _, v := range src.Points.Row(nil, i) {
			b = append(b, byte(v))
		}
	}
	return b
}

func TestAFileComesBackByteByByte(t *testing.T) {
	m := modelOf(t, trained(t, stack, 200))
	raw := file()
	var text []byte
	for row := range slices.Chunk(raw, 3) {
		text = fmt.Appendf(text, "%d,%d,%d\n", row[0], row[1], row[2])
	}
	for name, original := range map[string][]byte{"bytes": raw, "text": text, "one row": raw[:3], "one line": []byte("0,7,3\n")} {
		packed := packedBy(t, m, original)
		back, err := m.Decompress(packed)
		if err != nil || !bytes.Equal(back, original) {
			t.Errorf("%s: %d bytes became %d and came back as %d: %v", name, len(original), len(packed), len(back), err)
		}
	}
}

// The file is as long as the flow says, in nats of the flow itself, but for a head and
// what rounding costs.
func TestAFileIsAsLongAsTheFlowSays(t *testing.T) {
	s := trained(t, stack, 300)
	m := modelOf(t, s)
	packed := packedBy(t, m, file())
	coded, err := s.Stack.Code(s.Base)
	if err != nil {
		t.Fatal(err)
	}
	x := s.Data.FromLevels(rand.New(rand.NewPCG(1, 1)), noughts().Points)
	logp, bits := make([]float64, x.Rows), 0.0
	levels, err := LevelsOf(s.Data)
	if err != nil {
		t.Fatal(err)
	}
	s.Stack.Evaluator(s.Base, s.Theta).LogMass(coded, logp, x, levels)
	for _, v := range logp {
		bits -= v / math.Ln2
	}
	const head = 16 + 4 // and a word that need not be full
	if got := float64(len(packed) - head); got > 1.005*bits/8 || got < 0.98*bits/8-head {
		t.Errorf("%d bytes for %.1f bytes of entropy", len(packed), bits/8)
	}
	if bits/900 > 1.95 { // log2(8) + log2(3)·… by hand: 3, 1.5 and 0 bits
		t.Errorf("%.3f bits a number: nothing was learnt", bits/900)
	}
}

// Units that are computed once a row say what a net says that is computed as a whole
// before every column.
func TestUnitsAreComputedOnceARow(t *testing.T) {
	m := modelOf(t, trained(t, stack, 100))
	s, rng := m.speaker(), rand.New(rand.NewPCG(3, 0))
	for range 50 {
		s.begin()
		for _, column := range m.order {
			s.turn(column)
			got := s.frequencies()
			whole := m.speaker()
			copy(whole.x, s.x)
			x := whole.x
			for k, l := range m.layers[:len(m.layers)-1] {
				for o := range l.out {
					whole.hidden[k][o] = max(l.unit(o, x), 0)
				}
				x = whole.hidden[k]
			}
			if whole.turn(column); !slices.Equal(got, whole.frequencies()) {
				t.Fatalf("column %d has %v, want %v", column, got, whole.frequencies())
			}
			s.tell(column, int64(rng.IntN(8)))
		}
	}
}

// frequencies are the cumulative frequencies of all groups.
func (s *speaker) frequencies() (f []uint32) {
	for group := range s.at.groups + 1 {
		f = append(f, s.below(group))
	}
	return f
}

// The bits of all numbers are the file, but for its head and the first state.
func TestBitsOfNumbersAddUpToTheFile(t *testing.T) {
	m := modelOf(t, trained(t, stack, 100))
	packed := packedBy(t, m, file())
	sum := 0.0
	for _, v := range m.Bits(noughts().Points).Data {
		if v <= 0 || v > low {
			t.Fatalf("a number of %g bits", v)
		}
		sum += v
	}
	const head = 4 + 1 + 2 + 4 // magic, form, rows, digest
	if off := 8*float64(len(packed)-head) - sum; off < 31 || off > 31+32+33 {
		t.Errorf("%d bytes for %.1f bits", len(packed), sum)
	}
}

func TestFrequenciesRiseAndAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 0))
	s := trained(t, stack, 20)
	for i := range s.Theta { // far from anything that training makes
		s.Theta[i] += 20 * rng.NormFloat64()
	}
	speaker := modelOf(t, s).speaker()
	for range 200 {
		speaker.begin()
		for _, column := range speaker.order {
			speaker.turn(column)
			f := speaker.frequencies()
			if f[0] != 0 || f[len(f)-1] != total {
				t.Fatalf("frequencies from %d to %d", f[0], f[len(f)-1])
			}
			for k := range f[1:] {
				if int64(f[k+1]) < int64(f[k])+speaker.at.dust {
					t.Fatalf("level %d has the frequency %d", k, int(f[k+1])-int(f[k]))
				}
				if at := f[k] + uint32(rng.IntN(int(f[k+1]-f[k]))); speaker.find(at) != k {
					t.Fatalf("%d is in group %d, want %d", at, speaker.find(at), k)
				}
			}
			speaker.tell(column, int64(rng.IntN(8)))
		}
	}
}

func TestWhatIsDamagedIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	m := modelOf(t, trained(t, stack, 100))
	packed := packedBy(t, m, file())
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
	if _, err := m.Decompress(append(packed, 0)); err == nil {
		t.Error("a byte too much was not noticed")
	}
	empty := binary.LittleEndian.AppendUint64(append([]byte(magic+"\x00\x00"), m.digest[:4]...), least)
	if _, err := m.Decompress(empty); err == nil || !strings.Contains(err.Error(), "no rows") {
		t.Errorf("a file without rows, whose checksum is right: %v", err)
	}
	other := modelOf(t, trained(t, stack, 101))
	if _, err := other.Decompress(packed); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("another run: %v", err)
	}
}

func TestWhatCannotBeCompressedIsSaid(t *testing.T) {
	m := modelOf(t, trained(t, stack, 1))
	for text, want := range map[string]string{
		"": "empty", "1,2\n": "no line of the file is a row of what the run learnt: a, b, c", "x,y,z\n": "no line", "\x01\x02": "no line", "\n\n": "no line", "a,b\n1,2\n": "no line",
	} {
		if _, err := m.Compress([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestARunThatCannotCodeSaysWhy(t *testing.T) {
	for text, want := range map[string]string{
		"logistic, naf(silu, hidden=4)": "naf(relu)", "logistic, naf(relu, hidden=4), exp": "layer 2 (exp)", "naf(relu, hidden=4)": "take logistic",
	} {
		base, spec, err := flows.ParseStack(text)
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(model.Config{Source: noughts(), Base: base, Spec: spec, Settings: model.DefaultSettings()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(f.Snapshot()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
		f.Close()
	}
}

// The tables are rounded from functions of the machine's library. On every machine they
// are these, or a decoder would not read what an encoder elsewhere wrote.
func TestTheTablesAreTheSameEverywhere(t *testing.T) {
	m := &Model{}
	m.seal()
	if got := hex.EncodeToString(m.digest[:8]); got != tablesDigest {
		t.Errorf("the digest of the tables is %s, want %s", got, tablesDigest)
	}
}

// Symbols of any frequencies come back.
func FuzzSymbols(f *testing.F) {
	f.Add(uint64(1), uint8(5))
	f.Add(uint64(2), uint8(63))
	f.Fuzz(func(t *testing.T, seed uint64, n uint8) { comeBack(t, seed, n) })
}

func comeBack(t *testing.T, seed uint64, n uint8) {
	n %= 64 // many short files in the place of few long ones
	rng := rand.New(rand.NewPCG(seed, 0))
	var spans []span
	var tables [][]uint32
	var want []int
	for range n {
		cuts := []uint32{0, total}
		for range rng.IntN(8) {
			cuts = append(cuts, 1+uint32(rng.IntN(total-1)))
		}
		slices.Sort(cuts)
		cuts = slices.Compact(cuts)
		k := rng.IntN(len(cuts) - 1)
		spans, tables, want = append(spans, span{cuts[k], cuts[k+1] - cuts[k], low}), append(tables, cuts), append(want, k)
	}
	r, err := newReader(writeSpans(spans, 0x1234abcd))
	if err != nil {
		t.Fatal(err)
	}
	for i, table := range tables {
		if got, err := r.next(table, low); err != nil || got != want[i] {
			t.Fatalf("symbol %d is %d, want %d: %v", i, got, want[i], err)
		}
	}
	if !r.done(0x1234abcd) {
		t.Fatal("something is left over")
	}
}

// Whatever bytes are given, the answer is a file or an *Error, soon and in little memory.
func FuzzDecompress(f *testing.F) {
	m := modelOf(f, trained(f, stack, 50))
	packed := packedBy(f, m, file()[:30])
	f.Add(packed)
	f.Add([]byte(magic))
	f.Add(append([]byte(magic), 0, 255, 255, 255, 255, 15))
	f.Fuzz(func(t *testing.T, data []byte) { decompressed(t, m, data) })
}

func decompressed(t *testing.T, m *Model, data []byte) {
	if len(data) > 4096 {
		return
	}
	back, err := m.Decompress(data)
	var known *Error
	if err != nil && !errors.As(err, &known) {
		t.Fatalf("%v is no *Error", err)
	}
	if err == nil {
		if again, err := m.Compress(back); err != nil {
			t.Fatalf("%x came back as a file that cannot be compressed: %v", data, err)
		} else if twice, err := m.Decompress(again.Bytes); err != nil || !bytes.Equal(twice, back) {
			t.Fatal("the file does not come back")
		}
	}
}

// Whatever is compressed comes back.
func FuzzCompress(f *testing.F) {
	m := modelOf(f, trained(f, stack, 50))
	f.Add([]byte("1,2,3\n4,5,6\n"))
	f.Add(file()[:9])
	f.Add([]byte("0,0,0\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) { compressed(t, m, data) })
}

func compressed(t *testing.T, m *Model, data []byte) {
	packed, err := m.Compress(data)
	if err != nil {
		return
	}
	if back, err := m.Decompress(packed.Bytes); err != nil || !bytes.Equal(back, data) {
		t.Fatalf("%q came back as %q: %v", data, back, err)
	}
}

// BIJOU_FUZZ=10000000 go test ./model/code -run Damaged -timeout 10h does so many of each.
func TestDamagedFilesAreRefusedOrComeBack(t *testing.T) {
	m := modelOf(t, trained(t, stack, 50))
	raw := file()[:30]
	text := []byte("1,2,3\n4,5,6\n0,0,0\n7,7,7\n")
	var packed [][]byte
	for _, original := range [][]byte{raw, raw[:3], text} {
		packed = append(packed, packedBy(t, m, original))
	}
	t.Run("Decompress", func(t *testing.T) {
		damage.Try(t, 3000, packed, func(data []byte) { decompressed(t, m, data) })
	})
	t.Run("Compress", func(t *testing.T) {
		damage.Try(t, 3000, [][]byte{raw, raw[:3], text}, func(data []byte) { compressed(t, m, data) })
	})
	t.Run("Symbols", func(t *testing.T) {
		damage.Try(t, 1000, [][]byte{make([]byte, 9)}, func(data []byte) {
			var seed [9]byte
			copy(seed[:], data)
			comeBack(t, binary.LittleEndian.Uint64(seed[:]), seed[8])
		})
	})
}

func Example() {
	s := newReaderOf([]span{{0, 1 << 23, low}, {1 << 23, 1 << 23, low}})
	a, _ := s.next([]uint32{0, 1 << 23, total}, low)
	b, _ := s.next([]uint32{0, 1 << 23, total}, low)
	fmt.Println(a, b, s.done(0x1234abcd))
	// Output: 0 1 true
}

func newReaderOf(spans []span) *reader {
	r, err := newReader(writeSpans(spans, 0x1234abcd))
	if err != nil {
		panic(err)
	}
	return r
}
