package plain

import (
	"bufio"
	"errors"
	"io"
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/diagnose"
	"bijou/presets/reading"
	"bijou/presets/tables"
)

// ScoreOptions say where Score writes and how.
type ScoreOptions struct {
	Out     io.Writer     // gets a line a row
	Summary io.Writer     // gets what they come to, unless as JSON
	JSON    bool          // objects in place of a table, and at last the summary
	Format  tables.Format // of the table; empty for CSV
	Label   *Label        // rows that are to be found; nil for none
	Rank    bool          // rank and p-value of every row in the table too

	Progress io.Writer // gets how many are done; nil for none
}

// scoreRows is how many rows are scored at once.
const scoreRows = 4096

// Score writes log p of every row, in nats and in the data's own units, with the
// parameters that did best on the validation part. Rows without all numbers stay in
// their place and have none. The columns must have been chosen.
func Score(s *model.Snapshot, rows *reading.Rows, o ScoreOptions) error {
	out := bufio.NewWriter(o.Out)
	w := scoreWriter{rank: o.Rank, known: newKnown(s), weight: rows.Weight}
	var err error
	if w.table, err = scoreTable(o, out, rows); err != nil {
		return err
	}
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
	m := NewMeter(o.Progress, "rows", 0, 0)
	defer m.Clear()
	for err == nil {
		m.Set(w.row, "")
		var c *chunk
		if c, err = readChunk(rows); len(c.cells) == 0 {
			break
		}
		c.score(s)
		if wrote := w.write(c); wrote != nil {
			return wrote
		}
		if wrote := out.Flush(); wrote != nil {
			return wrote
		}
	}
	m.Clear()
	if err != io.EOF {
		return flushed(out, err)
	}
	if o.JSON {
		done := w.scored.report()
		done.Detection = w.detection()
		done.Notes = append(rows.Notes(), w.notes()...)
		return flushed(out, writeJSON(out, done))
	}
	if err := errors.Join(w.table.Close(), out.Flush()); err != nil {
		return err
	}
	if err := Tell(o.Summary, append(rows.Notes(), w.notes()...)); err != nil {
		return err
	}
	if err := w.scored.tell(o.Summary); err != nil || w.labelled == nil {
		return err
	}
	return tellDetection(o.Summary, *w.detection())
}

// detection is how the labelled rows are told from the others; nil without a label.
func (w *scoreWriter) detection() *diagnose.Detection {
	if w.labelled == nil {
		return nil
	}
	l := w.labelled
	d := diagnose.Detect(l.Column+"="+l.Value, l.FalseAlarm, diagnose.NewScores(l.with, l.weights[0]), diagnose.NewScores(l.rest, l.weights[1]))
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
func readChunk(rows *reading.Rows) (*chunk, error) {
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
	rank     bool
	table    scoredTable
	row      int
	known    *known
	far      farRows
	labelled *labelled // nil where nothing is to be found
	weight   func(cells []string) (w float64, ok bool)
	scored   scored
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
			w.labelled.add(c.cells[i], v, weight)
		}
		if err := w.table.write(w.row, c.cells[i], v, w.known.standing(v)); err != nil {
			return err
		}
	}
	return w.table.Flush()
}

// notes are about the rows that were scored.
func (w *scoreWriter) notes() []string { return w.far.notes(w.known) }
