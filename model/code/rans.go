package code

import (
	"encoding/binary"
	"errors"
)

// Asymmetric numeral systems with a state of 64 bits (rANS, Duda 2013; with words of 32
// bits as in Giesen's rans64): a symbol of frequency f out of 2¹⁶ grows the state by a
// factor of 2¹⁶/f, and words leave it at the low end. What was written last is read
// first.
const least = 1 << 31 // of a state between two symbols

// A span is a symbol: where its frequencies begin and how many they are.
type span struct{ start, size uint32 }

// checkBits are those of a state that hold nothing before the first symbol is written:
// a checksum has room there that costs nothing.
const checkBits = least - 1

// writeSpans returns the bytes that stand for symbols, the first to be read first, and
// for the lowest 31 bits of a checksum.
func writeSpans(spans []span, check uint32) []byte {
	state, words := uint64(least|check&checkBits), []uint32(nil)
	for i := len(spans) - 1; i >= 0; i-- {
		s := spans[i]
		if state >= (least>>low<<32)*uint64(s.size) {
			words = append(words, uint32(state))
			state >>= 32
		}
		state = state/uint64(s.size)<<low + state%uint64(s.size) + uint64(s.start)
	}
	out := binary.LittleEndian.AppendUint64(nil, state)
	for i := len(words) - 1; i >= 0; i-- {
		out = binary.LittleEndian.AppendUint32(out, words[i])
	}
	return out
}

var errShort = errors.New("it ends too early")

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

// next returns the symbol whose frequencies the state lies in, by cumulative
// frequencies from 0 to 2¹⁶.
func (r *reader) next(cumulative []uint32) (symbol int, err error) {
	at := uint32(r.state & (total - 1))
	for cumulative[symbol+1] <= at {
		symbol++
	}
	start, size := cumulative[symbol], cumulative[symbol+1]-cumulative[symbol]
	r.state = uint64(size)*(r.state>>low) + uint64(at-start)
	if r.state < least {
		if len(r.rest) < 4 {
			return 0, errShort
		}
		r.state = r.state<<32 | uint64(binary.LittleEndian.Uint32(r.rest))
		r.rest = r.rest[4:]
	}
	return symbol, nil
}

// done tells whether everything was read and the checksum is that of what was written.
func (r *reader) done(check uint32) bool {
	return r.state == uint64(least|check&checkBits) && len(r.rest) == 0
}
