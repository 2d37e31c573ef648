package presets

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/sound"
	"bijou/presets/reading"
)

// What recordings may be, and how they are cut.
const (
	wavExtension = ".wav"
	mostWavs     = 500
	mostSeconds  = 1200 // of all recordings together
	wavWindow    = 128  // samples
	learnHop     = 64   // windows to learn from overlap by half
	wavDither    = 0.005
	wavStream    = 0x776176
)

// voiceGiven and bandsGiven are what windows of recordings may be told.
const (
	voiceGiven = "voice"
	bandsGiven = "bands"
)

// isSound tells whether the name of some data is that of recordings: WAV files, some of
// them joined by the path separator, or a folder that has them, by itself or in folders.
func isSound(name string) bool {
	if strings.EqualFold(filepath.Ext(name), wavExtension) {
		return true
	}
	if s, err := os.Stat(name); err != nil || !s.IsDir() {
		return false
	}
	paths, err := wavPaths(name)
	return err == nil && len(paths) > 0
}

// openSounds reads recordings: the mean of their channels at [sound.Rate], all as loud
// as 1 together, in windows of 128 samples, with noise of a two-hundredth of that, as
// silence has no density. A recording's first part is learnt from, what follows chooses
// the weights, and the last is held back. What windows are told is their voice, which is
// the folder or else the name of the file, or the energies of their bands; the voice,
// if there are several, where nothing is said.
func openSounds(name string, given []string) (model.Source, error) {
	src := model.Source{Spec: name, Columns: sampleNames(wavWindow), Shape: waveShape(wavWindow)}
	records, err := readRecords(name)
	if err != nil {
		return src, err
	}
	names := voiceNames(records)
	told, err := toldBy(given, names)
	if err != nil {
		return src, err
	}
	loudness(records)
	if len(given) > 0 {
		src.Spec = reading.WithGiven(name, given)
	}
	src = cutRecords(src, records, names, told)
	return src, checkSounds(src)
}

// A recording is one file of sound.
type recording struct {
	voice string
	x     []float64
}

// readRecords reads all files.
func readRecords(name string) ([]recording, error) {
	paths, err := wavPaths(name)
	if err != nil {
		return nil, err
	}
	var records []recording
	seconds := 0.0
	for _, path := range paths {
		x, err := readSound(path)
		if err != nil {
			return nil, err
		}
		if seconds += float64(len(x)) / sound.Rate; seconds > mostSeconds {
			return nil, fmt.Errorf("%s: the recordings are longer than 20 minutes together; give fewer", reading.Clean(name))
		}
		records = append(records, recording{voiceOf(name, path), x})
	}
	return records, nil
}

// ReadSound reads a recording at [sound.Rate].
func ReadSound(path string) ([]float64, error) { return readSound(path) }

func readSound(path string) ([]float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, reading.InFile(reading.Bad("give a WAV file", "cannot be read: %s", reading.SystemText(err)), path)
	}
	defer f.Close()
	x, rate, err := sound.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", reading.Clean(filepath.Base(path)), err)
	}
	for _, v := range x {
		if v-v != 0 {
			return nil, fmt.Errorf("%s: it holds samples that are not finite", reading.Clean(filepath.Base(path)))
		}
	}
	return sound.Resample(x, rate, sound.Rate), nil
}

// wavPaths lists the files of a name in order.
func wavPaths(name string) (paths []string, err error) {
	for _, part := range filepath.SplitList(name) {
		switch s, err := os.Stat(part); {
		case err != nil:
			return nil, reading.InFile(reading.Bad("give WAV files, or a folder of them", "cannot be read: %s", reading.SystemText(err)), part)
		case !s.IsDir():
			paths = append(paths, part)
		default:
			err := filepath.WalkDir(part, func(path string, d fs.DirEntry, err error) error {
				if err == nil && d.Type().IsRegular() && strings.EqualFold(filepath.Ext(path), wavExtension) {
					paths = append(paths, path)
				}
				if len(paths) > mostWavs {
					return fmt.Errorf("%s: it holds more than %d WAV files", reading.Clean(part), mostWavs)
				}
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return paths, nil
}

// voiceOf is the name of the folder below the one that was named, or else of the file.
func voiceOf(name, path string) string {
	if below, err := filepath.Rel(name, path); err == nil && filepath.IsLocal(below) {
		if folder, _, deeper := strings.Cut(filepath.ToSlash(below), "/"); deeper {
			return reading.Clean(folder)
		}
	}
	file := filepath.Base(path)
	return reading.Clean(strings.TrimSuffix(file, filepath.Ext(file)))
}

func voiceNames(records []recording) []string {
	var names []string
	for _, r := range records {
		names = append(names, r.voice)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// toldBy checks what windows are told.
func toldBy(given, names []string) ([]string, error) {
	if len(given) == 0 {
		if len(names) > 1 {
			return []string{voiceGiven}, nil
		}
		return []string{bandsGiven}, nil
	}
	for _, g := range given {
		switch {
		case g != voiceGiven && g != bandsGiven:
			return nil, &reading.GivenError{Err: fmt.Errorf("recordings are given their voice or their bands, not %q", reading.Clean(g))}
		case g == voiceGiven && (len(names) < 2 || len(names) > reading.MaxLevels):
			return nil, &reading.GivenError{Err: fmt.Errorf("the voice is given where there are 2 to %d, a folder or a file each, and here is %s", reading.MaxLevels, reading.Count(len(names), "voice"))}
		}
	}
	return given, nil
}

// loudness makes all recordings together as loud as 1, and adds a little noise.
func loudness(records []recording) {
	square, n := 0.0, 0
	for _, r := range records {
		for _, v := range r.x {
			square += v * v
		}
		n += len(r.x)
	}
	scale := 1 / max(math.Sqrt(square/float64(max(n, 1))), math.SmallestNonzeroFloat64)
	rng := rand.New(rand.NewPCG(wavStream, 0))
	for _, r := range records {
		for t := range r.x {
			r.x[t] = scale*r.x[t] + wavDither*rng.NormFloat64()
		}
	}
}

// cutRecords cuts recordings into windows with what each is told.
func cutRecords(src model.Source, records []recording, names, told []string) model.Source {
	type cut struct {
		from  []float64
		voice int
	}
	var cuts []cut
	samples := 0
	for _, r := range records {
		samples += len(r.x)
		choose, hold := len(r.x)*70/100, len(r.x)*85/100
		for at := 0; at+wavWindow <= len(r.x); {
			part, end, hop := model.Learn, choose, learnHop
			switch {
			case at >= hold:
				part, end, hop = model.Hold, len(r.x), wavWindow
			case at >= choose:
				part, end, hop = model.Choose, hold, wavWindow
			}
			if at+wavWindow > end { // windows do not reach into the next part
				at = end
				if part == model.Hold {
					break
				}
				continue
			}
			src.Parts = append(src.Parts, part)
			cuts = append(cuts, cut{r.x[at : at+wavWindow], slices.Index(names, r.voice)})
			at += hop
		}
	}
	x := ad.New(len(cuts), wavWindow)
	for i, c := range cuts {
		for t, v := range c.from {
			x.Set(i, t, v)
		}
	}
	src.Points = x
	for _, g := range told {
		more := bandNames()
		if g == voiceGiven {
			more = []model.Given{{Name: voiceGiven, Levels: names}}
		}
		src.Given = append(src.Given, more...)
		given := ad.New(len(cuts), max(len(more), more[0].Width()))
		if g == bandsGiven {
			bandsOf(x, given, 0)
		}
		for i, c := range cuts {
			if g == voiceGiven {
				given.Set(i, c.voice, 1)
			}
		}
		src.Points = &ad.Mat{Rows: len(cuts), Cols: src.Points.Cols + given.Cols, Data: append(slices.Clone(src.Points.Data), given.Data...)}
	}
	src.Notes = append(src.Notes, fmt.Sprintf("%s of %.1f seconds at %d samples a second, told their %s: windows of %d samples, with noise of %g of their loudness.",
		reading.Count(len(records), "recording"), float64(samples)/sound.Rate, sound.Rate, strings.Join(told, " and "), wavWindow, wavDither))
	return src
}

// checkSounds refuses recordings that are too short.
func checkSounds(src model.Source) error {
	var n [3]int
	for _, p := range src.Parts {
		n[p]++
	}
	if slices.Min(n[:]) < reading.MinRows {
		return errors.New("the recordings are too short; give two seconds or more")
	}
	return nil
}

// waveRule is what recordings are learnt by if nobody says.
var waveRule = autoRule{
	plain: "waveglow*4, squeeze(group=8)", given: "waveglow*4, squeeze(group=8)",
	training: "adam(lr=0.005), batch=16, steps=4000, warmup=50, patience=20",
	about:    "four steps of WaveGlow",
}
