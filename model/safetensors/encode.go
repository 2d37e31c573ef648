package safetensors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"unicode/utf8"
)

// ErrTooLarge says that a file would exceed the limits of the format as it is
// read here.
var ErrTooLarge = errors.New("it would hold more than 64 MiB of numbers, or 1 MiB of names and texts")

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
	names := slices.Sorted(maps.Keys(f.Tensors))
	header, size, err := f.header(names)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, lengthBytes+len(header)+size)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(header)))
	out = append(out, header...)
	for _, name := range names {
		for _, v := range f.Tensors[name].Data {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
	}
	return out, nil
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
	data, err := bare.Encode()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}
