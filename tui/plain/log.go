package plain

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bijou/model"
)

// A Log keeps the curves of a training in a file while it goes on: a row every so many
// steps, as JSON lines or as CSV. A nil Log keeps nothing.
type Log struct {
	file  io.WriteCloser
	every int
	json  *json.Encoder
	csv   *csv.Writer
}

// A logged is a row. NLLs are in nats of standardised units, as in the reports of Train.
type logged struct {
	Step      int          `json:"step"`
	TrainNLL  model.Number `json:"train_nll"`
	ValNLL    model.Number `json:"val_nll"`
	Gap       model.Number `json:"gap"`
	StepsPerS model.Number `json:"steps_per_s"`
	ElapsedS  model.Number `json:"elapsed_s"`
}

// OpenLog makes the file of a log, .jsonl or .csv by its name.
func OpenLog(path string, every int) (*Log, error) {
	if every < 1 {
		return nil, fmt.Errorf("--log-every is at least 1, not %d", every)
	}
	end := strings.ToLower(filepath.Ext(path))
	if end != ".jsonl" && end != ".csv" {
		return nil, fmt.Errorf("a log is written as .jsonl or .csv: --log %s is neither", path)
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	l := &Log{file: file, every: every}
	if end == ".jsonl" {
		l.json = json.NewEncoder(file)
		return l, nil
	}
	l.csv = csv.NewWriter(file)
	return l, l.csv.Write([]string{"step", "train_nll", "val_nll", "gap", "steps_per_s", "elapsed_s"})
}

// step keeps a row of a step whose turn it is, and of the last.
func (l *Log) step(f *model.Fit, took time.Duration, from int) error {
	if l == nil {
		return nil
	}
	if state, _ := f.Ended(); f.Steps()%l.every != 0 && state == model.Paused {
		return nil
	}
	r := f.Progress()
	row := logged{r.Step, r.TrainNLL, r.ValNLL, r.Gap, model.Number(float64(r.Step-from) / took.Seconds()), model.Number(took.Seconds())}
	if l.json != nil {
		return l.json.Encode(row)
	}
	cells := []string{strconv.Itoa(row.Step)}
	for _, v := range []model.Number{row.TrainNLL, row.ValNLL, row.Gap, row.StepsPerS, row.ElapsedS} {
		cell := ""
		if n := float64(v); !math.IsNaN(n) && !math.IsInf(n, 0) {
			cell = strconv.FormatFloat(n, 'g', -1, 64)
		}
		cells = append(cells, cell)
	}
	if err := l.csv.Write(cells); err != nil {
		return err
	}
	l.csv.Flush() // who follows the file sees whole rows
	return l.csv.Error()
}

// Close ends the file.
func (l *Log) Close() error {
	if l == nil {
		return nil
	}
	if l.csv != nil {
		l.csv.Flush()
	}
	return l.file.Close()
}
