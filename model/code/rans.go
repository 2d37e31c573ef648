package code

import (
	"encoding/binary"
	"errors"
	"math"
)

// Asymmetric numeral systems with a state of 64 bits (rANS, Duda 2013; with words of 32
// bits as in Giesen's rans64): a symbol of frequency f out of 2ᵇ grows the state by a
// factor of 2ᵇ/f, and words leave it at the low end. What was written last is read
// first.
const least = 1 << 31 // of a state between two symbols

// A span is a symbol: where its frequencies begin and how many they are, out of 2^bits, 24
// at most.
type span struct {
	start, size uint32
	bits        uint8
}

// cost is what a symbol takes, in bits.
func (s span) cost() float64 { return float64(s.bits) - math.Log2(float64(s.size)) }

// checkBits are those of a state that hold nothing before the first symbol is written:
// a checksum has room there that costs nothing.
const checkBits = least - 1

// writeSpans returns the bytes that stand for symbols, the first to be read first, and
// for the lowest 31 bits of a checksum.
func writeSpans(spans []span, check uint32) []byte {
	state, words := uint64(least|check&checkBits), []uint32(nil)
	for i := len(spans) - 1; i >= 0; i-- {
		s := spans[i]
		if state >= (least>>s.bits<<32)*uint64(s.size) {
			words = append(words, uint32(state))
			state >>= 32
		}
		state = state/uint64(s.size)<<s.bits + state%uint64(s.size) + uint64(s.start)
	}
	out := binary.LittleEndian.AppendUint64(nil, state)
	for i := len(words) - 1; i >= 0; i-- {
		out = binary.LittleEndian.AppendUint32(out, words[i])
	}
	return out
}

var (
	errShort  = errors.New("it ends too early")
	errBeyond = errors.New("it holds numbers that there are not")
	errForm   = errors.New("it has a form that files of this run do not have")
	errSum    = errors.New("its checksum is another one")
)

// A reader reads symbols.
type reader struct {
	state uint64
	rest  []byte
}

func newReader(data []byte) (*reader, error) {
	if len(data) < 8 {
		return nil, errShort
	}
	return &reader{binary.LittleEndian.Uint64(data), data[8:]}, nil
}

// at is where the state lies among 2^bits frequencies.
func (r *reader) at(bits uint8) uint32 { return uint32(r.state & (1<<bits - 1)) }

// take reads the symbol in which the state lies.
func (r *reader) take(s span) error {
	r.state = uint64(s.size)*(r.state>>s.bits) + uint64(r.at(s.bits)-s.start)
	if r.state < least {
		if len(r.rest) < 4 {
			return errShort
		}
		r.state = r.state<<32 | uint64(binary.LittleEndian.Uint32(r.rest))
		r.rest = r.rest[4:]
	}
	return nil
}

// next returns the symbol whose frequencies the state lies in, by cumulative
// frequencies from 0 to 2^bits.
func (r *reader) next(cumulative []uint32, bits uint8) (symbol int, err error) {
	at := r.at(bits)
	for cumulative[symbol+1] <= at {
		symbol++
	}
	return symbol, r.take(span{cumulative[symbol], cumulative[symbol+1] - cumulative[symbol], bits})
}

// mostFlat is how many bits are written at once whose values are all as likely.
const mostFlat = 16

// flat appends a number of so many bits, whose values are all as likely.
func flat(to []span, v uint64, bits int) []span {
	for ; bits > 0; bits -= mostFlat {
		n := min(bits, mostFlat)
		to = append(to, span{uint32(v & (1<<n - 1)), 1, uint8(n)})
		v >>= n
	}
	return to
}

// flat reads such a number.
func (r *reader) flat(bits int) (v uint64, err error) {
	for done := 0; done < bits; done += mostFlat {
		n := uint8(min(bits-done, mostFlat))
		at := r.at(n)
		if err := r.take(span{at, 1, n}); err != nil {
			return 0, err
		}
		v |= uint64(at) << done
	}
	return v, nil
}

// done tells whether everything was read and the checksum is that of what was written.
func (r *reader) done(check uint32) bool {
	return r.state == uint64(least|check&checkBits) && len(r.rest) == 0
}
