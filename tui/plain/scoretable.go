package plain

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"

	"bijou/model"
	"bijou/presets/reading"
	"bijou/presets/tables"
)

// A scoredTable takes the rows of a table with their scores.
type scoredTable interface {
	write(row int, cells []string, logp float64, s *standing) error
	Flush() error
	Close() error
}

// scoreTable is what the options ask for.
func scoreTable(o ScoreOptions, out *bufio.Writer, rows *reading.Rows) (scoredTable, error) {
	if o.JSON {
		return scoreLines{out}, nil
	}
	t := &scoreCells{rows: rows, added: []string{"log_p"}}
	if o.Rank {
		t.added = append(t.added, "rank", "p_value")
	}
	names := rows.Names()
	if o.Format != tables.CSV && o.Format != "" {
		names = rows.UniqueNames()
	}
	if t.bare = o.Format == tables.NumPy; t.bare { // an array has no texts
		names = nil
	}
	var columns []tables.Column
	for i, name := range names {
		columns = append(columns, tables.Column{Name: name, Text: !rows.IsNumber(i)})
	}
	for _, name := range t.added {
		free := name
		for k := 2; slices.Contains(names, free); k++ { // the table was scored before, by another run
			free = fmt.Sprintf("%s_%d", name, k)
		}
		columns = append(columns, tables.Column{Name: free})
	}
	t.row = make([]tables.Cell, len(columns))
	var err error
	t.Writer, err = tables.NewWriter(out, o.Format, columns, -1)
	return t, err
}

// A rowScore is a row as JSON; log_p is null where it is no number.
type rowScore struct {
	Row       int          `json:"row"` // from 1
	LogP      model.Number `json:"log_p"`
	*standing              // among the rows of the run; nil for a row without log_p
	Missing   bool         `json:"missing,omitempty"` // a number of the row
	Outside   bool         `json:"outside,omitempty"` // where the flow has no density: log p is −∞
}

// scoreLines writes the scores alone, an object a line.
type scoreLines struct{ out io.Writer }

func (s scoreLines) write(row int, _ []string, logp float64, standing *standing) error {
	return writeJSON(s.out, rowScore{row, model.Number(logp), standing, math.IsNaN(logp), math.IsInf(logp, -1)})
}

func (scoreLines) Flush() error { return nil }
func (scoreLines) Close() error { return nil }

// scoreCells writes the cells of every row and behind them the scores.
type scoreCells struct {
	tables.Writer
	rows  *reading.Rows
	added []string
	row   []tables.Cell
	bare  bool // without the cells
}

func (t *scoreCells) write(_ int, cells []string, logp float64, s *standing) error {
	at := 0
	for i, text := range cells {
		if t.bare {
			break
		}
		t.row[at] = tables.Cell{Text: text, Number: t.rows.Number(i, text)}
		at++
	}
	scores := [...]float64{logp, math.NaN(), math.NaN()}
	if s != nil {
		scores[1], scores[2] = float64(s.Rank), float64(s.PValue)
	}
	for k := range t.added {
		t.row[at] = tables.Cell{Number: scores[k]}
		at++
	}
	return t.Write(t.row)
}
