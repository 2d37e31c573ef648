package kernel

// highestSingle is how many rows a strip has at most.
func highestSingle() int {
	if using == narrow {
		return 6
	}
	return 8
}

// stripSingle multiplies a few rows of a by all of b.
func stripSingle(c, a, b []float32, s shape, t singleStrides, tail singleTail) {
	if using == plain || s.empty() {
		plainStripSingle(c, a, b, s, t, tail)
		return
	}
	var start, where *float32
	if tail.start != nil {
		start = &tail.start[0]
	}
	if tail.where != nil {
		where = &tail.where[0]
	}
	cut := 0
	if tail.cut {
		cut = 1
	}
	if using == narrow {
		stripSingleAVX2(&c[0], &a[0], &b[0], s.m, s.n, s.k, t.aRow, t.aStep, t.bRow, t.cRow, start, tail.every, where, cut)
	} else {
		stripSingleAVX512(&c[0], &a[0], &b[0], s.m, s.n, s.k, t.aRow, t.aStep, t.bRow, t.cRow, start, tail.every, where, cut)
	}
}

// packSingle writes rows of b as columns of a panel.
func packSingle(panel, b []float32, rows, depth, brow int) {
	if using == plain {
		plainPackSingle(panel, b, 0, rows, 0, depth, brow)
		return
	}
	j, whole := 0, depth/8*8
	for ; j+8 <= rows && whole > 0; j += 8 {
		vectorPackSingle(&panel[j], &b[j*brow], whole, brow)
	}
	plainPackSingle(panel, b, j, rows, 0, depth, brow)
	plainPackSingle(panel, b, 0, j, whole, depth, brow)
}
