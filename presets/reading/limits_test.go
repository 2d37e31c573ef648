package reading

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// repeated is a text of size bytes that says the same again and again.
func repeated(text string, size int64) *io.LimitedReader {
	return &io.LimitedReader{R: &repeater{text: []byte(strings.Repeat(text, 1+1<<16/len(text)))}, N: size}
}

// A repeater never ends.
type repeater struct {
	text []byte
	at   int
}

func (r *repeater) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

// allocated returns how many bytes f allocates in all: an upper bound of what
// it holds at once.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestHugeInputIsRefusedWithBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of reading alone")
	}
	lowerLimits(t)
	stream := repeated("0.25,0.5\n", 1<<30)
	for _, c := range []struct {
		name  string
		input io.Reader
		says  string
	}{
		{"a stream of a GiB", stream, "has more than 64 MiB"},
		{"an open quote over 6 MiB", io.MultiReader(strings.NewReader("x,y\n1,2\n\""), repeated("0.25,0.5\n", 6<<20)), "quotation mark"},
		{"a value of 6 MiB", repeated("7", 6<<20), "holds a value of more than 4 KiB"},
		{"a line of 6 MiB", repeated("7,", 6<<20), "has more than 100000 columns"},
		{"2 million rows", repeated("1,2\n", 8<<20), "has more than 1 million rows"},
		{"30 million empty values", repeated(strings.Repeat(",", 999)+"\n", 30<<20), "holds no values"},
		{"30 million values, most empty", repeated("1"+strings.Repeat(",", 998)+"1\n", 30<<20), "holds more than 16 million values"},
		{"a wide first line and narrow rows", io.MultiReader(strings.NewReader(strings.Repeat("1,", 1000)+"1\n"), repeated("1\n", 1<<20)), "has the same value in every row"},
		{"a gzip bomb", strings.NewReader(strings.Repeat(zipped(strings.Repeat("1,2\n", 1<<18)), 65)), "has more than 64 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			bytes := allocated(func() { _, _, err = ReadCSV(c.input, "big.csv", nil) })
			fileCase{refused: c.says}.check(t, err)
			if bytes > 350<<20 { // half of that but under -race
				t.Errorf("refusing it took %d MiB", bytes>>20)
			}
		})
	}
	if read := 1<<30 - stream.N; read > maxFileBytes+1 {
		t.Errorf("%d bytes of the stream were read", read)
	}
}

// lowerLimits makes the limits of files such as a test reaches in seconds.
func lowerLimits(t *testing.T) {
	bytes, rows, values := maxFileBytes, maxRows, maxValues
	maxFileBytes, maxRows, maxValues = 64<<20, 1_000_000, 16_000_000
	t.Cleanup(func() { maxFileBytes, maxRows, maxValues = bytes, rows, values })
}

func TestAMillionRowsAreAccepted(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of reading alone")
	}
	lowerLimits(t)
	src, report, err := ReadCSV(io.MultiReader(strings.NewReader("x,y\n"), repeated("1,2\n3,4\n", 4_000_000)), "million.csv", nil)
	if err != nil || src.Points.Rows != maxRows || report.Rows != maxRows {
		t.Errorf("%d rows, %v", report.Rows, err)
	}
}

func TestFilesAreOpenedOnlyWhenRegular(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.csv")
	if err := os.WriteFile(good, []byte("x,y\n"+lines(10, "#,#.5")), 0o600); err != nil {
		t.Fatal(err)
	}
	src, _, err := OpenCSV(good, []string{"y"})
	if err != nil || src.Points.Rows != 10 || !slices.Equal(src.Columns, []string{"y"}) || src.Spec != good {
		t.Errorf("a good file gives %+v, %v", src, err)
	}
	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink(good, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if _, _, err := OpenCSV(link, nil); err != nil {
		t.Errorf("a link to a good file gives %v", err)
	}
	lowerLimits(t)
	big := filepath.Join(dir, "big.csv")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, 1<<30); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		dir:                          "is a directory",
		big:                          "has more than 64 MiB",
		filepath.Join(dir, "no.csv"): "cannot be read: no such file or directory",
		"\x1b[2J\x00":                "cannot be read",
		"":                           "cannot be read",
	} {
		_, _, err := OpenCSV(path, nil)
		fileCase{refused: says}.check(t, err)
		checkShown(t, err.Error())
	}
	if _, _, err := OpenCSV(filepath.Join(dir, "no.csv"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the system's error is lost: %v", err)
	}
}

func TestADashReadsStandardInput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	os.Stdin = r
	t.Cleanup(func() { os.Stdin = stdin })
	if _, err := w.WriteString("x y\n" + lines(10, "# #.5")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	src, _, err := OpenCSV("-", nil)
	if err != nil || src.Points.Rows != 10 || src.Spec != "-" {
		t.Errorf("standard input gives %+v, %v", src, err)
	}
	_, _, err = OpenCSV("-", nil)
	if err == nil || err.Error() != "standard input: is empty; give a file with a row a line and a number a column" {
		t.Errorf("empty standard input gives %v", err)
	}
}

func TestAReaderThatFailsIsAFileThatCannotBeRead(t *testing.T) {
	_, _, err := ReadCSV(io.MultiReader(strings.NewReader("x,y\n1,2\n"), failing{}), "disk.csv", nil)
	if err == nil || !errors.Is(err, io.ErrClosedPipe) || !strings.HasPrefix(err.Error(), "disk.csv: cannot be read: ") {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func BenchmarkReadCSV(b *testing.B) {
	text := "x,y\n" + lines(100_000, "#.25,-0.#")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, _, err := ReadCSV(strings.NewReader(text), "b.csv", nil); err != nil {
			b.Fatal(err)
		}
	}
}
