package reading

import (
	"encoding/binary"
	"errors"
)

// The metadata of a Parquet file are structs in Thrift's compact protocol. A list there
// begins with its length, for which the reader makes room before it reads on: a file of
// some bytes can ask for more memory than there is. So a walk over the bytes comes first.
const (
	thriftDepth    = 32      // of structs and lists in each other
	thriftElements = 1 << 20 // of all lists of a struct
)

// The types of the protocol that the metadata have.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftLong   = 6 // 4 and 5 are shorter whole numbers, written likewise
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftStruct = 12
)

var errThrift = errors.New("its metadata are damaged")

// A thriftWalk is what is left of bytes on a walk over them.
type thriftWalk struct {
	rest     []byte
	elements int
}

// checkThrift walks over the struct that the bytes begin with.
func checkThrift(data []byte) error {
	w := &thriftWalk{rest: data}
	return w.structure(thriftDepth)
}

// skip passes over n bytes.
func (w *thriftWalk) skip(n uint64) error {
	if n > uint64(len(w.rest)) {
		return errThrift
	}
	w.rest = w.rest[n:]
	return nil
}

func (w *thriftWalk) byte() (byte, error) {
	if len(w.rest) == 0 {
		return 0, errThrift
	}
	b := w.rest[0]
	w.rest = w.rest[1:]
	return b, nil
}

func (w *thriftWalk) varint() (uint64, error) {
	v, n := binary.Uvarint(w.rest)
	if n <= 0 {
		return 0, errThrift
	}
	w.rest = w.rest[n:]
	return v, nil
}

// structure passes over fields up to the one that ends a struct.
func (w *thriftWalk) structure(depth int) error {
	for {
		head, err := w.byte()
		if err != nil || head == 0 {
			return err
		}
		if head>>4 == 0 { // its number follows
			if _, err := w.varint(); err != nil {
				return err
			}
		}
		if kind := head & 15; kind != thriftTrue && kind != thriftFalse { // which are in the head
			if err := w.value(kind, depth-1); err != nil {
				return err
			}
		}
	}
}

// value passes over a field or an element.
func (w *thriftWalk) value(kind byte, depth int) error {
	switch {
	case depth == 0:
		return errThrift
	case kind == thriftByte:
		return w.skip(1)
	case kind > thriftByte && kind <= thriftLong:
		_, err := w.varint()
		return err
	case kind == thriftDouble:
		return w.skip(8)
	case kind == thriftBinary:
		n, err := w.varint()
		if err != nil {
			return err
		}
		return w.skip(n)
	case kind == thriftList:
		return w.list(depth)
	case kind == thriftStruct:
		return w.structure(depth)
	}
	return errThrift // maps, sets and lists of true and false: the metadata have none
}

// list passes over elements, each of a byte at least.
func (w *thriftWalk) list(depth int) error {
	head, err := w.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 { // more of them, and how many follows
		if n, err = w.varint(); err != nil {
			return err
		}
	}
	if n > uint64(min(len(w.rest), thriftElements-w.elements)) {
		return errThrift
	}
	w.elements += int(n)
	for range n {
		if err := w.value(head&15, depth-1); err != nil {
			return err
		}
	}
	return nil
}
