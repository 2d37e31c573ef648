package tables

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestTheNameOfAFileSaysItsFormat(t *testing.T) {
	for path, want := range map[string]Format{
		"": CSV, "a.csv": CSV, "a.CSV.gz": CSV, "a.jsonl": JSONLines, "a.ndjson.gz": JSONLines, "x.y/a.npy": NumPy, "a.parquet": Parquet, "plain": CSV, "a.txt": CSV,
	} {
		if f, err := FormatOf(path, ""); err != nil || f != want {
			t.Errorf("%s is taken for %s, %v", path, f, err)
		}
		if f, err := FormatOf(path, "parquet"); err != nil || f != Parquet {
			t.Errorf("%s: what is said does not count: %s, %v", path, f, err)
		}
	}
	for _, c := range [][2]string{{"a.xlsx", ""}, {"a.csv", "excel"}} {
		if _, err := FormatOf(c[0], c[1]); err == nil {
			t.Errorf("%v has no error", c)
		}
	}
}

func TestAFileIsThereOnceItIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv.gz")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin := func() *File {
		f, err := Create(path)
		if err == nil {
			_, err = io.WriteString(f, "x,y\n1,2\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	begin().Discard()
	if text, err := os.ReadFile(path); err != nil || string(text) != "before" {
		t.Errorf("a file that was not finished: %q, %v", text, err)
	}
	if err := begin().Commit(); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != "x,y\n1,2\n" {
		t.Errorf("%q, %v", text, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
