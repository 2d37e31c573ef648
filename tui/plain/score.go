package plain

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
)

// ScoreOptions say where Score writes and how.
type ScoreOptions struct {
	Out     io.Writer // gets a line a row
	Summary io.Writer // gets what they come to, unless as JSON
	JSON    bool      // objects in place of CSV, and at last the summary
	Label   *Label    // rows that are to be found; nil for none
	Rank    bool      // rank and p-value of every row in the CSV too
}

// scoreRows is how many rows are scored at once.
const scoreRows = 4096

// Score writes log p of every row, in nats and in the data's own units, with the
// parameters that did best on the validation part. Rows without all numbers stay in
// their place and have none. The columns must have been chosen.
func Score(s *model.Snapshot, rows *presets.Rows, o ScoreOptions) error {
	out := bufio.NewWriter(o.Out)
	w := scoreWriter{json: o.JSON, rank: o.Rank, out: out, csv: csv.NewWriter(out), known: newKnown(s), weight: rows.Weight}
	if rows.Weighted() {
		w.scored.by = rows.WeightName()
	}
	if o.Label != nil {
		at, err := rows.Find(o.Label.Column)
		if err != nil {
			return err
		}
		w.labelled = &labelled{Label: *o.Label, at: at}
	}
	err := w.header(rows.Names())
	for err == nil {
		var c *chunk
		if c, err = readChunk(rows); len(c.cells) == 0 {
			break
		}
		c.score(s)
		if wrote := w.write(c); wrote != nil {
			return wrote
		}
	}
	if err != io.EOF {
		return flushed(out, err)
	}
	if o.JSON {
		done := w.scored.report()
		done.Detection = w.detection()
		done.Notes = append(rows.Notes(), w.notes()...)
		return flushed(out, writeJSON(out, done))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := Tell(o.Summary, append(rows.Notes(), w.notes()...)); err != nil {
		return err
	}
	if err := w.scored.tell(o.Summary); err != nil || w.labelled == nil {
		return err
	}
	return w.detection().tell(o.Summary)
}

// detection is how the labelled rows are told from the others; nil without a label.
func (w *scoreWriter) detection() *detection {
	if w.labelled == nil {
		return nil
	}
	d := detect(w.labelled.Label, w.labelled.with, w.labelled.rest)
	return &d
}

// flushed writes what is ready before an error is told.
func flushed(out *bufio.Writer, err error) error {
	if wrote := out.Flush(); err == nil {
		return wrote
	}
	return err
}

// A chunk is some rows, one after the other.
type chunk struct {
	cells  [][]string
	logp   []float64   // NaN where a number is missing
	known  []int       // the rows that have all
	points [][]float64 // theirs
}

// readChunk reads up to scoreRows rows; at the end the error is io.EOF.
func readChunk(rows *presets.Rows) (*chunk, error) {
	c := &chunk{}
	for len(c.cells) < scoreRows {
		cells, point, err := rows.Next()
		if err != nil {
			return c, err
		}
		if point != nil {
			c.known = append(c.known, len(c.cells))
			c.points = append(c.points, point)
		}
		c.cells = append(c.cells, cells)
	}
	return c, nil
}

func (c *chunk) score(s *model.Snapshot) {
	c.logp = slices.Repeat([]float64{math.NaN()}, len(c.cells))
	if len(c.known) == 0 {
		return
	}
	logp := make([]float64, len(c.known))
	s.Score(logp, ad.FromRows(c.points))
	for i, at := range c.known {
		c.logp[at] = logp[i]
	}
}

// A scoreWriter writes chunks and counts what they come to.
type scoreWriter struct {
	json     bool
	rank     bool
	out      *bufio.Writer
	csv      *csv.Writer
	row      int
	known    *known
	far      farRows
	labelled *labelled // nil where nothing is to be found
	weight   func(cells []string) (w float64, ok bool)
	scored   scored
}

func (w *scoreWriter) header(names []string) error {
	if w.json {
		return nil
	}
	added := []string{"log_p"}
	if w.rank {
		added = append(added, "rank", "p_value")
	}
	for _, name := range added {
		free := name
		for k := 2; slices.Contains(names, free); k++ { // the table was scored before, by another run
			free = fmt.Sprintf("%s_%d", name, k)
		}
		names = append(names, free)
	}
	return w.csv.Write(names)
}

// A rowScore is a row as JSON; log_p is null where it is no number.
type rowScore struct {
	Row       int          `json:"row"` // from 1
	LogP      model.Number `json:"log_p"`
	*standing              // among the rows of the run; nil for a row without log_p
	Missing   bool         `json:"missing,omitempty"` // a number of the row
	Outside   bool         `json:"outside,omitempty"` // where the flow has no density: log p is −∞
}

func (w *scoreWriter) write(c *chunk) error {
	for i, at := range c.known {
		w.far.add(w.known, w.row+at+1, c.points[i])
	}
	for i, v := range c.logp {
		w.row++
		weight, ok := w.weight(c.cells[i])
		if !ok {
			weight = 0
		}
		w.scored.add(v, weight)
		if w.labelled != nil {
			w.labelled.add(c.cells[i], v)
		}
		standing := w.known.standing(v)
		if w.json {
			if err := writeJSON(w.out, rowScore{w.row, model.Number(v), standing, math.IsNaN(v), math.IsInf(v, -1)}); err != nil {
				return err
			}
			continue
		}
		if err := w.csv.Write(append(c.cells[i], w.cells(v, standing)...)); err != nil {
			return err
		}
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	return w.out.Flush()
}

// cells are what is written behind a row: log p, and where it is wanted what that is
// worth; they are empty for a row without.
func (w *scoreWriter) cells(v float64, s *standing) []string {
	cells := []string{""}
	if w.rank {
		cells = []string{"", "", ""}
	}
	if s == nil {
		return cells
	}
	for i, v := range []float64{v, float64(s.Rank), float64(s.PValue)}[:len(cells)] {
		if !math.IsNaN(v) {
			cells[i] = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return cells
}

// notes are about the rows that were scored.
func (w *scoreWriter) notes() []string { return w.far.notes(w.known) }
