package plain_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bijou/tui/plain"
)

func TestARunIsToldInSentences(t *testing.T) {
	f := fitOf(t, small)
	var out bytes.Buffer
	if err := plain.Sentences(context.Background(), f, plain.SentencesOptions{Out: &out, Every: time.Microsecond}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"The data are moons(n=300), columns x, y.", "2 layers, from base to data: ", "Step 30 of 60", "nats", "has ended at step 60", "Their test NLL is"} {
		if !strings.Contains(text, want) {
			t.Errorf("no sentence has %q:\n%s", want, text)
		}
	}
	for line := range strings.Lines(text) {
		if strings.ContainsFunc(line, func(r rune) bool { return r >= 0x2500 && r < 0x2900 || r == '\x1b' || r == '\r' }) {
			t.Errorf("no screen reader reads %q", line)
		}
	}
}

func TestWordsAreAnswered(t *testing.T) {
	f := fitOf(t, strings.Replace(small, "steps=60", "steps=0", 1)) // it does not end before it is asked
	snap := f.Snapshot()
	ledger := snap.LedgerOf(snap.Data.ValBatch())
	var out bytes.Buffer
	in := strings.NewReader("pause\nlayers\nsay\njudge\ndance\npause\nquit\n")
	if err := plain.Sentences(context.Background(), f, plain.SentencesOptions{In: in, Out: &out, Every: time.Hour}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Paused at step", "Layer 2, ", "Checks: ", `no word "dance"`, "Training goes on."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no answer has %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "Paused at step 0;") && !strings.Contains(out.String(), fmt.Sprintf("NLL %.3f nats is base term", ledger.NLL)) {
		t.Errorf("the layers do not come to %.3f:\n%s", ledger.NLL, out.String())
	}
}
