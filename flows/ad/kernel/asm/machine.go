package main

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A set is an instruction set and what its registers allow.
type set struct {
	name      string
	bytes     int           // in a register
	registers int           // without those that only AVX-512 has
	side      int           // registers that elementwise functions work on side by side, at most
	widths    map[int][]int // by the height of a tile of a product: its widths in registers, widest first
}

// The widest tiles of each height keep 8 or more sums in flight, which two
// multiply-adds a cycle of four cycles each need, and load less than they
// multiply.
var (
	avx512 = set{"avx512", 64, 32, 4, map[int][]int{8: {2}, 7: {2}, 6: {2}, 5: {2}, 4: {2}, 3: {4, 2}, 2: {4, 2}, 1: {8, 2}}}
	avx2   = set{"avx2", 32, 16, 3, map[int][]int{6: {2}, 5: {2}, 4: {2}, 3: {4, 2}, 2: {4, 2}, 1: {8, 2}}}
)

// A machine writes functions for one set.
type machine struct {
	*build.Context
	set
	size    int // bytes of a number
	lanes   int // numbers in a register
	unroll  int // registers in a value
	labels  int
	callees []callee
	halved  bool     // what is written serves both sets
	table   Mem      // the constants; on AVX2 four true lanes and four false ones of 8 bytes come first
	before  int      // bytes of the table ahead of the constants
	pool    []uint64 // the constants so far
}

func newMachine(s set) *machine {
	m := &machine{Context: build.NewContext(), set: s}
	m.numbers(8)
	m.table = m.StaticGlobal(s.name)
	m.DataAttributes(attr.RODATA | attr.NOPTR)
	if !m.wide() {
		m.before = 64
		for i := range 8 {
			m.AppendDatum(U64(-uint64(1 - i/4)))
		}
	}
	return m
}

// wide tells whether the set is AVX-512.
func (m *machine) wide() bool { return m.bytes == 64 }

// numbers says of how many bytes numbers are from here on: 8, or 4 for single precision.
func (m *machine) numbers(size int) { m.size, m.lanes = size, m.bytes/size }

// either is the instruction for numbers of the present size.
func (m *machine) either(double, single instruction) instruction {
	if m.size == 4 {
		return single
	}
	return double
}

// float is the type of numbers of the present size in Go.
func (m *machine) float() string { return fmt.Sprintf("float%d", 8*m.size) }

// function starts a function whose name gets the set's name as a suffix.
func (m *machine) function(name, signature, doc string) {
	name += strings.ToUpper(m.set.name)
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

// stride loads a parameter that counts numbers and turns it into bytes.
func (m *machine) stride(name string) reg.GPVirtual {
	r := m.param(name)
	m.SHLQ(U8(bits.TrailingZeros(uint(m.size))), r)
	return r
}

func (m *machine) vec() reg.VecVirtual {
	if m.wide() {
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
	if m.wide() {
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
	if m.wide() {
		all := m.GP64()
		m.MOVQ(I32(-1), all)
		m.BZHIQ(n, all, all)
		k := m.K()
		m.KMOVW(all.As32(), k)
		return &mask{k}
	}
	at := m.GP64()
	m.LEAQ(m.table.Offset(32), at)
	m.SHLQ(U8(bits.TrailingZeros(uint(m.size))), n)
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
		m.either(m.VMOVUPD, m.VMOVUPS)(from, to)
	case m.wide() && m.size == 8:
		m.VMOVUPD_Z(from, k.r, to)
	case m.wide():
		m.VMOVUPS_Z(from, k.r, to)
	case m.size == 8:
		m.VMASKMOVPD(from, k.r, to)
	default:
		m.VMASKMOVPS(from, k.r, to)
	}
}

func (m *machine) store(from reg.VecVirtual, k *mask, to Mem) {
	switch {
	case k == nil:
		m.either(m.VMOVUPD, m.VMOVUPS)(from, to)
	case m.wide():
		m.either(m.VMOVUPD, m.VMOVUPS)(from, k.r, to)
	case m.size == 8:
		m.VMASKMOVPD(from, k.r, to)
	default:
		m.VMASKMOVPS(from, k.r, to)
	}
}
