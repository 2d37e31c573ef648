package systems

import (
	"math"

	"bijou/model"
)

var compress = System{
	Name: "compress", Title: "Compression", Called: "lossless compression with flows, bits back, local bits back",
	Summary:   "an autoregressive flow of whole greys, rounded to whole numbers itself, and an entropy coder behind it",
	Relatives: "Salimans et al. 2017 (PixelCNN++), Huang et al. 2018 (the mixture of sigmoids), Duda 2013 (rANS); with flows of continuous numbers Ho et al. 2019",
	Recipes:   []string{"compress", "compress-table"},
	NotBuilt:  []string{"bits back from a flow of continuous numbers: an autoregressive one needs none"},
	Measure:   measureCompress,
}

// What a file may take beside what the flow says: of images, and of a table, which says how
// its text is written.
const (
	headBytes      = 16
	tableHeadBytes = 24
)

func measureCompress(runs []Trained) ([]model.Figure, error) {
	c, err := CodingOf(runs[0].Best)
	if err != nil {
		return nil, err
	}
	exact := 0.0
	if c.Exact {
		exact = 1
	}
	histograms := 0.0
	for _, r := range c.Rivals() {
		if r.Name == histogramsName {
			histograms = r.Bytes
		}
	}
	bits := func(bytes float64) float64 { return 8 * bytes / float64(c.Numbers()) }
	file := bits(float64(c.Bytes))
	table, err := measureTable(runs[1].Best)
	if err != nil {
		return nil, err
	}
	return append([]model.Figure{
		model.NewFigure("bits_per_dim", "bits", "a pixel of the file of 300 images held back; known by an autoregressive model that is no flow", file).
			Against(discreteBits).Should(model.AtMost, 2.05),
		model.NewFigure("overhead", "", "bytes of the file less 16, over what the flow itself says", float64(c.Bytes-headBytes)/c.Entropy).Against(1).Should(model.AtMost, 1.005),
		model.NewFigure("exact", "", "1 if the file comes back byte by byte", exact).Against(1).Should(model.AtLeast, 1),
		model.NewFigure("histogram_gain", "bits", "a pixel less than by a histogram of every pixel", bits(histograms)-file).Should(model.AtLeast, 0.3),
		model.NewFigure("gzip_gain", "bits", "a pixel less than by gzip", bits(gzipBytes(c.original))-file).Should(model.AtLeast, 1),
		model.NewFigure("weight_kib", "KiB", "of the weights that read it, once for all files", float64(c.Weights)/1024).Should(model.AtMost, 1024),
	}, table...), nil
}

// measureTable compresses the rows of a table that were held back, as text.
func measureTable(s *model.Snapshot) ([]model.Figure, error) {
	c, err := CodingOf(s)
	if err != nil {
		return nil, err
	}
	exact, best := 0.0, math.Inf(1)
	if c.Exact {
		exact = 1
	}
	for _, r := range Programs(c.original) {
		best = min(best, r.Bytes)
	}
	return []model.Figure{
		model.NewFigure("table_exact", "", "1 if a table of decimals comes back byte by byte", exact).Against(1).Should(model.AtLeast, 1),
		model.NewFigure("table_overhead", "", "bytes of its file less 24, over what the flow itself says", float64(c.Bytes-tableHeadBytes)/c.Entropy).Against(1).Should(model.AtMost, 1.02),
		model.NewFigure("table_share", "", "its bytes over those of the best of gzip, bzip2 and xz", float64(c.Bytes)/best).Should(model.AtMost, 1),
	}, nil
}
