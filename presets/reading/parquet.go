//go:build !js

package reading

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// parquetMagic begins a Parquet file.
const parquetMagic = "PAR1"

// parquetRows is how many rows are read at once.
const parquetRows = 1024

// fromParquet makes a table of a Parquet file: its columns under their names. Lists
// become texts. The reader panics on some files that are damaged.
func fromParquet(data []byte) (d document, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = notParquet(fmt.Errorf("%v", p))
		}
	}()
	if err := checkFooter(data); err != nil {
		return d, notParquet(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return d, notParquet(err)
	}
	if err := checkPages(f, data); err != nil {
		return d, err
	}
	var names []string
	for _, path := range f.Schema().Columns() {
		names = append(names, strings.Join(path, "."))
	}
	switch rows := f.NumRows(); {
	case rows > int64(maxRows):
		return d, tooManyRows()
	case len(names) == 0 || len(names) > maxFileColumns:
		return d, Bad("give a file with a row a line and a number a column", "has %s", Count(len(names), "column"))
	case int(rows)*len(names) > maxValues:
		return d, Bad(shorten, "holds more than %d million values", maxValues/1_000_000)
	}
	return asCSV(names, "yes", func(write func(row []string) error) error {
		n := 0
		for _, group := range f.RowGroups() {
			if err := parquetGroup(group, len(names), &n, write); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkFooter walks over the metadata behind the pages: at the end stand their length, in
// four bytes, and the magic.
func checkFooter(data []byte) error {
	const tail = 4 + len(parquetMagic)
	if len(data) < len(parquetMagic)+tail {
		return errThrift
	}
	end := len(data) - tail
	size := binary.LittleEndian.Uint32(data[end:])
	if uint64(size) > uint64(end) {
		return errThrift
	}
	return checkThrift(data[end-int(size) : end])
}

func notParquet(err error) *BadFileError {
	return Bad("write it again", "is a Parquet file that cannot be read: %s", Clean(err.Error()))
}

// parquetGroup writes the rows of a group; n counts all, as a file can hold more than
// it says.
func parquetGroup(group parquet.RowGroup, columns int, n *int, write func(row []string) error) error {
	rows := group.Rows()
	defer rows.Close() //nolint:errcheck // it reads memory
	buffer := make([]parquet.Row, parquetRows)
	for {
		read, err := rows.ReadRows(buffer)
		for _, row := range buffer[:read] {
			if *n++; *n > maxRows {
				return tooManyRows()
			}
			cells, seen := make([]string, columns), make([]bool, columns)
			for _, v := range row {
				j := v.Column()
				if cells[j] = parquetCell(v); seen[j] {
					cells[j] = "a list"
				}
				seen[j] = true
			}
			if err := write(cells); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return notParquet(err)
		}
	}
}

// parquetCell is the text of a value.
func parquetCell(v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case v.Kind() == parquet.Boolean:
		if v.Boolean() {
			return "1"
		}
		return "0"
	case v.Kind() == parquet.Float:
		return shortest(float64(v.Float()), 64)
	case v.Kind() == parquet.Double:
		return shortest(v.Double(), 64)
	case v.Kind() == parquet.Int32:
		return strconv.Itoa(int(v.Int32()))
	case v.Kind() == parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	}
	return v.String()
}
