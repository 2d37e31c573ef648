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
	Levels  *ad.Mat // the rows held back
	Bits    *ad.Mat // of each of their numbers
	Bytes   int     // of the file
	Entropy float64 // bytes that the flow itself says
	Exact   bool    // the file comes back byte by byte
	Weights int     // bytes that read it, once for all files

	original []byte
	model    *model.Snapshot
}

// CodingOf compresses the rows held back, or those that judge where none are.
func CodingOf(s *model.Snapshot) (*Coding, error) {
	m, err := code.New(s)
	if err != nil {
		return nil, err
	}
	c := &Coding{Weights: m.Bytes(), model: s}
	if c.Levels, _ = s.Data.LevelsOf(model.Hold); c.Levels.Rows == 0 {
		c.Levels, _ = s.Data.LevelsOf(model.Choose)
	}
	c.original = bytesOfRows(c.Levels)
	packed, err := m.Compress(c.original)
	if err != nil {
		return nil, err
	}
	back, err := m.Decompress(packed)
	c.Bytes, c.Exact = len(packed), err == nil && bytes.Equal(back, c.original)
	c.Bits = ad.New(c.Levels.Rows, c.Levels.Cols)
	for i, v := range m.Bits(c.original) {
		c.Bits.Set(i/c.Bits.Cols, i%c.Bits.Cols, v)
	}
	c.Entropy, err = entropyBytes(s, c.Levels)
	return c, err
}

// Numbers is how many numbers were compressed.
func (c *Coding) Numbers() int { return len(c.original) }

// Pays is how many files of as many rows it takes until less is sent with the weights than
// by another coder; 0 where it never does.
func (c *Coding) Pays(other float64) int {
	if saved := other - float64(c.Bytes); saved > 0 {
		return int(math.Ceil(float64(c.Weights) / saved))
	}
	return 0
}

const histogramsName = "histograms"

// A Rival is another coder of the same numbers, a byte for each.
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
	list := []Rival{{"gzip", gzipBytes(c.original)}}
	for _, program := range []string{"bzip2", "xz"} {
		if n, err := programBytes(program, c.original); err == nil {
			list = append(list, Rival{program, n})
		}
	}
	learnt, _ := c.model.Data.LevelsOf(model.Learn)
	return append(list, Rival{histogramsName, histogramBytes(learnt, c.Levels, c.model.Data.Levels)})
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

// bytesOfRows is a byte for every number.
func bytesOfRows(rows *ad.Mat) []byte {
	file := make([]byte, 0, len(rows.Data))
	for i := range rows.Rows {
		for _, v := range rows.Row(nil, i) {
			file = append(file, byte(v))
		}
	}
	return file
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

// histogramBytes is what rows take by how often every column had every level among
// others.
func histogramBytes(others, rows *ad.Mat, levels int) float64 {
	sum := 0.0
	for _, v := range histogramNats(others, rows, levels) {
		sum += v
	}
	return sum / math.Ln2 / 8
}
