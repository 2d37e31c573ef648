package safetensors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"unicode/utf8"
)

// ErrTooLarge says that a file would exceed the limits of the format as it is
// read here.
var ErrTooLarge = errors.New("it would hold more than 256 MiB of numbers, or 1 MiB of names and texts")

// An entry of the header says what an array is and where its bytes are.
type entry struct {
	Type    string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// Encode returns the bytes of the file, the same for the same content: names are
// sorted, and the numbers begin at a multiple of eight. A shape that does not fit
// its numbers is the caller's mistake; the error is [ErrTooLarge].
func (f *File) Encode() ([]byte, error) {
	size, err := f.Size()
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(make([]byte, 0, size))
	err = f.write(out)
	return out.Bytes(), err
}

// Size returns how many bytes the file has. The error is [ErrTooLarge].
func (f *File) Size() (int, error) {
	header, size, err := f.header(slices.Sorted(maps.Keys(f.Tensors)))
	return lengthBytes + len(header) + size, err
}

// write writes the bytes of the file, not many at a time.
func (f *File) write(out io.Writer) error {
	names := slices.Sorted(maps.Keys(f.Tensors))
	header, _, err := f.header(names)
	if err != nil {
		return err
	}
	if _, err := out.Write(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...)); err != nil {
		return err
	}
	const most = 1 << 13 // numbers
	var buffer []byte
	for _, name := range names {
		for part := range slices.Chunk(f.Tensors[name].Data, most) {
			buffer = buffer[:0]
			for _, v := range part {
				buffer = binary.LittleEndian.AppendUint64(buffer, math.Float64bits(v))
			}
			if _, err := out.Write(buffer); err != nil {
				return err
			}
		}
	}
	return nil
}

// header returns the header, padded with spaces, and how many bytes of numbers
// it speaks of.
func (f *File) header(names []string) (header []byte, size int, err error) {
	all := map[string]any{}
	if len(f.Metadata) > 0 {
		for k, v := range f.Metadata {
			mustBeText(k)
			mustBeText(v)
		}
		all[metadataName] = f.Metadata
	}
	for _, name := range names {
		t := f.Tensors[name]
		mustBeTensor(name, t)
		end := size + float64Bytes*len(t.Data)
		all[name] = entry{float64Type, append([]int{}, t.Shape...), [2]int{size, end}}
		size = end
	}
	header, err = json.Marshal(all) // it sorts the names
	if err != nil {
		return nil, 0, err
	}
	if rest := len(header) % float64Bytes; rest > 0 {
		header = append(header, bytes.Repeat([]byte(" "), float64Bytes-rest)...)
	}
	if len(header) > maxHeader || lengthBytes+len(header)+size > MaxBytes {
		return nil, 0, ErrTooLarge
	}
	return header, size, nil
}

func mustBeTensor(name string, t Tensor) {
	mustBeText(name)
	if n, ok := product(t.Shape, math.MaxInt); name == metadataName || !ok || n != len(t.Data) || len(t.Shape) > maxRank {
		panic(fmt.Sprintf("safetensors: %q cannot have shape %v for %d numbers", name, t.Shape, len(t.Data)))
	}
}

func mustBeText(s string) {
	if !utf8.ValidString(s) {
		panic(fmt.Sprintf("safetensors: %q is not UTF-8", s))
	}
}

// Digest returns the SHA-256 of the file as it would be without one text of its
// metadata, in hexadecimal: what that text says, if the file is whole.
func (f *File) Digest(without string) (string, error) {
	bare := File{maps.Clone(f.Metadata), f.Tensors}
	delete(bare.Metadata, without)
	sum := sha256.New()
	err := bare.write(sum)
	return hex.EncodeToString(sum.Sum(nil)), err
}
