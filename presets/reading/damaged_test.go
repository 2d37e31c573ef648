package reading

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/model/damage"
)

// BIJOU_FUZZ=10000000 go test ./presets -run Damaged -timeout 10h tries so many of each.

func TestDamagedImagesAreImagesOrRefused(t *testing.T) {
	t.Run("PNG", func(t *testing.T) { damage.Try(t, 2000, pngs(t), func(data []byte) { pngOrRefusal(t, data) }) })
	t.Run("PNG with right checksums", func(t *testing.T) {
		damage.Try(t, 2000, pngs(t), func(data []byte) { pngOrRefusal(t, checksummed(data)) })
	})
	le := binary.LittleEndian
	arrays := [][]byte{
		[]byte(npy("'|u1'", "(24, 2, 3)", false, greys(144, 9), le)),
		[]byte(npy("'<f4'", "(20, 2, 2, 3)", true, make([]float32, 240), le)),
		[]byte(npy("'<i2'", "(20,)", false, make([]int16, 20), le)),
	}
	t.Run("NumPy", func(t *testing.T) { damage.Try(t, 2000, arrays, func(data []byte) { imagesOrRefusal(t, data) }) })
	t.Run("NumPy packed", func(t *testing.T) {
		classes := string(arrays[2])
		damage.Try(t, 1000, arrays, func(data []byte) {
			imagesOrRefusal(t, []byte(npz(t, "x", string(data), "y", classes)))
		})
	})
	packed := [][]byte{[]byte(npz(t, "x", string(arrays[0]))), []byte(npz(t, "x", string(arrays[1]), "y", string(arrays[2])))}
	t.Run("NumPy, damaged as it is packed", func(t *testing.T) {
		damage.Try(t, 1000, packed, func(data []byte) { imagesOrRefusal(t, data) })
	})
}

// Each reader has tries of its own. What is packed is damaged before, as its checksum
// would tell all else.
func TestDamagedTablesAreTablesOrRefused(t *testing.T) {
	readers := map[string][][]byte{}
	for _, c := range corpus() {
		if len(c.text) < 2000 { // the longer say no more
			readers["CSV"] = append(readers["CSV"], []byte(c.text))
		}
	}
	all := formats(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		reader, _, _ := strings.Cut(strings.TrimPrefix(name, "a "), " ")
		reader = strings.TrimSuffix(reader, ",")
		if text := all[name].text; strings.HasPrefix(text, "PK") {
			reader = "zip"
		}
		readers[reader] = append(readers[reader], []byte(all[name].text))
	}
	for _, name := range slices.Sorted(maps.Keys(readers)) {
		t.Run(name, func(t *testing.T) { damage.Try(t, 500, readers[name], func(data []byte) { tableOrRefusal(t, data) }) })
	}
	t.Run("packed by gzip", func(t *testing.T) {
		w := gzip.NewWriter(nil) // making one takes longer than reading a table
		damage.Try(t, 500, readers["CSV"], func(data []byte) {
			var packed bytes.Buffer
			w.Reset(&packed)
			if _, err := w.Write(data); err != nil || w.Close() != nil {
				t.Fatal(err)
			}
			tableOrRefusal(t, packed.Bytes())
		})
	})
	t.Run("packed by zip", func(t *testing.T) {
		damage.Try(t, 500, readers["NumPy"], func(data []byte) { tableOrRefusal(t, []byte(npz(t, "a", string(data)))) })
	})
}

// pngs are small images of every kind of pixel that PNG has.
func pngs(t *testing.T) (files [][]byte) {
	r := image.Rect(0, 0, 5, 4)
	palette := color.Palette{color.Black, color.White, color.NRGBA{9, 8, 7, 60}}
	for _, m := range []interface {
		image.Image
		Set(x, y int, c color.Color)
	}{image.NewGray(r), image.NewGray16(r), image.NewNRGBA(r), image.NewNRGBA64(r), image.NewRGBA(r), image.NewPaletted(r, palette)} {
		for y := range 4 {
			for x := range 5 {
				m.Set(x, y, palette[(x+y)%3])
			}
		}
		var out bytes.Buffer
		if err := png.Encode(&out, m); err != nil {
			t.Fatal(err)
		}
		files = append(files, out.Bytes())
	}
	return files
}

// checksummed gives the chunks of a PNG file the checksums that they should have.
func checksummed(data []byte) []byte {
	const head, sum = 8, 4 // length and name; checksum
	for at := head; at+head+sum <= len(data); {
		n := binary.BigEndian.Uint32(data[at:])
		end := at + head + int(n)
		if n > math.MaxInt32 || end+sum > len(data) {
			return data
		}
		binary.BigEndian.PutUint32(data[end:], crc32.ChecksumIEEE(data[at+4:end]))
		at = end + sum
	}
	return data
}

func pngOrRefusal(t *testing.T, data []byte) {
	m, err := decodePNG(bytes.NewReader(data))
	if err != nil {
		return
	}
	if size := m.Bounds().Size(); size.X > mostImageSide || size.Y > mostImageSide || size.X*size.Y < 2 {
		t.Fatalf("an image of %v was read", size)
	}
}

// A small file may say that it holds very much, or do so.
func TestSmallFilesThatHoldVeryMuchAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of reading alone")
	}
	array := npy("'|u1'", "(20, 1048576)", false, make([]byte, 20<<20), binary.LittleEndian)
	wide := strings.Repeat("{}\n", 100_000) + "{"
	for i := range 1000 {
		wide += fmt.Sprintf(`"c%d": 1, `, i)
	}
	for _, c := range []struct{ name, text, says string }{
		{"arrays", npz(t, "a", array, "b", array, "c", array, "d", array), "has more than 64 MiB"},
		{"empty objects and one of many names", wide + `"last": 1}`, "holds more than 16 million values"},
		{"a Parquet list of 2³¹ things", "PAR1\x29\xfc\xff\xff\xff\xff\x07\x07\x00\x00\x00PAR1", "its metadata are damaged"},
		{"Parquet metadata that are not there", "PAR1\x00\xff\xff\xff\xffPAR1", "its metadata are damaged"},
	} {
		var err error
		bytes := allocated(func() { _, _, err = ReadCSV(strings.NewReader(c.text), "small", nil) })
		fileCase{refused: c.says}.check(t, err)
		if bytes > 400<<20 {
			t.Errorf("%s: refusing took %d MiB", c.name, bytes>>20)
		}
	}
}
