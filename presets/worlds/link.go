package worlds

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
	"unicode"
)

// How long a program may take for its first line, which may wait for imports, and for
// every other; and how long a line may be.
var (
	firstAnswer = 30 * time.Second
	nextAnswer  = 10 * time.Second
)

const longestLine = 1 << 16

// A link is a running program that answers lines of JSON.
type link struct {
	words []string
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan []byte // closed when there are no more
	end   error       // why there are no more, once they are closed; nil for the end
	tail  tail
	once  sync.Once
}

// newLink starts a program.
func newLink(words []string) (*link, error) {
	if len(words) == 0 {
		return nil, errors.New("name a program to run, such as ./my-env")
	}
	l := &link{words: words, cmd: exec.Command(words[0], words[1:]...), lines: make(chan []byte)}
	l.cmd.Stderr = &l.tail
	l.cmd.WaitDelay = time.Second
	var err error
	if l.in, err = l.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := l.cmd.Start(); err != nil {
		if why := errors.Unwrap(err); why != nil {
			err = why
		}
		return nil, fmt.Errorf("%s cannot be run: %w", words[0], err)
	}
	go l.read(out)
	return l, nil
}

// read hands lines on until the program ends, or says too much.
func (l *link) read(out io.Reader) {
	defer close(l.lines)
	s := bufio.NewScanner(out)
	s.Buffer(nil, longestLine)
	for s.Scan() {
		l.lines <- bytes.Clone(s.Bytes())
	}
	l.end = s.Err()
}

// close ends the program: first by the end of its input, then for good.
func (l *link) close() {
	l.once.Do(func() {
		l.in.Close() //nolint:errcheck // it may be gone
		go func() {
			for range l.lines { // so that it can write and end
			}
		}()
		done := make(chan struct{})
		go func() {
			l.cmd.Wait() //nolint:errcheck // how it ends is no matter any more
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(time.Second):
			l.cmd.Process.Kill() //nolint:errcheck // it may be gone
			<-done
		}
	})
}

// say writes a line.
func (l *link) say(r request) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("an action is no number: %w", err)
	}
	if _, err := l.in.Write(append(line, '\n')); err != nil {
		return errors.New("it has ended")
	}
	return nil
}

// listen reads a line within a time.
func (l *link) listen(into any, within time.Duration) error {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case line, ok := <-l.lines:
		if !ok && errors.Is(l.end, bufio.ErrTooLong) {
			return errors.New("it wrote a line of more than 64 KiB")
		} else if !ok {
			return errors.New("it ended where an answer was due")
		}
		if err := json.Unmarshal(line, into); err != nil {
			return fmt.Errorf("a line of JSON was due, and it wrote %q", visible(string(line)))
		}
		return nil
	case <-timer.C:
		return fmt.Errorf("it did not answer within %v; does it flush its output?", within)
	}
}

// lastWords is the last line that the program wrote on standard error.
func (l *link) lastWords() string {
	time.Sleep(50 * time.Millisecond) // it may be about to say why
	lines := strings.Split(strings.TrimSpace(l.tail.String()), "\n")
	return visible(lines[len(lines)-1])
}

// visible is a text without what could steer a terminal, of 120 characters at most.
func visible(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
	if r := []rune(text); len(r) > 120 {
		text = string(r[:119]) + "…"
	}
	return text
}

// A tail keeps the last part of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const longestTail = 4096

// Write takes everything.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if n := len(t.kept) - longestTail; n > 0 {
		t.kept = append(t.kept[:0], t.kept[n:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
