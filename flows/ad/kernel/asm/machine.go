package main

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A set is an instruction set and what its registers allow.
type set struct {
	name      string
	lanes     int           // float64 in a register
	registers int           // without those that only AVX-512 has
	side      int           // registers that elementwise functions work on side by side, at most
	widths    map[int][]int // by the height of a tile of a product: its widths in registers, widest first
}

// The widest tiles of each height keep 8 or more sums in flight, which two
// multiply-adds a cycle of four cycles each need, and load less than they
// multiply.
var (
	avx512 = set{"avx512", 8, 32, 4, map[int][]int{8: {2}, 7: {2}, 6: {2}, 5: {2}, 4: {2}, 3: {4, 2}, 2: {4, 2}, 1: {8, 2}}}
	avx2   = set{"avx2", 4, 16, 3, map[int][]int{6: {2}, 5: {2}, 4: {2}, 3: {4, 2}, 2: {4, 2}, 1: {8, 2}}}
)

// A machine writes functions for one set.
type machine struct {
	*build.Context
	set
	unroll  int // registers in a value
	labels  int
	callees []callee
	table   Mem      // the constants; on AVX2 four true lanes and four false ones come first
	before  int      // bytes of the table ahead of the constants
	pool    []uint64 // the constants so far
}

func newMachine(s set) *machine {
	m := &machine{Context: build.NewContext(), set: s}
	m.table = m.StaticGlobal(s.name)
	m.DataAttributes(attr.RODATA | attr.NOPTR)
	if s.lanes == 4 {
		m.before = 64
		for i := range 8 {
			m.AppendDatum(U64(-uint64(1 - i/4)))
		}
	}
	return m
}

// function starts a function whose name gets the set's name as a suffix.
func (m *machine) function(name, signature, doc string) {
	name += map[int]string{8: "AVX512", 4: "AVX2"}[m.lanes]
	m.Function(name)
	m.Attributes(attr.NOSPLIT)
	m.SignatureExpr("func" + signature)
	m.Doc(strings.Split(name+" "+doc, "\n")...)
	m.Pragma("noescape")
}

// end returns with the upper halves clean: dirty ones slow every SSE
// instruction that follows down a hundredfold on some processors.
func (m *machine) end() {
	m.VZEROUPPER()
	m.RET()
}

func (m *machine) label(name string) string {
	m.labels++
	return fmt.Sprintf("%s%d", name, m.labels)
}

func (m *machine) param(name string) reg.GPVirtual {
	r := m.GP64()
	m.Load(m.Param(name), r)
	return r
}

// bytes loads a parameter that counts float64 and turns it into bytes.
func (m *machine) bytes(name string) reg.GPVirtual {
	r := m.param(name)
	m.SHLQ(U8(3), r)
	return r
}

func (m *machine) vec() reg.VecVirtual {
	if m.lanes == 8 {
		return m.ZMM()
	}
	return m.YMM()
}

func (m *machine) vecs(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = m.vec()
	}
	return v
}

// zero clears a register.
func (m *machine) zero(v reg.VecVirtual) {
	if m.lanes == 8 {
		m.VPXORQ(v, v, v)
	} else {
		m.VPXOR(v, v, v)
	}
}

// A mask selects the first lanes of a register.
type mask struct{ r reg.Register }

// maskFirst makes the mask of the first n lanes, 0 ≤ n; n beyond the lanes
// selects all of them. It clobbers n.
func (m *machine) maskFirst(n reg.GPVirtual) *mask {
	limit := m.GP64()
	m.MOVQ(U32(m.lanes), limit)
	m.CMPQ(n, limit)
	m.CMOVQGT(limit, n)
	if m.lanes == 8 {
		bits := m.GP64()
		m.MOVQ(I32(-1), bits)
		m.BZHIQ(n, bits, bits)
		k := m.K()
		m.KMOVW(bits.As32(), k)
		return &mask{k}
	}
	at := m.GP64()
	m.LEAQ(m.table.Offset(32), at)
	m.SHLQ(U8(3), n)
	m.SUBQ(n, at)
	v := m.YMM()
	m.VMOVDQU(Mem{Base: at}, v)
	return &mask{v}
}

// load reads a register from memory; lanes outside the mask are 0 and not
// touched in memory. A nil mask selects all lanes.
func (m *machine) load(from Mem, k *mask, to reg.VecVirtual) {
	switch {
	case k == nil:
		m.VMOVUPD(from, to)
	case m.lanes == 8:
		m.VMOVUPD_Z(from, k.r, to)
	default:
		m.VMASKMOVPD(from, k.r, to)
	}
}

func (m *machine) store(from reg.VecVirtual, k *mask, to Mem) {
	switch {
	case k == nil:
		m.VMOVUPD(from, to)
	case m.lanes == 8:
		m.VMOVUPD(from, k.r, to)
	default:
		m.VMASKMOVPD(from, k.r, to)
	}
}
