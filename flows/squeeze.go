package flows

import "bijou/flows/ad"

// newSqueeze returns the layer that makes of every 2×2 positions of a channel one
// position of four channels: the data have a shape, the base side is halved in
// height and width (Dinh et al. 2017, section 3.6). Channel b·Channels + c of the
// base side is place b = 2·dy + dx of channel c. It moves entries and keeps volume.
func newSqueeze(data Shape) *Permute {
	base := data.halved()
	perm := make([]int, data.Size())
	for i := range perm {
		c, y, x := i/data.Positions(), i/data.Width%data.Height, i%data.Width
		perm[i] = base.entry((y%2*2+x%2)*data.Channels+c, y/2, x/2)
	}
	return newPermute(perm)
}

// newGrouping returns the layer that makes of every n neighbours in a row of a channel
// one position of n channels (Prenger et al. 2018, section 2: groups of 8 samples of a
// sound). Channel k·Channels + c of the base side is neighbour k of channel c.
func newGrouping(data Shape, n int) *Permute {
	base := data.grouped(n)
	perm := make([]int, data.Size())
	for i := range perm {
		c, y, x := i/data.Positions(), i/data.Width%data.Height, i%data.Width
		perm[i] = base.entry(x%n*data.Channels+c, y, x/n)
	}
	return newPermute(perm)
}

// A Haar layer makes of every 2×2 positions of a channel their mean, times two, and
// three differences, as one position of four channels (Haar 1910; in a flow
// Ardizzone et al. 2019). The means of all channels come first, so that a split
// that follows keeps a picture of half the size. The map is a rotation: it keeps
// volume and lengths.
//
//	(a b; c d) ↦ ½(a+b+c+d), ½(a−b+c−d), ½(a+b−c−d), ½(a−b−c+d)
type Haar struct {
	squeeze *Permute
	mix     *ad.Mat // 4×4, its own inverse
}

func newHaar(data Shape) *Haar {
	mix := ad.New(4, 4)
	for i := range 4 {
		for j := range 4 {
			mix.Set(i, j, 0.5)
			if (i&j&1)^(i&j>>1) == 1 { // places and differences that both go along x, or both along y
				mix.Set(i, j, -0.5)
			}
		}
	}
	return &Haar{newSqueeze(data), mix}
}

// Forward puts means and differences together.
func (h *Haar) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return h.squeeze.Forward(h.turn(z), given)
}

// Inverse takes means and differences.
func (h *Haar) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	v, ladj := h.squeeze.Inverse(x, given)
	return h.turn(v), ladj
}

// turn mixes the four places, each of which is a quarter of the numbers.
func (h *Haar) turn(v *ad.Mat) *ad.Mat {
	places := ad.View(v, v.Rows*v.Cols/4, 4)
	return ad.View(ad.Dense(places, v.Tape().Const(h.mix), nil, ad.Identity, nil), v.Rows, v.Cols)
}
