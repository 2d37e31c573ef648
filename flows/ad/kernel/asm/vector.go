package main

import (
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vals is one value of a program: a few registers that go through the same
// instructions side by side, so that the processor has something to do while
// each waits for itself.
type vals []reg.VecVirtual

// A constant is a number in memory, ready to be an operand.
type constant struct{ Mem }

// A cond is the outcome of a comparison, lane by lane.
type cond []reg.Register

// number returns x as a constant; equal ones share their memory.
func (m *machine) number(x float64) constant {
	if m.size == 4 {
		return m.bits(uint64(math.Float32bits(float32(x))))
	}
	return m.bits(math.Float64bits(x))
}

// bits returns what has these bits as a constant. Those of a single are there twice, so
// that constants of both precisions share a table.
func (m *machine) bits(x uint64) constant {
	if m.size == 4 {
		x |= x << 32
	}
	size := 8 // AVX-512 repeats a number by itself
	if !m.wide() {
		size = 32
	}
	at := slices.Index(m.pool, x)
	if at < 0 {
		at = len(m.pool)
		m.pool = append(m.pool, x)
		for range size / 8 {
			m.AppendDatum(U64(x))
		}
	}
	return constant{m.table.Offset(m.before + size*at)}
}

func (m *machine) vals() vals { return m.vecs(m.unroll) }

func (m *machine) copy(a vals) vals {
	to := m.vals()
	for u := range to {
		m.VMOVAPD(a[u], to[u])
	}
	return to
}

// An instruction is a method of the context that emits one.
type instruction = func(...Op)

// do emits an instruction on x, a constant or a value, a, and to. Where x is a
// constant, AVX-512 has its own form.
func (m *machine) do(plain, broadcast instruction, x any, a, to vals) vals {
	for u := range to {
		switch x := x.(type) {
		case vals:
			plain(x[u], a[u], to[u])
		case constant:
			if m.wide() {
				broadcast(x.Mem, a[u], to[u])
			} else {
				plain(x.Mem, a[u], to[u])
			}
		}
	}
	return to
}

func (m *machine) add(a vals, x any) vals {
	return m.do(m.either(m.VADDPD, m.VADDPS), m.either(m.VADDPD_BCST, m.VADDPS_BCST), x, a, m.vals())
}
func (m *machine) sub(a vals, x any) vals {
	return m.do(m.either(m.VSUBPD, m.VSUBPS), m.either(m.VSUBPD_BCST, m.VSUBPS_BCST), x, a, m.vals())
}
func (m *machine) mul(a vals, x any) vals {
	return m.do(m.either(m.VMULPD, m.VMULPS), m.either(m.VMULPD_BCST, m.VMULPS_BCST), x, a, m.vals())
}
func (m *machine) div(a vals, x any) vals {
	return m.do(m.either(m.VDIVPD, m.VDIVPS), m.either(m.VDIVPD_BCST, m.VDIVPS_BCST), x, a, m.vals())
}

// min and max return their second operand where one of the two is NaN.
func (m *machine) min(a vals, x any) vals {
	return m.do(m.either(m.VMINPD, m.VMINPS), m.either(m.VMINPD_BCST, m.VMINPS_BCST), x, a, m.vals())
}
func (m *machine) max(a vals, x any) vals {
	return m.do(m.either(m.VMAXPD, m.VMAXPS), m.either(m.VMAXPD_BCST, m.VMAXPS_BCST), x, a, m.vals())
}

func (m *machine) sqrt(a vals) vals {
	to := m.vals()
	for u := range to {
		m.VSQRTPD(a[u], to[u])
	}
	return to
}

func (m *machine) reciprocal(a vals) vals { return m.div(m.fill(m.number(1)), a) }

// The multiply-adds round once and overwrite their first argument.

// times is p ← p·a + x.
func (m *machine) times(p, a vals, x any) {
	m.do(m.either(m.VFMADD213PD, m.VFMADD213PS), m.either(m.VFMADD213PD_BCST, m.VFMADD213PS_BCST), x, a, p)
}

// minusTimes is p ← −p·a + x.
func (m *machine) minusTimes(p, a vals, x any) {
	m.do(m.either(m.VFNMADD213PD, m.VFNMADD213PS), m.either(m.VFNMADD213PD_BCST, m.VFNMADD213PS_BCST), x, a, p)
}

// timesMinus is p ← p·a − x.
func (m *machine) timesMinus(p, a vals, x any) {
	m.do(m.either(m.VFMSUB213PD, m.VFMSUB213PS), m.either(m.VFMSUB213PD_BCST, m.VFMSUB213PS_BCST), x, a, p)
}

// plus is p ← p + a·x.
func (m *machine) plus(p, a vals, x any) {
	m.do(m.either(m.VFMADD231PD, m.VFMADD231PS), m.either(m.VFMADD231PD_BCST, m.VFMADD231PS_BCST), x, a, p)
}

// minus is p ← p − a·x.
func (m *machine) minus(p, a vals, x any) {
	m.do(m.either(m.VFNMADD231PD, m.VFNMADD231PS), m.either(m.VFNMADD231PD_BCST, m.VFNMADD231PS_BCST), x, a, p)
}

// The bits of a number, as logic and as integers.

func (m *machine) and(a vals, x any) vals {
	return m.do(m.either(m.VANDPD, m.VANDPS), m.either(m.VANDPD_BCST, m.VANDPS_BCST), x, a, m.vals())
}
func (m *machine) or(a vals, x any) vals {
	return m.do(m.either(m.VORPD, m.VORPS), m.either(m.VORPD_BCST, m.VORPS_BCST), x, a, m.vals())
}
func (m *machine) addBits(a vals, x any) vals {
	return m.do(m.either(m.VPADDQ, m.VPADDD), m.either(m.VPADDQ_BCST, m.VPADDD_BCST), x, a, m.vals())
}
func (m *machine) subBits(a vals, x any) vals {
	return m.do(m.either(m.VPSUBQ, m.VPSUBD), m.either(m.VPSUBQ_BCST, m.VPSUBD_BCST), x, a, m.vals())
}

func (m *machine) shift(op instruction, a vals, by int) vals {
	to := m.vals()
	for u := range to {
		op(U8(by), a[u], to[u])
	}
	return to
}

func (m *machine) left(a vals, by int) vals  { return m.shift(m.either(m.VPSLLQ, m.VPSLLD), a, by) }
func (m *machine) right(a vals, by int) vals { return m.shift(m.either(m.VPSRLQ, m.VPSRLD), a, by) }

// The comparisons of VCMPPD: quiet, and false (or for notLess true) on NaN.
const (
	equal     = 0x00
	less      = 0x11
	lessEqual = 0x12
	notLess   = 0x15
	greater   = 0x1e
)

// compare is a ? x.
func (m *machine) compare(how int, a vals, x any) cond {
	c := make(cond, m.unroll)
	for u := range c {
		var op Op
		broadcast := false
		switch x := x.(type) {
		case vals:
			op = x[u]
		case constant:
			op, broadcast = x.Mem, m.wide()
		}
		if m.wide() {
			c[u] = m.K()
		} else {
			c[u] = m.YMM()
		}
		if broadcast {
			m.either(m.VCMPPD_BCST, m.VCMPPS_BCST)(U8(how), op, a[u], c[u])
		} else {
			m.either(m.VCMPPD, m.VCMPPS)(U8(how), op, a[u], c[u])
		}
	}
	return c
}

// pick overwrites a with x where c holds.
func (m *machine) pick(a vals, c cond, x any) {
	for u := range a {
		switch x := x.(type) {
		case vals:
			if m.wide() {
				m.either(m.VMOVAPD, m.VMOVAPS)(x[u], c[u], a[u])
			} else {
				m.blend(c[u], x[u], a[u])
			}
		case constant:
			if m.wide() {
				m.either(m.VBROADCASTSD, m.VBROADCASTSS)(x.Mem, c[u], a[u])
			} else {
				m.blend(c[u], x.Mem, a[u])
			}
		}
	}
}

// blend overwrites a with x where c holds, on AVX2.
func (m *machine) blend(c, x, a Op) {
	if m.size == 4 {
		m.VBLENDVPS(c, x, a, a)
	} else {
		m.VBLENDVPD(c, x, a, a)
	}
}

// clear overwrites a with 0 where c holds.
func (m *machine) clear(a vals, c cond) {
	for u := range a {
		if m.wide() {
			m.either(m.VPXORQ, m.VPXORD)(a[u], a[u], c[u], a[u])
		} else {
			m.VANDNPD(a[u], c[u], a[u])
		}
	}
}
