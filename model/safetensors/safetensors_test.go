package safetensors

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// sample holds every sort of thing: texts with marks, no numbers, one without a
// shape, and all that a float64 can be.
func sample() *File {
	return &File{
		Metadata: map[string]string{"spec": "moons | a<b>&\"c\" | é", "empty": ""},
		Tensors: map[string]Tensor{
			"1.weight": {[]int{2, 3}, []float64{1, -2.5, math.Pi, 1e-308, 5e-324, math.MaxFloat64}},
			"one":      {[]int{}, []float64{math.Copysign(0, -1)}},
			"none":     {[]int{0, 7}, []float64{}},
			"odd":      {[]int{3}, []float64{math.NaN(), math.Inf(1), math.Inf(-1)}},
		},
	}
}

func encode(t testing.TB, f *File) []byte {
	t.Helper()
	data, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// withHeader is a file of that header and so many zero bytes of numbers.
func withHeader(header string, size int) []byte {
	data := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(data, header...), make([]byte, size)...)
}

func same(a, b *File) bool {
	return maps.Equal(a.Metadata, b.Metadata) && maps.EqualFunc(a.Tensors, b.Tensors, func(x, y Tensor) bool {
		return slices.Equal(x.Shape, y.Shape) && slices.EqualFunc(x.Data, y.Data, func(v, w float64) bool {
			return math.Float64bits(v) == math.Float64bits(w)
		})
	})
}

func TestWhatIsEncodedDecodesTheSame(t *testing.T) {
	f := sample()
	got, err := Decode(encode(t, f))
	if err != nil {
		t.Fatal(err)
	}
	if !same(got, f) {
		t.Errorf("got %v, want %v", got, f)
	}
}

func TestTheBytesAreThoseOfTheLayout(t *testing.T) {
	f := &File{map[string]string{"k": "v"}, map[string]Tensor{"b": {[]int{1, 2}, []float64{1, 2}}, "a": {[]int{1}, []float64{3}}}}
	header := `{"__metadata__":{"k":"v"},"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1,2],"data_offsets":[8,24]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := withHeader(header, 0)
	for _, v := range []float64{3, 1, 2} {
		want = binary.LittleEndian.AppendUint64(want, math.Float64bits(v))
	}
	if got := encode(t, f); !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	first := encode(t, sample())
	for range 20 {
		if !bytes.Equal(encode(t, sample()), first) {
			t.Fatal("the bytes differ")
		}
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	data := encode(t, sample())
	for n := range data {
		if _, err := Decode(data[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken for a file", n, len(data))
		}
	}
	if _, err := Decode(append(data, 0)); err == nil {
		t.Error("a byte too many was taken")
	}
}

func TestTheDigestTellsEveryFlippedBit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	f := sample()
	digest, err := f.Digest("sum")
	if err != nil {
		t.Fatal(err)
	}
	f.Metadata["sum"] = digest
	if again, _ := f.Digest("sum"); again != digest {
		t.Fatal("the digest counts itself")
	}
	data := encode(t, f)
	for bit := range 8 * len(data) {
		flipped := slices.Clone(data)
		flipped[bit/8] ^= 1 << (bit % 8)
		got, err := Decode(flipped)
		if err != nil {
			continue
		}
		if sum, err := got.Digest("sum"); err == nil && sum == got.Metadata["sum"] && !same(got, f) {
			t.Fatalf("bit %d of byte %d changed the file unseen", bit%8, bit/8)
		}
	}
}

func TestWhatIsNotExactlyAsDeclaredIsRefused(t *testing.T) {
	const ok = `"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}`
	if _, err := Decode(withHeader("{"+ok+"}", 16)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		header string
		size   int
	}{
		"a header that is no object":       {`[]`, 0},
		"no header":                        {``, 0},
		"blanks before the header":         {` {` + ok + `}`, 16},
		"something behind the object":      {`{` + ok + `}{}`, 16},
		"a name twice":                     {`{` + ok + `,` + ok + `}`, 16},
		"a text twice":                     {`{"__metadata__":{"k":"a","k":"b"},` + ok + `}`, 16},
		"metadata twice":                   {`{"__metadata__":{},"__metadata__":{},` + ok + `}`, 16},
		"a field twice":                    {`{"a":{"dtype":"F64","dtype":"F64","shape":[2]}}`, 16},
		"a field in another case":          {`{"a":{"dtype":"F64","Shape":[2],"data_offsets":[0,16]}}`, 16},
		"an unknown field":                 {`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16],"x":1}}`, 16},
		"no shape":                         {`{"a":{"dtype":"F64","data_offsets":[0,16]}}`, 16},
		"another type":                     {`{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}`, 16},
		"an unknown type":                  {`{"a":{"dtype":"X","shape":[2],"data_offsets":[0,16]}}`, 16},
		"a number for a text":              {`{"__metadata__":{"k":1},` + ok + `}`, 16},
		"null for a shape":                 {`{"a":{"dtype":"F64","shape":null,"data_offsets":[0,16]}}`, 16},
		"a shape below 0":                  {`{"a":{"dtype":"F64","shape":[-2],"data_offsets":[0,16]}}`, 16},
		"a shape with a point":             {`{"a":{"dtype":"F64","shape":[2.0],"data_offsets":[0,16]}}`, 16},
		"five dimensions":                  {`{"a":{"dtype":"F64","shape":[2,1,1,1,1],"data_offsets":[0,16]}}`, 16},
		"a shape of another size":          {`{"a":{"dtype":"F64","shape":[3],"data_offsets":[0,16]}}`, 16},
		"a shape whose product overflows":  {`{"a":{"dtype":"F64","shape":[4294967296,4294967296,2],"data_offsets":[0,16]}}`, 16},
		"zero times an overflow":           {`{"a":{"dtype":"F64","shape":[4294967296,4294967296,0],"data_offsets":[0,16]}}`, 16},
		"a number beyond 64 bits":          {`{"a":{"dtype":"F64","shape":[99999999999999999999],"data_offsets":[0,16]}}`, 16},
		"a gap before it":                  {`{"a":{"dtype":"F64","shape":[2],"data_offsets":[8,24]}}`, 24},
		"an end before its beginning":      {`{"a":{"dtype":"F64","shape":[2],"data_offsets":[16,0]}}`, 16},
		"one offset":                       {`{"a":{"dtype":"F64","shape":[2],"data_offsets":[16]}}`, 16},
		"numbers that belong to nothing":   {`{` + ok + `}`, 24},
		"numbers that are missing":         {`{` + ok + `}`, 8},
		"two arrays in one place":          {`{` + ok + `,"b":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}`, 16},
		"arrays that overlap":              {`{` + ok + `,"b":{"dtype":"F64","shape":[2],"data_offsets":[8,24]}}`, 24},
		"a gap between arrays":             {`{` + ok + `,"b":{"dtype":"F64","shape":[1],"data_offsets":[24,32]}}`, 32},
		"text that is not UTF-8":           {"{\"__metadata__\":{\"k\":\"\xff\"}," + ok + `}`, 16},
		"a list that is not closed":        {`{"a":{"dtype":"F64","shape":[2,"data_offsets":[0,16]}}`, 16},
		"a comma too many":                 {`{` + ok + `,}`, 16},
		"an array of arrays for the shape": {`{"a":{"dtype":"F64","shape":[[2]],"data_offsets":[0,16]}}`, 16},
	} {
		if f, err := Decode(withHeader(c.header, c.size)); err == nil {
			t.Errorf("%s was taken: %v", name, f)
		}
	}
}

func TestAFileBeyondTheLimitsIsNeitherWrittenNorRead(t *testing.T) {
	big := &File{Tensors: map[string]Tensor{"a": {[]int{MaxBytes / 8}, make([]float64, MaxBytes/8)}}}
	if _, err := big.Encode(); err != ErrTooLarge {
		t.Errorf("too many numbers: %v", err)
	}
	wordy := &File{Metadata: map[string]string{"k": strings.Repeat("x", maxHeader)}}
	if _, err := wordy.Encode(); err != ErrTooLarge {
		t.Errorf("1 MiB of text: %v", err)
	}
	if _, err := Decode(make([]byte, MaxBytes+1)); err == nil {
		t.Error("more bytes than the most were read")
	}
	if _, err := Decode(binary.LittleEndian.AppendUint64(nil, 1<<63)); err == nil {
		t.Error("a header of 2⁶³ bytes was believed")
	}
}

func TestAShapeThatDoesNotFitItsNumbersIsTheCallersMistake(t *testing.T) {
	defer func() {
		if r := recover(); r == nil {
			t.Error("it was written")
		}
	}()
	(&File{Tensors: map[string]Tensor{"a": {[]int{3}, []float64{1}}}}).Encode() //nolint:errcheck // it panics
}

func FuzzDecode(f *testing.F) {
	data := encode(f, sample())
	f.Add(data)
	rng := rand.New(rand.NewPCG(1, 0))
	for range 50 {
		flipped := slices.Clone(data)
		flipped[rng.IntN(len(data))] ^= 1 << rng.IntN(8)
		f.Add(flipped)
	}
	f.Add(withHeader(`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}   `, 16))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Decode(data)
		if err != nil {
			return
		}
		again, err := got.Encode()
		if err == ErrTooLarge { // sorting and padding may lengthen a header
			return
		}
		back, err := Decode(again)
		if err != nil || !same(back, got) {
			t.Fatalf("%v after encoding: %v, %v", got, back, err)
		}
		if twice := encode(t, back); !bytes.Equal(twice, again) {
			t.Fatal("the second encoding differs from the first")
		}
	})
}
