package plain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
	"bijou/tui/plain"
)

func fitOf(t *testing.T, line string) *model.Fit {
	t.Helper()
	cfg, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const small = "moons(n=300) | coupling(hidden=8)*2 | adam, batch=32, steps=60 | seed=2"

func TestAScreenIsWrittenWithoutATerminal(t *testing.T) {
	for format, want := range map[string]string{".txt": "60", ".ansi": "\x1b[", ".svg": "<svg "} {
		var out bytes.Buffer
		if err := plain.Screen(context.Background(), fitOf(t, small), &out, format, plain.ScreenOptions{Width: 80, Height: 24, Keys: "train"}); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v\n%.300s", format, err, out.String())
		}
	}
}

func TestARecordingIsAnAsciicast(t *testing.T) {
	var out bytes.Buffer
	if err := plain.Record(context.Background(), fitOf(t, small), &out, plain.ScreenOptions{Width: 60, Height: 20, Keys: "space wait:2s", Rate: 30}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var head struct{ Version, Width, Height int }
	if err := json.Unmarshal([]byte(lines[0]), &head); err != nil || head.Version != 2 || head.Width != 60 || head.Height != 20 {
		t.Fatalf("%v: %s", err, lines[0])
	}
	if len(lines) < 20 || len(lines) > 60 {
		t.Errorf("%d pictures of two seconds", len(lines))
	}
	before := -1.0
	for _, line := range lines[1:] {
		var event []any
		if err := json.Unmarshal([]byte(line), &event); err != nil || len(event) != 3 || event[1] != "o" || event[0].(float64) < before {
			t.Fatalf("%v after %g: %.80s", err, before, line)
		}
		before = event[0].(float64)
	}
}
