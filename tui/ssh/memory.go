package ssh

import (
	"context"
	"runtime/debug"
	"time"
)

// giveBackEvery is how often a server looks whether many guests have left.
const giveBackEvery = 15 * time.Second

// giveBack returns memory to the system some seconds after half of the guests have left.
// By itself Go does so minutes later: nobody is there to make it collect.
func (s *Server) giveBack(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	most := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		s.admission.forget(time.Now())
		now := s.admission.count()
		if most = max(most, now); now <= most/2 && most > 0 {
			debug.FreeOSMemory()
			most = now
		}
	}
}
