package plain

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"

	"bijou/model"
	"bijou/presets/reading"
)

// results are the runs of sweeps that have ended, a line of JSON each.
type results struct{ file *os.File }

// maxResult is how long a line of results may be.
const maxResult = 1 << 20

// openResults opens the file of results, if there is to be one, and marks the runs that it
// holds as done. The line that a kill cut short is taken out.
func openResults(path string, runs []*swept) (*results, error) {
	if path == "" {
		return &results{}, nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, &SweepError{fmt.Errorf("the results cannot be kept: %w", err)}
	}
	end, err := readResults(f, runs)
	if err == nil {
		err = f.Truncate(end)
	}
	if err == nil {
		_, err = f.Seek(end, io.SeekStart)
	}
	if err != nil {
		f.Close() //nolint:errcheck // nothing was written
		return nil, &SweepError{fmt.Errorf("%s holds no results of a sweep: %w", path, err)}
	}
	return &results{f}, nil
}

// readResults reads whole lines, and returns where they end.
func readResults(f io.Reader, runs []*swept) (end int64, err error) {
	known := map[string]*swept{}
	for _, r := range runs {
		known[r.key()] = r
	}
	in := bufio.NewReaderSize(f, maxResult)
	for {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return end, nil
		}
		if err != nil {
			return end, errors.New("a line is longer than any result")
		}
		was := swept{ValNLL: model.Number(math.NaN())} // which lines of older versions lack
		if err := json.Unmarshal(bytes.TrimSpace(line), &was); err != nil || was.Event != "run" || was.Spec == "" {
			return end, fmt.Errorf("%q is none", reading.Clean(string(line[:min(len(line), 40)])))
		}
		if r := known[was.key()]; r != nil && (was.State != model.Finished.String() || !math.IsNaN(float64(was.ValNLL))) {
			was.Number, was.Axes, was.point, was.config, was.done = r.Number, r.Axes, r.point, r.config, true
			*r = was
		}
		end += int64(len(line))
	}
}

// key says which run it is: what is trained, and on what.
func (r *swept) key() string { return r.Spec + "\n" + r.Data }

// sumOf tells the rows of tables apart, which a path alone does not.
func sumOf(s model.Source) string {
	if s.Points == nil {
		return ""
	}
	h := fnv.New64a()
	var b [8]byte
	for _, v := range s.Points.Data {
		bits := math.Float64bits(v)
		for i := range b {
			b[i] = byte(bits >> (8 * i))
		}
		h.Write(b[:]) //nolint:errcheck // it never fails
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// keep writes a run so that a kill loses none that was told of.
func (f *results) keep(r *swept) error {
	if f.file == nil {
		return nil
	}
	if err := writeJSON(f.file, r); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f *results) close() {
	if f.file != nil {
		f.file.Close() //nolint:errcheck // every line was synced
	}
}
