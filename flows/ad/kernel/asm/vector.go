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
func (m *machine) number(x float64) constant { return m.bits(math.Float64bits(x)) }

func (m *machine) bits(x uint64) constant {
	size := 8 // AVX-512 repeats a number by itself
	if m.lanes == 4 {
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

type instruction func(...Op)

// do emits an instruction on x, a constant or a value, a, and to. Where x is a
// constant, AVX-512 has its own form.
func (m *machine) do(plain, broadcast instruction, x any, a, to vals) vals {
	for u := range to {
		switch x := x.(type) {
		case vals:
			plain(x[u], a[u], to[u])
		case constant:
			if m.lanes == 8 {
				broadcast(x.Mem, a[u], to[u])
			} else {
				plain(x.Mem, a[u], to[u])
			}
		}
	}
	return to
}

func (m *machine) add(a vals, x any) vals { return m.do(m.VADDPD, m.VADDPD_BCST, x, a, m.vals()) }
func (m *machine) sub(a vals, x any) vals { return m.do(m.VSUBPD, m.VSUBPD_BCST, x, a, m.vals()) }
func (m *machine) mul(a vals, x any) vals { return m.do(m.VMULPD, m.VMULPD_BCST, x, a, m.vals()) }
func (m *machine) div(a vals, x any) vals { return m.do(m.VDIVPD, m.VDIVPD_BCST, x, a, m.vals()) }

// min and max return their second operand where one of the two is NaN.
func (m *machine) min(a vals, x any) vals { return m.do(m.VMINPD, m.VMINPD_BCST, x, a, m.vals()) }
func (m *machine) max(a vals, x any) vals { return m.do(m.VMAXPD, m.VMAXPD_BCST, x, a, m.vals()) }

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
func (m *machine) times(p, a vals, x any) { m.do(m.VFMADD213PD, m.VFMADD213PD_BCST, x, a, p) }

// minusTimes is p ← −p·a + x.
func (m *machine) minusTimes(p, a vals, x any) { m.do(m.VFNMADD213PD, m.VFNMADD213PD_BCST, x, a, p) }

// timesMinus is p ← p·a − x.
func (m *machine) timesMinus(p, a vals, x any) { m.do(m.VFMSUB213PD, m.VFMSUB213PD_BCST, x, a, p) }

// plus is p ← p + a·x.
func (m *machine) plus(p, a vals, x any) { m.do(m.VFMADD231PD, m.VFMADD231PD_BCST, x, a, p) }

// minus is p ← p − a·x.
func (m *machine) minus(p, a vals, x any) { m.do(m.VFNMADD231PD, m.VFNMADD231PD_BCST, x, a, p) }

// The bits of a number, as logic and as integers.

func (m *machine) and(a vals, x any) vals { return m.do(m.VANDPD, m.VANDPD_BCST, x, a, m.vals()) }
func (m *machine) or(a vals, x any) vals  { return m.do(m.VORPD, m.VORPD_BCST, x, a, m.vals()) }
func (m *machine) addBits(a vals, x any) vals {
	return m.do(m.VPADDQ, m.VPADDQ_BCST, x, a, m.vals())
}
func (m *machine) subBits(a vals, x any) vals {
	return m.do(m.VPSUBQ, m.VPSUBQ_BCST, x, a, m.vals())
}

func (m *machine) shift(op instruction, a vals, by int) vals {
	to := m.vals()
	for u := range to {
		op(U8(by), a[u], to[u])
	}
	return to
}

func (m *machine) left(a vals, by int) vals  { return m.shift(m.VPSLLQ, a, by) }
func (m *machine) right(a vals, by int) vals { return m.shift(m.VPSRLQ, a, by) }

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
			op, broadcast = x.Mem, m.lanes == 8
		}
		if m.lanes == 8 {
			c[u] = m.K()
		} else {
			c[u] = m.YMM()
		}
		if broadcast {
			m.VCMPPD_BCST(U8(how), op, a[u], c[u])
		} else {
			m.VCMPPD(U8(how), op, a[u], c[u])
		}
	}
	return c
}

// pick overwrites a with x where c holds.
func (m *machine) pick(a vals, c cond, x any) {
	for u := range a {
		switch x := x.(type) {
		case vals:
			if m.lanes == 8 {
				m.VMOVAPD(x[u], c[u], a[u])
			} else {
				m.VBLENDVPD(c[u], x[u], a[u], a[u])
			}
		case constant:
			if m.lanes == 8 {
				m.VBROADCASTSD(x.Mem, c[u], a[u])
			} else {
				m.VBLENDVPD(c[u], x.Mem, a[u], a[u])
			}
		}
	}
}

// clear overwrites a with 0 where c holds.
func (m *machine) clear(a vals, c cond) {
	for u := range a {
		if m.lanes == 8 {
			m.VPXORQ(a[u], a[u], c[u], a[u])
		} else {
			m.VANDNPD(a[u], c[u], a[u])
		}
	}
}
