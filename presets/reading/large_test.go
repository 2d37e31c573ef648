package reading

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// longTable is a table of 70 MiB: so many rows of some values, and a gap in the last.
func longTable(rows int) []byte {
	var out bytes.Buffer
	out.WriteString("a,b,c\n")
	for i := range rows {
		fmt.Fprintf(&out, "%d.25,-%d.5%030d,%d\n", i%1000, i%77, 0, i*i%1009)
	}
	out.WriteString("1,,2\n")
	return out.Bytes()
}

// A table that is longer than what is held in memory gives the same numbers from a file,
// from a stream, unpacked, as UTF-16 and with blanks between its values.
func TestALongTableIsTheSameHoweverItComes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of reading alone")
	}
	const rows = 1_500_000
	text := longTable(rows)
	if len(text) <= HeldBytes {
		t.Fatalf("%d bytes are held in memory", len(text))
	}
	path := filepath.Join(t.TempDir(), "long.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	var want []float64
	for _, c := range []struct {
		name string
		r    func() io.Reader
	}{
		{"a file", func() io.Reader {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() })
			return f
		}},
		{"a stream", func() io.Reader { return bytes.NewReader(text) }},
		{"gzip", func() io.Reader {
			var out bytes.Buffer
			w := gzip.NewWriter(&out)
			w.Write(text) //nolint:errcheck // memory
			w.Close()
			return &out
		}},
		{"UTF-16", func() io.Reader {
			out := []byte{0xff, 0xfe}
			for _, u := range utf16.Encode([]rune(string(text))) {
				out = binary.LittleEndian.AppendUint16(out, u)
			}
			return bytes.NewReader(out)
		}},
		{"tabs", func() io.Reader { return strings.NewReader(strings.ReplaceAll(string(text), ",", "\t")) }},
	} {
		src, report, err := ReadCSV(c.r(), "long.csv", nil)
		if err != nil || src.Points.Rows != rows || report.Rows != rows+1 || !slices.Equal(report.Dropped, []int{rows + 2}) {
			t.Fatalf("%s: %d rows, %v dropped, %v", c.name, report.Rows, report.Dropped, err)
		}
		if want == nil {
			want = src.Points.Data
			for _, i := range []int{0, 1, 77_000, rows - 1} {
				if row := src.Points.Row(nil, i); row[0] != float64(i%1000)+0.25 || row[1] != -float64(i%77)-0.5 || row[2] != float64(i*i%1009) {
					t.Errorf("row %d is %v", i, row)
				}
			}
		}
		if !slices.Equal(src.Points.Data, want) {
			t.Errorf("%s: other numbers than a file", c.name)
		}
	}
}

// What is written to a spool comes out again, on both sides of what it holds in memory.
func TestASpoolGivesBackWhatItTook(t *testing.T) {
	for _, size := range []int{0, 1, HeldBytes, HeldBytes + 1} {
		s := newSpool()
		text := bytes.Repeat([]byte("0123456789abcdef\n"), size/17+1)[:size]
		if err := s.read(bytes.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		got, file, err := s.done()
		if err != nil || !bytes.Equal(got, text) || size <= HeldBytes && file != nil {
			t.Errorf("%d bytes: %d, %v", size, len(got), err)
		}
	}
}

// A file that somebody else cuts while it is read is an error, and does not end the program.
func TestAFileThatBecomesShorterIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cut.csv")
	if err := os.WriteFile(path, bytes.Repeat([]byte("1,2\n"), HeldBytes/4+1), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, file, err := spooled(f)
	if err != nil || file == nil {
		t.Skip("files are not mapped here:", err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	err = untilShorter(func() error {
		if bytes.IndexByte(text, 0) >= 0 {
			t.Error("it holds a zero")
		}
		return nil
	})
	fileCase{refused: "became shorter while it was read"}.check(t, err)
}
