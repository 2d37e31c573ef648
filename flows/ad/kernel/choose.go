package kernel

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// The names of the kernels, as Choose and BIJOU_KERNEL take them.
const (
	AVX512 = "avx512" // AVX-512 F, DQ and VL, BMI2
	AVX2   = "avx2"   // AVX2, FMA, BMI2
	Go     = "go"     // plain Go, on every processor
)

type kind int

const (
	plain kind = iota
	narrow
	wide
)

var kinds = map[string]kind{AVX512: wide, AVX2: narrow, Go: plain}

// using is the kernel that everything here runs on. It is the one global that
// changes, and only Choose changes it: passing it along would put a word about
// the processor into every call in the program.
var using, environment = start(os.Getenv("BIJOU_KERNEL"))

func start(name string) (kind, error) {
	k, err := find(name, Available())
	if err != nil {
		err = fmt.Errorf("BIJOU_KERNEL: %w", err)
	}
	return k, err
}

// Environment returns what was wrong with BIJOU_KERNEL when the program
// started, or nil. The fastest kernel is in use then.
func Environment() error { return environment }

// Choose makes everything here run on the kernel of the given name, or on the
// fastest one for the empty name. It must not be called while something else
// here runs. After an error nothing has changed.
func Choose(name string) error {
	k, err := find(name, Available())
	if err == nil {
		using = k
	}
	return err
}

// Name returns the name of the kernel in use.
func Name() string {
	for name, k := range kinds {
		if k == using {
			return name
		}
	}
	panic("kernel: none in use")
}

// Available returns the names of the kernels that this processor can run,
// fastest first.
func Available() []string {
	var names []string
	for _, name := range []string{AVX512, AVX2, Go} {
		if has(kinds[name]) {
			names = append(names, name)
		}
	}
	return names
}

// find returns the kernel of that name out of those that can run here, and the
// first of them beside an error.
func find(name string, can []string) (kind, error) {
	_, known := kinds[name]
	switch {
	case name == "":
		return kinds[can[0]], nil
	case !known:
		return kinds[can[0]], fmt.Errorf("there is no kernel %q: choose %s", name, strings.Join(can, " or "))
	case !slices.Contains(can, name):
		return kinds[can[0]], fmt.Errorf("this processor cannot run the kernel %s: choose %s", name, strings.Join(can, " or "))
	}
	return kinds[name], nil
}
