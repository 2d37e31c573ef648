package reading

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"runtime/debug"
	"unsafe"
)

// Tables can be larger than memory. A long text is mapped from its file, or, where there is
// none, as of standard input and of what was unpacked, written to one without a name
// first; columns of many numbers lie in such files too.

const (
	HeldBytes   = 64 << 20   // of a text, beyond which it is in a file
	heldNumbers = 16_000_000 // of a table, beyond which they are
	numberBytes = 8
)

// A mapped text lies in a file, and takes no memory that the system cannot have back.
type mapped []byte

// text is what the file holds, as it is used.
func (m mapped) text() string { return unsafe.String(unsafe.SliceData(m), len(m)) }

// forget gives back the memory that the text takes.
func (m mapped) forget() {
	if len(m) > 0 {
		forget(m)
	}
}

// untilShorter runs f, and makes an error of it where a mapped file lost the bytes that f
// reads, which would end the program.
func untilShorter(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p := recover()
		if _, fault := p.(interface{ Addr() uintptr }); fault {
			err = Bad("read it again when nothing writes to it", "became shorter while it was read")
		} else if p != nil {
			panic(p)
		}
	}()
	return f()
}

// A spool takes a text of any length in, and holds it in memory as long as it is short.
type spool struct {
	short bytes.Buffer
	file  *os.File // nil while the text is short
	out   *bufio.Writer
	size  int64
	most  int64 // bytes that are taken
}

func newSpool() *spool { return &spool{most: maxFileBytes} }

// Write adds to the text. The error is a [*BadFileError] where it is too large.
func (s *spool) Write(p []byte) (int, error) {
	if s.size += int64(len(p)); s.size > s.most {
		return 0, tooLarge(s.most)
	}
	if s.file == nil && s.size > HeldBytes {
		s.spill()
	}
	if s.file == nil {
		return s.short.Write(p)
	}
	return s.out.Write(p)
}

// spill moves the text to a file; where there can be none it stays in memory.
func (s *spool) spill() {
	f, err := nameless()
	if err != nil {
		return
	}
	s.file, s.out = f, bufio.NewWriterSize(f, 1<<20)
	s.out.Write(s.short.Bytes()) //nolint:errcheck // the error stays with the writer
	s.short = bytes.Buffer{}
}

// read takes all of r in, with its error.
func (s *spool) read(r io.Reader) error {
	_, err := io.Copy(struct{ io.Writer }{s}, io.LimitReader(r, s.most+1))
	return err
}

// done returns the text, and where it is mapped the mapping.
func (s *spool) done() ([]byte, mapped, error) {
	if s.file == nil {
		return s.short.Bytes(), nil, nil
	}
	defer s.file.Close()
	if err := s.out.Flush(); err != nil {
		return nil, nil, err
	}
	m, err := mapFile(s.file, s.size, false)
	return m, m, err
}

// drop gives up what was taken in.
func (s *spool) drop() {
	if s.file != nil {
		s.file.Close()
	}
}

// spooled takes in all of r: a regular file that is long is mapped as it is.
func spooled(r io.Reader) ([]byte, mapped, error) {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > HeldBytes {
			if info.Size() > maxFileBytes {
				return nil, nil, tooLarge(maxFileBytes)
			}
			m, err := mapFile(f, info.Size(), false)
			return m, m, err
		}
	}
	s := newSpool()
	if err := s.read(r); err != nil {
		s.drop()
		return nil, nil, err
	}
	return s.done()
}
