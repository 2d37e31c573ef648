package flows

import (
	"testing"

	"bijou/flows/ad"
)

// Both directions of every kind in the plane, with its default fields, for a
// part of a batch as the evaluator takes it. What has no formula for a direction
// shows what its root search or its solver costs.
func BenchmarkDirections(b *testing.B) {
	for _, k := range Kinds() {
		if NewItem(k, nil).Misfit(Row(2)) != "" {
			continue
		}
		s := newSubject(b, NewItem(k, nil), 2, 0.1)
		for name, d := range s.directions() {
			b.Run(k.Name+"/"+name, func(b *testing.B) {
				v := s.from(name, evalRows, 1)
				tape := ad.NewTape(s.theta, nil)
				for b.Loop() {
					tape.Reset()
					d(tape.Const(v), nil)
				}
			})
		}
	}
}

// Both directions of autoregressive layers of 64 columns: one that the net hears all
// of at once, and one that it is told entry by entry.
func BenchmarkAutoregressive64(b *testing.B) {
	for _, text := range []string{"autoregressive", "autoregressive(rqs)", "autoregressive(relu, hidden=128x128)", "iaf"} {
		spec, err := ParseSpec(text)
		if err != nil {
			b.Fatal(err)
		}
		s := newSubject(b, spec[0], 64, 0.1)
		for name, d := range s.directions() {
			b.Run(text+"/"+name, func(b *testing.B) {
				v := s.from(name, evalRows, 1)
				tape := ad.NewTape(s.theta, nil)
				for b.Loop() {
					tape.Reset()
					d(tape.Const(v), nil)
				}
			})
		}
	}
}
