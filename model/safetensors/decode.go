package safetensors

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// A place is what the header says of one array.
type place struct {
	name       string
	shape      []int
	begin, end int // in bytes, behind the header
}

// Decode reads a file. The error says in a clause what is wrong with the bytes.
func Decode(data []byte) (*File, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("it has more than %d MiB", MaxBytes>>20)
	}
	if len(data) < lengthBytes {
		return nil, fmt.Errorf("it ends before its header")
	}
	length, rest := binary.LittleEndian.Uint64(data), data[lengthBytes:]
	if length > maxHeader {
		return nil, fmt.Errorf("its header would have more than %d MiB", maxHeader>>20)
	}
	if length > uint64(len(rest)) {
		return nil, fmt.Errorf("it ends within its header")
	}
	metadata, places, err := parseHeader(rest[:length])
	if err != nil {
		return nil, fmt.Errorf("its header is wrong: %w", err)
	}
	body := rest[length:]
	if err := checkPlaces(places, len(body)); err != nil {
		return nil, err
	}
	f := &File{Metadata: metadata, Tensors: make(map[string]Tensor, len(places))}
	for _, p := range places {
		f.Tensors[p.name] = Tensor{p.shape, numbers(body[p.begin:p.end])}
	}
	return f, nil
}

// checkPlaces refuses arrays that overlap, that leave a gap between them, that
// have another size than their shape, or that are not all that there is. It puts
// them in the order in which they stand.
func checkPlaces(places []place, size int) error {
	slices.SortFunc(places, func(a, b place) int { return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end)) })
	at := 0
	for _, p := range places {
		if p.begin != at || p.end < p.begin {
			return fmt.Errorf("array %q is not where the one before it ends", p.name)
		}
		n, ok := product(p.shape, MaxBytes/float64Bytes)
		if !ok || n*float64Bytes != p.end-p.begin {
			return fmt.Errorf("array %q of shape %v has %d bytes", p.name, p.shape, p.end-p.begin)
		}
		at = p.end
	}
	if at != size {
		return fmt.Errorf("it has %d bytes of numbers, and its header speaks of %d", size, at)
	}
	return nil
}

func numbers(data []byte) []float64 {
	x := make([]float64, len(data)/float64Bytes)
	for i := range x {
		x[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[i*float64Bytes:]))
	}
	return x
}
