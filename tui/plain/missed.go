package plain

import (
	"errors"
	"fmt"
)

// ErrMissed says that a bar or a bound of a table was missed.
var ErrMissed = errors.New("a bar was missed")

// missedOf counts the rows of a table that missed theirs.
type missedOf int

// verdict returns the word for a row, and counts it.
func (m *missedOf) verdict(met bool) string {
	if met {
		return "✓"
	}
	*m++
	return "✗ missed"
}

// err is ErrMissed where any row was missed.
func (m missedOf) err() error {
	if m == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d of the table", ErrMissed, m)
}
