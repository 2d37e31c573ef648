package reading

import (
	"bijou/flows"
	"bijou/model"
	"fmt"
)

// PartByPlace is what an image is for where nobody says so: every sixth is held back, and
// every sixth chooses the weights.
func PartByPlace(i int) model.Part {
	switch i % 6 {
	case 0:
		return model.Hold
	case 1:
		return model.Choose
	}
	return model.Learn
}

// PixelNames names the entries of an image of one channel: row 3, column 4 is y3x4.
func PixelNames(s flows.Shape) (names []string) {
	for i := range s.Positions() {
		names = append(names, fmt.Sprintf("y%dx%d", i/s.Width, i%s.Width))
	}
	return names
}
