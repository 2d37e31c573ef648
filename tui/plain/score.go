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
}

// scoreRows is how many rows are scored at once.
const scoreRows = 4096

// Score writes log p of every row, in nats and in the data's own units, with the
// parameters that did best on the validation part. Rows without all numbers stay in
// their place and have none. The columns must have been chosen.
func Score(s *model.Snapshot, rows *presets.Rows, o ScoreOptions) error {
	out := bufio.NewWriter(o.Out)
	w := scoreWriter{json: o.JSON, out: out, csv: csv.NewWriter(out)}
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
		done.Notes = rows.Notes()
		return flushed(out, writeJSON(out, done))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := Tell(o.Summary, rows.Notes()); err != nil {
		return err
	}
	return w.scored.tell(o.Summary)
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
	json   bool
	out    *bufio.Writer
	csv    *csv.Writer
	row    int
	scored scored
}

func (w *scoreWriter) header(names []string) error {
	if w.json {
		return nil
	}
	name := "log_p"
	for k := 2; slices.Contains(names, name); k++ { // the table was scored before, by another run
		name = fmt.Sprintf("log_p_%d", k)
	}
	return w.csv.Write(append(names, name))
}

// A rowScore is a row as JSON; log_p is null where it is no number.
type rowScore struct {
	Row     int          `json:"row"` // from 1
	LogP    model.Number `json:"log_p"`
	Missing bool         `json:"missing,omitempty"` // a number of the row
	Outside bool         `json:"outside,omitempty"` // where the flow has no density: log p is −∞
}

func (w *scoreWriter) write(c *chunk) error {
	for i, v := range c.logp {
		w.row++
		w.scored.add(v)
		if w.json {
			if err := writeJSON(w.out, rowScore{w.row, model.Number(v), math.IsNaN(v), math.IsInf(v, -1)}); err != nil {
				return err
			}
			continue
		}
		text := ""
		if !math.IsNaN(v) {
			text = strconv.FormatFloat(v, 'g', -1, 64)
		}
		if err := w.csv.Write(append(c.cells[i], text)); err != nil {
			return err
		}
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	return w.out.Flush()
}

// scored is what scores come to. Mean and spread follow Welford 1962, which
// loses no digits to large means.
type scored struct {
	n, missing, outside int
	mean, squares       float64 // of those inside
	least               float64
}

// add counts a score: NaN is a row without, −Inf one outside.
func (s *scored) add(v float64) {
	if math.IsNaN(v) {
		s.missing++
		return
	}
	if s.n == 0 {
		s.least = v
	}
	s.n++
	s.least = min(s.least, v)
	if math.IsInf(v, -1) {
		s.outside++
		return
	}
	d := v - s.mean
	s.mean += d / float64(s.n-s.outside)
	s.squares += d * (v - s.mean)
}

// values returns the mean over all that have a score, its standard error and the
// least; what is not known is no number.
func (s *scored) values() (mean, se, least float64) {
	n := float64(s.n)
	switch {
	case s.n == 0:
		return math.NaN(), math.NaN(), math.NaN()
	case s.outside > 0:
		return math.Inf(-1), math.NaN(), math.Inf(-1)
	}
	return s.mean, math.Sqrt(s.squares / (n - 1) / n), s.least
}

// A scoreReport is the last line of JSON.
type scoreReport struct {
	Event   string       `json:"event"`
	N       int          `json:"n"`
	Mean    model.Number `json:"mean_log_p"`
	SE      model.Number `json:"se"`
	Least   model.Number `json:"min_log_p"`
	Missing int          `json:"missing"`
	Outside int          `json:"outside"`
	Notes   []string     `json:"notes,omitempty"` // on how the table was read
}

func (s *scored) report() scoreReport {
	mean, se, least := s.values()
	return scoreReport{"done", s.n, model.Number(mean), model.Number(se), model.Number(least), s.missing, s.outside, nil}
}

// tell writes the summary for people.
func (s *scored) tell(out io.Writer) error {
	mean, se, least := s.values()
	text := fmt.Sprintf("scored %s", rowsOf(s.n))
	switch {
	case s.n == 0:
	case math.IsNaN(se):
		text += fmt.Sprintf(": mean log p %.4f nats, least %.4f", mean, least)
	default:
		text += fmt.Sprintf(": mean log p %.4f ± %.4f nats, least %.4f", mean, se, least)
	}
	if s.outside > 0 {
		text += fmt.Sprintf("; %s where the flow has no density: log p is -Inf", rowsOf(s.outside))
	}
	if s.missing > 0 {
		text += fmt.Sprintf("; %s without a plain number in each column used: no log_p", rowsOf(s.missing))
	}
	_, err := fmt.Fprintln(out, text)
	return err
}

// rowsOf writes "1 row" or "3 rows".
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}
