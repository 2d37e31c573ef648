package systems

import (
	"sync"
	"weak"

	"bijou/model"
)

// A lasting value is the same for the same data, however far a flow has learnt. That of the
// data of the last call is kept while they are in use.
type lasting[T any] struct {
	lock  sync.Mutex
	of    weak.Pointer[model.Data]
	value T
}

// get returns the value for data, and makes it if the last call was for others.
func (l *lasting[T]) get(of *model.Data, make func() T) T {
	l.lock.Lock()
	defer l.lock.Unlock()
	if p := weak.Make(of); l.of != p {
		l.value, l.of = make(), p
	}
	return l.value
}
