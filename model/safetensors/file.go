// Package safetensors reads and writes the safetensors format for float64
// arrays, so that what bijou keeps can be opened by other programs.
//
// A file is the length of a header as eight bytes, the least significant first,
// the header as a JSON object, and the numbers of all arrays without a gap. The
// header gives the type, the shape and the place of each array by its name, and
// under __metadata__ texts by their names. The layout is that of
// https://github.com/huggingface/safetensors#format, with its rule that nothing
// in a file can be executed.
//
// [Decode] takes bytes that nobody has checked: it refuses whatever is not
// exactly as declared, and makes nothing larger than the bytes that it was given.
package safetensors

// The limits of a file.
const (
	MaxBytes  = 256 << 20 // in all
	maxHeader = 1 << 20
	maxRank   = 4
)

const (
	metadataName = "__metadata__"
	float64Type  = "F64"
	float64Bytes = 8
	lengthBytes  = 8 // of the header's length
)

// A Tensor is an array of numbers, the last dimension running fastest.
type Tensor struct {
	Shape []int
	Data  []float64
}

// A File is what a file holds, by name.
type File struct {
	Metadata map[string]string
	Tensors  map[string]Tensor
}

// product is the number of entries of a shape, and whether that is at most most.
func product(shape []int, most int) (n int, ok bool) {
	n = 1
	for _, d := range shape {
		if d < 0 {
			return 0, false
		}
		if d > 0 && n > most/d {
			return 0, false
		}
		n *= d
	}
	return n, n <= most
}
