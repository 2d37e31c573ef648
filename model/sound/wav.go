package sound

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/go-audio/audio"
	"github.com/go-audio/wav"
)

// Bounds of a file of sound that is read.
const (
	mostBytes = 64 << 20
	leastRate = 4000
	mostRate  = 384_000
)

// The codings of samples in a WAV file that are read.
const (
	wavePCM        = 1
	waveFloat      = 3
	waveExtensible = 0xfffe
)

// Read reads a WAV file: the mean of its channels, between −1 and 1, at its own rate.
func Read(r io.ReadSeeker) (x []float64, rate int, err error) {
	if size, err := r.Seek(0, io.SeekEnd); err != nil || size > mostBytes {
		return nil, 0, errors.New("it has more than 64 MiB")
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, 0, err
	}
	d := wav.NewDecoder(r)
	if !d.IsValidFile() {
		return nil, 0, errors.New("it is no WAV file, or a damaged one")
	}
	value, err := decoding(d)
	if err != nil {
		return nil, 0, err
	}
	buffer, err := d.FullPCMBuffer()
	if err != nil {
		return nil, 0, errors.New("it is a damaged WAV file")
	}
	channels := int(d.NumChans)
	x = make([]float64, len(buffer.Data)/channels)
	for i := range x {
		for c := range channels {
			x[i] += value(buffer.Data[i*channels+c]) / float64(channels)
		}
	}
	return x, int(d.SampleRate), nil
}

// decoding returns what a whole number of the file is worth.
func decoding(d *wav.Decoder) (value func(v int) float64, err error) {
	bits := int(d.BitDepth)
	switch {
	case int(d.SampleRate) < leastRate || d.SampleRate > mostRate:
		return nil, fmt.Errorf("it has %d samples a second; give 4,000 to 384,000", d.SampleRate)
	case d.WavAudioFormat == waveFloat && bits == 32:
		return func(v int) float64 { return float64(math.Float32frombits(uint32(v))) }, nil
	case (d.WavAudioFormat == wavePCM || d.WavAudioFormat == waveExtensible) && bits == 8: // unsigned
		return func(v int) float64 { return float64(v-128) / 128 }, nil
	case (d.WavAudioFormat == wavePCM || d.WavAudioFormat == waveExtensible) && (bits == 16 || bits == 24 || bits == 32):
		most := math.Exp2(float64(bits - 1))
		return func(v int) float64 { return float64(v) / most }, nil
	}
	return nil, fmt.Errorf("its samples are of %d bits in format %d; give 8, 16, 24 or 32 bits, or 32-bit floats", bits, d.WavAudioFormat)
}

// loudest is the largest sample of a file that is written: a little below what there is
// room for.
const loudest = 0.9

// Write writes a wave as a WAV file of one channel with 16 bits, as loud as there is
// room for.
func Write(w io.WriteSeeker, x []float64) error {
	const most = math.MaxInt16
	top := 0.0
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	buffer := &audio.IntBuffer{Format: &audio.Format{NumChannels: 1, SampleRate: Rate}, SourceBitDepth: 16, Data: make([]int, len(x))}
	for i, v := range x {
		buffer.Data[i] = int(math.Round(loudest * most * v / max(top, math.SmallestNonzeroFloat64)))
	}
	e := wav.NewEncoder(w, Rate, 16, 1, wavePCM)
	if err := e.Write(buffer); err != nil {
		return err
	}
	return e.Close()
}
