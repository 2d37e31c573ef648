package damage

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// Samples stay as they are, and what is made of them is of many kinds.
func TestSamplesAreDamaged(t *testing.T) {
	samples := [][]byte{[]byte("a short text"), bytes.Repeat([]byte{7}, 300), {}}
	kinds, longer, shorter, same := map[string]bool{}, 0, 0, 0
	s := &source{rng: rand.New(rand.NewPCG(1, 0)), samples: samples}
	const tries = 2000
	for range tries {
		s.next()
		kinds[string(s.data)] = true
		switch {
		case len(s.data) > 300:
			longer++
		case len(s.data) < 12:
			shorter++
		}
		if bytes.Equal(s.data, samples[1]) {
			same++
		}
	}
	if string(samples[0]) != "a short text" || len(samples[2]) > 0 {
		t.Error("a sample has changed")
	}
	if len(kinds) < tries*7/10 || longer < 50 || shorter < 50 || same > tries/10 {
		t.Errorf("%d kinds, %d longer, %d shorter, %d as before", len(kinds), longer, shorter, same)
	}
}
