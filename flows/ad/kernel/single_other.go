//go:build !amd64

package kernel

func highestSingle() int { return 8 }

func stripSingle(c, a, b []float32, s shape, t singleStrides, tail singleTail) {
	plainStripSingle(c, a, b, s, t, tail)
}

func packSingle(panel, b []float32, rows, depth, brow int) {
	plainPackSingle(panel, b, 0, rows, 0, depth, brow)
}
