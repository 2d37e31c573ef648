package kernel

import "golang.org/x/sys/cpu"

// has says whether the processor, and the system it runs, knows what k uses.
func has(k kind) bool {
	x := &cpu.X86
	switch k {
	case wide:
		return x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasBMI2
	case narrow:
		return x.HasAVX2 && x.HasFMA && x.HasBMI2
	}
	return true
}
