package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Some sweeps go through numbers in double precision and have some beside them that
// stay in single: what a net in single precision says, and what it is told back.

// atSingle is at for a parameter in single precision.
func (s sweep) atSingle(name string) reg.GPVirtual {
	p, half := s.param(name), s.GP64()
	s.MOVQ(s.offset, half)
	s.SHRQ(U8(1), half)
	s.ADDQ(half, p)
	return p
}

// widened reads the present entries, of which p points to singles.
func (s sweep) widened(p reg.GPVirtual) vals {
	v, from := s.vals(), Mem{Base: p}
	switch {
	case s.mask == nil:
		s.VCVTPS2PD(from, v[0])
	case s.wide():
		s.VCVTPS2PD_Z(from, s.mask.r, v[0])
	default:
		x := s.XMM()
		s.VMASKMOVPS(from, s.halfMask(), x)
		s.VCVTPS2PD(x, v[0])
	}
	return v
}

// narrowed writes the present entries to singles, of which to points to the first.
func (s sweep) narrowed(to reg.GPVirtual, v vals) {
	if s.wide() {
		y := s.YMM()
		s.VCVTPD2PS(v[0], y)
		if s.mask == nil {
			s.VMOVUPS(y, Mem{Base: to})
		} else {
			s.VMOVUPS(y, s.mask.r, Mem{Base: to})
		}
		return
	}
	x := s.XMM()
	s.VCVTPD2PSY(v[0], x)
	if s.mask == nil {
		s.VMOVUPS(x, Mem{Base: to})
	} else {
		s.VMASKMOVPS(x, s.halfMask(), Mem{Base: to})
	}
}

// halfMask is the mask of a sweep on AVX2 for four numbers of half the size.
func (s sweep) halfMask() reg.VecVirtual {
	high, all := s.XMM(), s.XMM()
	low := s.mask.r.(reg.VecVirtual)
	s.VEXTRACTF128(U8(1), low, high)
	s.VSHUFPS(U8(0x88), high, low.AsX(), all)
	return all
}

// takeSingle and giveSingle are take and give for a parameter in single precision.
func (s sweep) takeSingle(name string) vals    { return s.widened(s.atSingle(name)) }
func (s sweep) giveSingle(name string, v vals) { s.narrowed(s.atSingle(name), v) }
