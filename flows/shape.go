package flows

import "fmt"

// A Shape says how the entries of a sample lie: as maps of Height×Width positions,
// one for each channel. Entries stand channel by channel, each row by row: entry
// (c, y, x) is (c·Height + y)·Width + x. So a batch n×D read as (P·n)×Channels, for
// P positions, is a batch of positions, and what is made for columns of data serves
// for channels of images.
type Shape struct{ Channels, Height, Width int }

// Row is the shape of data that lie in no space: every column is a channel.
func Row(columns int) Shape { return Shape{columns, 1, 1} }

// Positions is how many positions a channel has.
func (s Shape) Positions() int { return s.Height * s.Width }

// Size is how many entries a sample has.
func (s Shape) Size() int { return s.Channels * s.Positions() }

// IsImage tells whether entries have neighbours: there is more than one position.
func (s Shape) IsImage() bool { return s.Positions() > 1 }

// String returns channels, height and width: 4×2×2.
func (s Shape) String() string { return fmt.Sprintf("%d×%d×%d", s.Channels, s.Height, s.Width) }

// entry is the place of an entry in a sample.
func (s Shape) entry(channel, y, x int) int { return (channel*s.Height+y)*s.Width + x }

// halved is the shape after every second row and column has become channels.
func (s Shape) halved() Shape { return Shape{4 * s.Channels, s.Height / 2, s.Width / 2} }

// doubled is the shape before that.
func (s Shape) doubled() Shape { return Shape{s.Channels / 4, 2 * s.Height, 2 * s.Width} }

// grouped is the shape after every n neighbours in a row have become channels.
func (s Shape) grouped(n int) Shape { return Shape{n * s.Channels, s.Height, s.Width / n} }

// ungrouped is the shape before that.
func (s Shape) ungrouped(n int) Shape { return Shape{s.Channels / n, s.Height, n * s.Width} }

// IsWave tells whether samples are one row of numbers after the other in time.
func (s Shape) IsWave() bool { return s.Channels == 1 && s.Height == 1 && s.Width > 1 }

// staying is the shape of what stays when half of the channels leave.
func (s Shape) staying() Shape { return Shape{(s.Channels + 1) / 2, s.Height, s.Width} }

// passing says for every entry whether a mask lets it pass: of channels, or, as the
// squares of a chequerboard have colours, of positions.
func (s Shape) passing(mask string) []bool {
	pass := make([]bool, s.Size())
	for i := range pass {
		c, y, x := i/s.Positions(), i/s.Width%s.Height, i%s.Width
		switch mask {
		case "black":
			pass[i] = (y+x)%2 == 0
		case "white":
			pass[i] = (y+x)%2 == 1
		default:
			pass[i] = masks[mask](c, s.Channels)
		}
	}
	return pass
}

// Onward is the shape that layers nearer to the base than this one act on, where it
// acts on s. Entries behind those have left: they are part of the base already. A
// layer that is off lets the shape become what it would be, so that its neighbours
// stay what they are.
func (i Item) Onward(s Shape) Shape {
	if i.Kind.onward == nil {
		return s
	}
	return i.Kind.onward(i.Values, s, i.Flip)
}

// Misfit says why the layer cannot act on samples of a shape; it is empty if it can.
func (i Item) Misfit(s Shape) string {
	k, d := i.Kind, s.Size()
	switch {
	case !k.InDimension(d):
		return fmt.Sprintf("no %s in %d dimensions: %s", k.Name, d, k.Why)
	case k.misfit != nil:
		return k.misfit(i.Values, s, i.Flip)
	}
	return ""
}

// Shapes returns what every layer acts on, from base to data, for samples of a
// shape. The error says which layer does not fit and why.
func Shapes(layers []Layer, s Shape) ([]Shape, error) {
	shapes := make([]Shape, len(layers))
	for i := len(layers) - 1; i >= 0; i-- {
		if why := layers[i].Misfit(s); why != "" {
			return nil, fmt.Errorf("layer %d: %s", i+1, why)
		}
		shapes[i] = s
		s = layers[i].Onward(s)
	}
	return shapes, nil
}
