package cli

import (
	"bijou/presets/reading"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"
)

// patience is how long a person sees nothing before being told what takes so long.
const patience = 400 * time.Millisecond

// clearLine goes back to the start of the line of a terminal and empties it.
const clearLine = "\r\x1b[K"

// waiting says on the terminal what is being done, where it takes longer than patience,
// until done is called.
func waiting(c *cobra.Command, doing string) (done func()) {
	out := progress(c)
	if out == nil {
		return func() {}
	}
	var lock sync.Mutex
	said, over := false, false
	timer := time.AfterFunc(patience, func() {
		lock.Lock()
		defer lock.Unlock()
		if !over {
			_, _ = io.WriteString(out, doing+" …")
			said = true
		}
	})
	return func() {
		timer.Stop()
		lock.Lock()
		defer lock.Unlock()
		if over = true; said {
			_, _ = io.WriteString(out, clearLine)
		}
	}
}

// preparing is what is done before a run starts.
func (f *flags) preparing() string {
	switch f.data {
	case "":
		return "preparing the run"
	case "-":
		return "reading standard input and choosing what to learn it by"
	}
	return fmt.Sprintf("reading %s and choosing what to learn it by", reading.Clean(filepath.Base(f.data)))
}
