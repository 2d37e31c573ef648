package systems

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"math"
	"os/exec"
	"time"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/code"
)

// A Coding is what the whole numbers held back take as a file of the coder of a run.
type Coding struct {
	Rows    *ad.Mat // those held back
	Grids   []model.Grid
	Bits    *ad.Mat       // of each of their numbers
	Said    [][]code.Said // of the first rows, in the order in which their numbers are written
	Bytes   int           // of the file
	Entropy float64       // bytes that the flow itself says
	Exact   bool          // the file comes back byte by byte
	Weights int           // bytes that read it, once for all files

	original []byte
	model    *model.Snapshot
}

// Of how many rows it is kept what was said of them, and over how many parts of a column.
const (
	saidRows  = 24
	saidParts = 24
)

// CodingOf compresses the rows held back, or those that judge where none are.
func CodingOf(s *model.Snapshot) (*Coding, error) {
	m, err := code.New(s)
	if err != nil {
		return nil, err
	}
	c := &Coding{Weights: m.Bytes(), model: s}
	if c.Grids, err = s.Data.Grids(); err != nil {
		return nil, err
	}
	if c.Rows = s.Data.OnGrid(model.Hold, c.Grids); c.Rows.Rows == 0 {
		c.Rows = s.Data.OnGrid(model.Choose, c.Grids)
	}
	c.original = m.File(c.Rows)
	packed, err := m.Compress(c.original)
	if err != nil {
		return nil, err
	}
	back, err := m.Decompress(packed.Bytes)
	c.Bytes, c.Exact = len(packed.Bytes), err == nil && bytes.Equal(back, c.original)
	c.Bits, c.Said = m.Bits(c.Rows), m.Say(model.Batch{X: c.Rows}.Rows(0, min(c.Rows.Rows, saidRows)).X, saidParts)
	c.Entropy, err = entropyBytes(s, c.Rows)
	return c, err
}

// Numbers is how many numbers were compressed.
func (c *Coding) Numbers() int { return len(c.Rows.Data) }

// Original is how many bytes the file had.
func (c *Coding) Original() int { return len(c.original) }

// Pays is how many files of as many rows it takes until less is sent with the weights than
// by another coder; 0 where it never does.
func (c *Coding) Pays(other float64) int {
	if saved := other - float64(c.Bytes); saved > 0 {
		return int(math.Ceil(float64(c.Weights) / saved))
	}
	return 0
}

const histogramsName = "histograms"

// A Rival is another coder of the same file.
type Rival struct {
	Name  string
	Bytes float64
}

// Rivals compress the same file: gzip, the programs xz and bzip2 where they are installed,
// and an ideal coder with a histogram of every column, in the order of their bytes.
func (c *Coding) Rivals() []Rival { return rivals.get(c.model.Data, c.compressByOthers) }

// rivals are the same for every flow that learns the same data: programs are asked once.
var rivals lasting[[]Rival]

func (c *Coding) compressByOthers() []Rival {
	learnt := c.model.Data.OnGrid(model.Learn, c.Grids)
	return append(Programs(c.original), Rival{histogramsName, histogramBytes(learnt, c.Rows, c.Grids)})
}

// Programs compress a file: gzip, and xz and bzip2 where they are installed.
func Programs(file []byte) []Rival {
	list := []Rival{{"gzip", gzipBytes(file)}}
	for _, program := range []string{"bzip2", "xz"} {
		if n, err := programBytes(program, file); err == nil {
			list = append(list, Rival{program, n})
		}
	}
	return list
}

// programTime is how long another program may take.
const programTime = 5 * time.Second

// programBytes asks a program that is installed. Libraries of Go compress such files worse
// than the programs do, by 6 and 8 %, and would flatter the flow.
func programBytes(name string, file []byte) (float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), programTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, "-9", "-c")
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return float64(len(out)), nil
}

func gzipBytes(file []byte) float64 {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level that there is
	_, _ = w.Write(file)                                  // to memory
	_ = w.Close()
	return float64(b.Len())
}

// entropyBytes is what the flow itself says that rows of levels take.
func entropyBytes(s *model.Snapshot, rows *ad.Mat) (float64, error) {
	nats, err := strangeness(s, rows)
	sum := 0.0
	for _, v := range nats {
		sum += v
	}
	return sum / math.Ln2 / 8, err
}

// histogramBytes is what rows take by how often every column had every value among others.
func histogramBytes(others, rows *ad.Mat, grids []model.Grid) float64 {
	sum := 0.0
	for _, v := range histogramNats(others, rows, grids) {
		sum += v
	}
	return sum / math.Ln2 / 8
}
