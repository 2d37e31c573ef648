package terminal

import "testing"

func TestATerminalThatTellsNoSizeHasAUsualOne(t *testing.T) {
	for _, c := range []struct {
		env          Environment
		w, h         int
		wantW, wantH int
	}{
		{nil, 120, 40, 120, 40},
		{nil, 0, 0, 80, 24},
		{Environment{"COLUMNS=100", "LINES=30"}, 0, 0, 100, 30},
		{Environment{"COLUMNS=100", "LINES=30"}, 50, 20, 50, 20},
		{Environment{"COLUMNS=wide", "LINES=-3"}, 0, 0, 80, 24},
		{nil, 80, 0, 80, 24},
	} {
		if w, h := c.env.Size(c.w, c.h); w != c.wantW || h != c.wantH {
			t.Errorf("%v: %dx%d is drawn at %dx%d, want %dx%d", c.env, c.w, c.h, w, h, c.wantW, c.wantH)
		}
	}
}
