// Package damage changes bytes at random, as a bad disk or a bad person does, for tests of
// what reads them. Beside Go's fuzzing, which looks for new paths through the code, it
// tries very many inputs in a short time: a million in some seconds.
package damage

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"testing"
	"time"
)

// Try calls a test with so many damaged copies of samples as BIJOU_FUZZ says, or with a
// few. BIJOU_SEED repeats the ones of an earlier run. A test that fails or panics tells
// the bytes that it was given; they are its own until it returns.
func Try(t *testing.T, few int, samples [][]byte, test func(data []byte)) {
	t.Helper()
	n, seed := number("BIJOU_FUZZ", uint64(few)), number("BIJOU_SEED", rand.Uint64())
	s := &source{rng: rand.New(rand.NewPCG(seed, 0)), samples: samples}
	done, slowest, slow := false, time.Duration(0), []byte(nil)
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("it panics on %q (BIJOU_SEED=%d): %v\n%s", s.data, seed, p, debug.Stack())
		}
		if !done {
			t.Errorf("it was given %q (BIJOU_SEED=%d)", s.data, seed)
		}
	}()
	for range n {
		s.next()
		start := time.Now()
		test(s.data)
		if took := time.Since(start); took > slowest {
			slowest, slow = took, append(slow[:0], s.data...)
		}
	}
	done = true
	t.Logf("%d tries with seed %d; the slowest took %v, on %d bytes", n, seed, slowest.Round(time.Microsecond), len(slow))
}

// number reads a variable of the environment.
func number(name string, otherwise uint64) uint64 {
	if v, err := strconv.ParseUint(os.Getenv(name), 10, 64); err == nil {
		return v
	}
	return otherwise
}

// A source damages samples.
type source struct {
	rng     *rand.Rand
	samples [][]byte
	data    []byte
}

// mostChanges is how many things are done to one sample, and mostBytes how long it may grow.
const (
	mostChanges = 6
	mostBytes   = 1 << 14
)

// next damages another sample.
func (s *source) next() {
	s.data = append(s.data[:0], s.sample()...)
	for range 1 + s.rng.IntN(mostChanges) {
		s.change()
	}
	s.data = s.data[:min(len(s.data), mostBytes)]
}

func (s *source) sample() []byte { return s.samples[s.rng.IntN(len(s.samples))] }

// limits are numbers at which readers fail.
var limits = []uint64{0, 1, 2, 7, 8, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1<<15 - 1, 1 << 15, 1<<16 - 1, 1 << 16, 1<<24 - 1, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<64 - 1}

// change does one thing to the bytes.
func (s *source) change() {
	r := s.rng
	if len(s.data) == 0 {
		s.data = append(s.data, byte(r.Uint32()))
		return
	}
	at, end := s.span(s.data)
	switch r.IntN(9) {
	case 0:
		s.data[at] ^= 1 << r.IntN(8)
	case 1:
		s.data[at] = byte(r.Uint32())
	case 2:
		s.data[at] += byte(r.IntN(9)) - 4
	case 3: // a number of 1 to 8 bytes, at a limit
		var number [8]byte
		order := []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}[r.IntN(2)]
		order.PutUint64(number[:], limits[r.IntN(len(limits))])
		size := 1 << r.IntN(4)
		if order == binary.BigEndian {
			copy(s.data[at:], number[8-size:])
		} else {
			copy(s.data[at:], number[:size])
		}
	case 4:
		s.data = slices.Delete(s.data, at, end)
	case 5:
		s.data = slices.Insert(s.data, at, slices.Clone(s.data[at:end])...)
	case 6: // what stands in another sample
		other := s.sample()
		if len(other) > 0 {
			from, to := s.span(other)
			copy(s.data[at:], other[from:to])
		}
	case 7:
		s.data = s.data[:at]
	case 8: // two spans change places
		from, to := s.span(s.data)
		size := min(end-at, to-from)
		for i := range size {
			s.data[at+i], s.data[from+i] = s.data[from+i], s.data[at+i]
		}
	}
}

// span is a stretch of bytes, more often a short one.
func (s *source) span(of []byte) (from, to int) {
	from = s.rng.IntN(len(of))
	return from, from + 1 + s.rng.IntN(min(len(of)-from, 1<<s.rng.IntN(10)))
}
