//go:build !js

package tables

import (
	"io"
	"math"

	"github.com/parquet-go/parquet-go"
)

// parquetWriter writes doubles, null where a number is missing, and texts.
type parquetWriter struct {
	out     *parquet.GenericWriter[any]
	columns []Column
	rows    []parquet.Row
	used    int
}

const (
	parquetBatch = 256     // rows that are handed on at once
	parquetGroup = 1 << 17 // rows of a group, which waits in memory
)

// ordered is a group of columns in their own order; that of the library sorts them.
type ordered struct {
	parquet.Group
	fields []parquet.Field
}

// Fields returns the columns.
func (o ordered) Fields() []parquet.Field { return o.fields }

func newParquet(out io.Writer, columns []Column) (Writer, error) {
	group := parquet.Group{}
	for _, c := range columns {
		if c.Text {
			group[c.Name] = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		} else {
			group[c.Name] = parquet.Optional(parquet.Leaf(parquet.DoubleType))
		}
	}
	named := map[string]parquet.Field{}
	for _, f := range group.Fields() {
		named[f.Name()] = f
	}
	schema := ordered{Group: group}
	for _, c := range columns {
		schema.fields = append(schema.fields, named[c.Name])
	}
	w := &parquetWriter{columns: columns, rows: make([]parquet.Row, parquetBatch)}
	for i := range w.rows {
		w.rows[i] = make(parquet.Row, len(columns))
	}
	w.out = parquet.NewGenericWriter[any](out, parquet.NewSchema("rows", schema), parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(parquetGroup),
		parquet.CreatedBy("bijou", "", ""))
	return w, nil
}

func (w *parquetWriter) Write(row []Cell) error {
	to := w.rows[w.used]
	for j, c := range row {
		switch {
		case w.columns[j].Text:
			to[j] = parquet.ByteArrayValue([]byte(c.Text)).Level(0, 0, j)
		case math.IsNaN(c.Number):
			to[j] = parquet.NullValue().Level(0, 0, j)
		default:
			to[j] = parquet.DoubleValue(c.Number).Level(0, 1, j)
		}
	}
	if w.used++; w.used < len(w.rows) {
		return nil
	}
	return w.Flush()
}

// Flush hands rows on; they reach the file group by group.
func (w *parquetWriter) Flush() error {
	_, err := w.out.WriteRows(w.rows[:w.used])
	w.used = 0
	return err
}

func (w *parquetWriter) Close() error {
	if err := w.Flush(); err != nil {
		return err
	}
	return w.out.Close()
}
