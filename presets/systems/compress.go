package systems

import (
	"bytes"
	"compress/gzip"
	"math"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/code"
)

var compress = System{
	Name: "compress", Title: "Compression", Called: "lossless compression with flows, bits back, local bits back",
	Summary:   "an autoregressive flow of whole greys, rounded to whole numbers itself, and an entropy coder behind it",
	Relatives: "Salimans et al. 2017 (PixelCNN++), Huang et al. 2018 (the mixture of sigmoids), Duda 2013 (rANS); with flows of continuous numbers Ho et al. 2019",
	Recipes:   []string{"compress"},
	NotBuilt:  []string{"bits back from a flow of continuous numbers: an autoregressive one needs none"},
	Measure:   measureCompress,
}

// headBytes is what a file may take beside what the flow says.
const headBytes = 16

func measureCompress(runs []Trained) ([]model.Figure, error) {
	s := runs[0].Best
	m, err := code.New(s)
	if err != nil {
		return nil, err
	}
	held, _ := s.Data.LevelsOf(model.Hold)
	original := make([]byte, 0, len(held.Data))
	for i := range held.Rows {
		for _, v := range held.Row(nil, i) {
			original = append(original, byte(v))
		}
	}
	packed, err := m.Compress(original)
	if err != nil {
		return nil, err
	}
	exact := 0.0
	if back, err := m.Decompress(packed); err == nil && bytes.Equal(back, original) {
		exact = 1
	}
	entropy, err := bytesOf(s, held)
	if err != nil {
		return nil, err
	}
	train, _ := s.Data.LevelsOf(model.Learn)
	bits := func(bytes float64) float64 { return 8 * bytes / float64(len(original)) }
	return []model.Figure{
		model.NewFigure("bits_per_dim", "bits", "a pixel of the file of 300 images held back; known by an autoregressive model that is no flow", bits(float64(len(packed)))).
			Against(discreteBits).Should(model.AtMost, 2.05),
		model.NewFigure("overhead", "", "bytes of the file less 16, over what the flow itself says", float64(len(packed)-headBytes)/entropy).Against(1).Should(model.AtMost, 1.005),
		model.NewFigure("exact", "", "1 if the file comes back byte by byte", exact).Against(1).Should(model.AtLeast, 1),
		model.NewFigure("histogram_gain", "bits", "a pixel less than by a histogram of every pixel", bits(histogramBytes(train, held, s.Data.Levels))-bits(float64(len(packed)))).Should(model.AtLeast, 0.3),
		model.NewFigure("gzip_gain", "bits", "a pixel less than by gzip", bits(gzipBytes(original))-bits(float64(len(packed)))).Should(model.AtLeast, 1),
		model.NewFigure("weight_kib", "KiB", "of the weights that read it, once for all files", float64(m.Bytes())/1024).Should(model.AtMost, 1024),
	}, nil
}

// bytesOf is what the flow itself says that rows of levels take.
func bytesOf(s *model.Snapshot, rows *ad.Mat) (float64, error) {
	c, err := s.Stack.Code(s.Base)
	if err != nil {
		return 0, err
	}
	logp, sum := make([]float64, rows.Rows), 0.0
	x := s.Data.FromLevels(model.DrawStream(1), rows)
	s.Stack.Evaluator(s.Base, s.Theta).LogMass(c, logp, x, code.LevelsOf(s.Data))
	for _, v := range logp {
		sum -= v
	}
	return sum / math.Ln2 / 8, nil
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

func gzipBytes(file []byte) float64 {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level that there is
	_, _ = w.Write(file)                                  // to memory
	_ = w.Close()
	return float64(b.Len())
}
