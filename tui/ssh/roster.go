package ssh

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bijou/model"
)

// A roster is who has a session.
type roster struct {
	mu      sync.Mutex
	last    int // number that was given
	present map[int]*visitor
}

// A visitor is a guest with a session.
type visitor struct {
	number  int
	name    string // of the guest in the log
	since   time.Time
	run     atomic.Pointer[model.Snapshot] // as it was last seen; nil before
	notices chan<- string
	end     func(why error)
}

// add gives a visitor a number, by which an administrator calls it.
func (r *roster) add(v *visitor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	v.number = r.last
	if r.present == nil {
		r.present = map[int]*visitor{}
	}
	r.present[v.number] = v
}

func (r *roster) remove(v *visitor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.present, v.number)
}

// all are those who are present, who came first first.
func (r *roster) all() []*visitor {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(maps.Values(r.present), func(a, b *visitor) int { return cmp.Compare(a.number, b.number) })
}

// find returns a visitor by its number, nil if it is not there.
func (r *roster) find(number int) *visitor {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.present[number]
}
