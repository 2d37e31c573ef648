//go:build linux || darwin || freebsd || netbsd || openbsd

package reading

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mapFile makes the bytes of a file memory, which the system reads and writes as it is
// used; they are no part of what the collector counts.
func mapFile(f *os.File, size int64, write bool) ([]byte, error) {
	prot := unix.PROT_READ
	if write {
		prot |= unix.PROT_WRITE
	}
	return unix.Mmap(int(f.Fd()), 0, int(size), prot, unix.MAP_SHARED)
}

// forget gives back the memory that mapped bytes take: they are read from the file again
// when they are used.
func forget(mapped []byte) { _ = unix.Madvise(mapped, unix.MADV_DONTNEED) }

// unmap ends a mapping; nothing may use it after.
func unmap(mapped []byte) { _ = unix.Munmap(mapped) }

// mappedNumbers returns room for numbers in a file without a name, which ends with the
// program; nil where there is none. The system moves out to the file what memory lacks.
func mappedNumbers(n int) []float64 {
	f, err := nameless()
	if err != nil {
		return nil
	}
	defer f.Close()
	size := int64(n) * numberBytes
	if f.Truncate(size) != nil {
		return nil
	}
	mapped, err := mapFile(f, size, true)
	if err != nil {
		return nil
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(mapped))), n)
}

// bytesOf is the memory of numbers.
func bytesOf(numbers []float64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(numbers))), cap(numbers)*numberBytes)
}

// nameless makes a file that has no name any more.
func nameless() (*os.File, error) {
	f, err := os.CreateTemp("", "bijou-*")
	if err != nil {
		return nil, err
	}
	return f, os.Remove(f.Name())
}
