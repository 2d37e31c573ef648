package main

import (
	"math"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// single writes the functions of nets in single precision. What they round, and in
// which order, package kernel does again in Go, to the bit.
func (m *machine) single() {
	m.numbers(4)
	m.peak("peakSingle")
	m.strip("stripSingle")
	m.packSingle()
	m.halve(m.columnsSingle)
	m.map1("tanhSingle", "writes tanh x.", m.tanhSingle)
	m.map1("siluSingle", "writes x/(1+e⁻ˣ).", m.silu)
	m.map1("eluSingle", "writes eˣ − 1 for x < 0, else x.", m.eluSingle)
	m.map1("limitSingle", "writes x cut to ±2⁴⁰.", func(x vals) vals { return m.atLeast(m.atMost(x, limitSingle), -limitSingle) })
	m.loop(loop{
		name: "siluSlopeSingle", doc: "writes x/(1+e⁻ˣ) to dst and its derivative over x.", slices: []string{"dst", "x"}, reads: []string{"x"}, writes: []string{"dst", "x"},
		program: func() func([]vals) []vals {
			return func(in []vals) []vals { value, slope := m.siluSlope(in[0]); return []vals{value, slope} }
		},
	})
	for _, f := range []struct {
		name, doc string
		body      func(g, y vals) vals
	}{
		{"tanhBackSingle", "multiplies g by 1 − y².", m.tanhBack},
		{"eluBackSingle", "multiplies g by 1 + y where y < 0.", m.eluBack},
		{"mulSingle", "multiplies g by y.", func(g, y vals) vals { return m.mul(g, y) }},
	} {
		m.loop(loop{
			name: f.name, doc: f.doc, slices: []string{"g", "y"}, reads: []string{"g", "y"}, writes: []string{"g"},
			program: always(func(in []vals) vals { return f.body(in[0], in[1]) }),
		})
	}
	m.saidSingle()
	m.numbers(8)
	m.saidMixed()
	m.narrow()
	m.widenRows("widenRows", "writes", false)
	m.widenRows("addRows", "adds", true)
	m.sumSingle()
}

const (
	magicSingle    = 0x1.8p23 // adding it rounds to an integer, found in the lowest bits
	steepestSingle = 87       // e to it or to its negative is a normal number
	limitSingle    = 1 << 40  // a net of any size takes as much without an overflow
	flatSingle     = 20       // tanh is 1 from there, eˣ − 1 is −1 up to its negative
	ln2HiSingle    = 0x1.63p-1
)

var (
	fallSingle = rounded(fit(fall, -math.Ln2/2, math.Ln2/2, 6))
	riseSingle = rounded(fit(expTail, -math.Ln2/2, math.Ln2/2, 5))
)

func rounded(c []float64) []float64 {
	for i, v := range c {
		c[i] = float64(float32(v))
	}
	return c
}

// horner is the polynomial, constant first.
func (m *machine) horner(c []float64, x vals) vals {
	p := m.fill(m.number(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		m.times(p, x, m.number(c[i]))
	}
	return p
}

// reduceSingle returns a less n·log 2, and the bits of magic + n.
func (m *machine) reduceSingle(a vals) (r, bits vals) {
	bits = m.fill(m.number(magicSingle))
	m.plus(bits, a, m.number(math.Log2E))
	n := m.sub(bits, m.number(magicSingle))
	r = m.copy(a)
	m.minus(r, n, m.number(ln2HiSingle))
	m.minus(r, n, m.number(math.Ln2-ln2HiSingle))
	return r, bits
}

// gateSingle is what gate is of single precision: a division takes less time there.
func (m *machine) gateSingle(x vals) (at, s vals) {
	at = m.atLeast(x, -steepestSingle)
	r, bits := m.reduceSingle(m.atMost(at, steepestSingle))
	e := m.subBits(m.horner(fallSingle, r), m.left(bits, 23))
	return at, m.div(m.fill(m.number(1)), m.add(e, m.number(1)))
}

// expm1Single is eᵃ − 1 for |a| ≤ 40.
func (m *machine) expm1Single(a vals) vals {
	r, bits := m.reduceSingle(a)
	p := m.horner(riseSingle, r)
	p = m.mul(p, m.mul(r, r))
	p = m.add(p, r)
	scale := m.addBits(m.left(bits, 23), m.number(1))
	e := m.sub(scale, m.number(1))
	m.plus(e, scale, p)
	return e
}

// expSingle is eᵃ for a ≤ 40, and e to −87 below that.
func (m *machine) expSingle(a vals) vals {
	r, bits := m.reduceSingle(m.atLeast(a, -steepestSingle))
	p := m.horner(riseSingle, r)
	p = m.mul(p, m.mul(r, r))
	p = m.add(p, r)
	scale := m.addBits(m.left(bits, 23), m.number(1))
	m.times(p, scale, scale)
	return p
}

// tanhSingle is E/(E+2) for E = e²|ˣ| − 1.
func (m *machine) tanhSingle(x vals) vals {
	sign := m.bits(1 << 31)
	a := m.and(x, m.bits(1<<31-1))
	e := m.expm1Single(m.atMost(m.add(a, a), flatSingle))
	return m.or(m.div(e, m.add(e, m.number(2))), m.and(x, sign))
}

func (m *machine) eluSingle(x vals) vals {
	y := m.copy(x)
	e := m.expm1Single(m.atLeast(m.atMost(x, 0), -flatSingle))
	m.pick(y, m.compare(less, x, m.number(0)), e)
	return y
}

// narrow rounds to single precision: registers first, then one number after the other.
func (m *machine) narrow() {
	m.offer(callee{name: "narrow", params: "dst []float32, x []float64", arguments: []string{"dst", "x"}})
	m.function("narrow", "(dst []float32, x []float64)", "rounds x.")
	dst, x, left := m.GP64(), m.GP64(), m.GP64()
	m.Load(m.Param("dst").Base(), dst)
	m.Load(m.Param("x").Base(), x)
	m.Load(m.Param("dst").Len(), left)
	m.whole(left, func() {
		m.narrowMany(x, dst)
		m.ADDQ(U8(8*m.lanes), x)
		m.ADDQ(U8(4*m.lanes), dst)
	}, func() {
		v := m.XMM()
		m.VXORPS(v, v, v)
		m.VCVTSD2SS(Mem{Base: x}, v, v)
		m.VMOVSS(v, Mem{Base: dst})
		m.ADDQ(U8(8), x)
		m.ADDQ(U8(4), dst)
	})
	m.end()
}

func (m *machine) narrowMany(x, dst reg.GPVirtual) {
	if m.wide() {
		v := m.YMM()
		m.VCVTPD2PS(Mem{Base: x}, v)
		m.VMOVUPS(v, Mem{Base: dst})
		return
	}
	v := m.XMM()
	m.VCVTPD2PSY(Mem{Base: x}, v)
	m.VMOVUPS(v, Mem{Base: dst})
}

// whole does many while so many numbers as a register holds are left, and then one for
// each of the others.
func (m *machine) whole(left reg.GPVirtual, many, one func()) {
	top, tail, done := m.label("block"), m.label("tail"), m.label("done")
	m.Label(top)
	m.CMPQ(left, U8(m.lanes))
	m.JLT(LabelRef(tail))
	many()
	m.SUBQ(U8(m.lanes), left)
	m.JMP(LabelRef(top))
	m.Label(tail)
	m.CMPQ(left, U8(0))
	m.JLE(LabelRef(done))
	one()
	m.DECQ(left)
	m.JMP(LabelRef(tail))
	m.Label(done)
}

// widenRows takes rows of a matrix to double precision.
func (m *machine) widenRows(name, does string, add bool) {
	m.export(name, "dst *float64, x *float32, rows, cols, to, from int",
		does+" x[i·from+j] to dst[i·to+j] in double precision, for i < rows and j < cols; rows > 0.")
	dst, x, rows, cols := m.param("dst"), m.param("x"), m.param("rows"), m.param("cols")
	to, from := m.stride("to"), m.param("from")
	m.SHLQ(U8(2), from)
	row := m.label("row")
	m.Label(row)
	d, s, left := m.GP64(), m.GP64(), m.GP64()
	m.MOVQ(dst, d)
	m.MOVQ(x, s)
	m.MOVQ(cols, left)
	m.whole(left, func() {
		v := m.vec()
		m.VCVTPS2PD(Mem{Base: s}, v)
		if add {
			m.VADDPD(Mem{Base: d}, v, v)
		}
		m.VMOVUPD(v, Mem{Base: d})
		m.ADDQ(U8(4*m.lanes), s)
		m.ADDQ(U8(8*m.lanes), d)
	}, func() {
		v := m.XMM()
		m.VXORPS(v, v, v)
		m.VCVTSS2SD(Mem{Base: s}, v, v)
		if add {
			m.VADDSD(Mem{Base: d}, v, v)
		}
		m.VMOVSD(v, Mem{Base: d})
		m.ADDQ(U8(4), s)
		m.ADDQ(U8(8), d)
	})
	m.ADDQ(to, dst)
	m.ADDQ(from, x)
	m.DECQ(rows)
	m.JNE(LabelRef(row))
	m.end()
}

// sumSingle adds up numbers in double precision, in the columns of sum.
func (m *machine) sumSingle() {
	m.offer(callee{name: "sumSingle", params: "x []float32", result: "float64", arguments: []string{"x"}})
	m.function("sumSingle", "(x []float32) float64", "adds up x, of which there are a multiple of 32, in double precision.")
	x, left := m.GP64(), m.GP64()
	m.Load(m.Param("x").Base(), x)
	m.Load(m.Param("x").Len(), left)
	sums := m.vecs(columns / m.lanes)
	for _, v := range sums {
		m.zero(v)
	}
	top, done := m.label("block"), m.label("done")
	m.Label(top)
	m.CMPQ(left, U8(columns))
	m.JLT(LabelRef(done))
	for i, sum := range sums {
		v := m.vec()
		m.VCVTPS2PD(Mem{Base: x, Disp: 4 * m.lanes * i}, v)
		m.VADDPD(v, sum, sum)
	}
	m.ADDQ(U32(4*columns), x)
	m.SUBQ(U8(columns), left)
	m.JMP(LabelRef(top))
	m.Label(done)
	m.Store(m.lastSum(sums), m.ReturnIndex(0))
	m.end()
}

// packSingle turns eight rows of a matrix into eight columns of a panel of 32.
func (m *machine) packSingle() {
	m.export("packSingle", "panel, b *float32, depth, brow int",
		"writes b[j·brow+p] to panel[p·32+j] for all j < 8 and p < depth, a multiple of 8.")
	to, b, brow, left := m.param("panel"), m.param("b"), m.stride("brow"), m.param("depth")
	brow3, b4 := m.GP64(), m.GP64()
	m.LEAQ(Mem{Base: brow, Index: brow, Scale: 2}, brow3)
	m.LEAQ(Mem{Base: b, Index: brow, Scale: 4}, b4)
	top, done := m.label("depth"), m.label("done")
	m.Label(top)
	m.CMPQ(left, U8(8))
	m.JLT(LabelRef(done))
	rows := make([]reg.VecVirtual, 8)
	for j, at := range eightRows(b, b4, brow, brow3) {
		rows[j] = m.YMM()
		m.VMOVUPS(at, rows[j])
	}
	for p, v := range m.turnSingle(rows) {
		m.VMOVUPS(v, Mem{Base: to, Disp: 4 * 32 * p})
	}
	m.ADDQ(U8(32), b)
	m.ADDQ(U8(32), b4)
	m.ADDQ(U32(8*4*32), to)
	m.SUBQ(U8(8), left)
	m.JMP(LabelRef(top))
	m.Label(done)
	m.end()
}

// columnsSingle copies eight numbers of each of some rows.
func (m *machine) columnsSingle() {
	m.export("columnsSingle", "dst, a *float32, rows, arow int", "writes a[p·arow+j] to dst[p·8+j] for all j < 8 and p < rows; rows > 0.")
	to, a, arow, left := m.param("dst"), m.param("a"), m.stride("arow"), m.param("rows")
	top := m.label("row")
	m.Label(top)
	v := m.YMM()
	m.VMOVUPS(Mem{Base: a}, v)
	m.VMOVUPS(v, Mem{Base: to})
	m.ADDQ(arow, a)
	m.ADDQ(U8(32), to)
	m.DECQ(left)
	m.JNE(LabelRef(top))
	m.end()
}

// turnSingle transposes a square of eight by eight: pairs of rows, then fours, then
// the halves of the registers.
func (m *machine) turnSingle(x []reg.VecVirtual) []reg.VecVirtual {
	fours := make([][]reg.VecVirtual, 2) // columns 0 to 3, and in the upper halves 4 to 7
	for g := range fours {
		var low, high [2]reg.VecVirtual
		for p := range 2 {
			low[p], high[p] = m.YMM(), m.YMM()
			m.VUNPCKLPS(x[4*g+2*p+1], x[4*g+2*p], low[p])
			m.VUNPCKHPS(x[4*g+2*p+1], x[4*g+2*p], high[p])
		}
		for _, pair := range [][2]reg.VecVirtual{low, high} {
			even, odd := m.YMM(), m.YMM()
			m.VUNPCKLPD(pair[1], pair[0], even)
			m.VUNPCKHPD(pair[1], pair[0], odd)
			fours[g] = append(fours[g], even, odd)
		}
	}
	z := make([]reg.VecVirtual, 8)
	for c := range 4 {
		z[c], z[c+4] = m.YMM(), m.YMM()
		m.halves(fours[0][c], fours[1][c], z[c], z[c+4])
	}
	return z
}

// saidSingle and saidMixed are what splines and affine maps do with the numbers that a net
// says in single precision. Eight of those fill a vector of AVX2 as eight in double fill one
// of AVX-512, which takes these until versions of its own are measured on it.
func (m *machine) saidSingle() {
	m.halve(func() {
		m.softmax(true)
		m.spread(true)
		m.spreadEndsSingle()
		m.bend()
	})
}

func (m *machine) saidMixed() {
	m.halve(func() {
		m.locate(true)
		for _, inverse := range []bool{false, true} {
			m.affineSingle(inverse)
			m.affineBackSingle(inverse)
		}
	})
}

// halve writes functions for AVX2 alone, which AVX-512 takes as well.
func (m *machine) halve(write func()) {
	if m.wide() {
		return
	}
	m.halved = true
	write()
	m.halved = false
}
