package form

import "testing"

func TestAListSaysHowMuchOfItIsNotShown(t *testing.T) {
	for _, c := range []struct {
		top, h, n int
		want      string
	}{
		{0, 5, 5, ""}, {0, 9, 5, ""}, {0, 5, 7, " 2 below "}, {2, 5, 7, " 2 above "}, {1, 5, 7, " 1 above, 1 below "},
	} {
		if got := Beyond(c.top, c.h, c.n); got != c.want {
			t.Errorf("of %d lines %d are shown from %d on: %q, not %q", c.n, c.h, c.top, got, c.want)
		}
	}
}
