package reading

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// What a folder of images may hold.
const (
	mostImages    = 20000
	mostImageSide = 32
	leastImages   = 20
	imageLevels   = 256
)

// sizesOfImages is what to do about images of another size.
var sizesOfImages = fmt.Sprintf("give images of 2 pixels up to %d×%d", mostImageSide, mostImageSide)

// openImages reads all PNG files of a folder, in the order of their names: images of one
// size, of one channel if all are grey and else of three, red, green and blue. Entries
// are whole numbers below 256; what is transparent lies on black. Every error is a
// [*BadFileError].
func openImages(dir string, least int) (model.Source, error) {
	src := model.Source{Spec: dir, Levels: imageLevels}
	paths, err := pngPaths(dir, least)
	if err != nil {
		return src, InFile(err, dir)
	}
	var images []image.Image
	grey := true
	for _, path := range paths {
		m, err := readPNG(path)
		if err != nil {
			return src, InFile(err, path)
		}
		if first := m.Bounds().Size(); len(images) > 0 && first != images[0].Bounds().Size() {
			return src, InFile(Bad("give images of one size", "is %d×%d and the first image %d×%d",
				first.X, first.Y, images[0].Bounds().Dx(), images[0].Bounds().Dy()), path)
		}
		images, grey = append(images, m), grey && isGrey(m)
	}
	size := images[0].Bounds().Size()
	src.Shape = flows.Shape{Channels: 3, Height: size.Y, Width: size.X}
	if grey {
		src.Shape.Channels = 1
	}
	src.Points = ad.New(len(images), src.Shape.Size())
	for i, m := range images {
		for j := range src.Shape.Size() {
			src.Points.Set(i, j, entryOf(m, src.Shape, j))
		}
	}
	src.Columns = imageColumns(src.Shape)
	return src, nil
}

// pngPaths lists the PNG files of a folder.
func pngPaths(dir string, least int) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.EqualFold(filepath.Ext(e.Name()), ".png") {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	if n := len(paths); n < least || n > mostImages {
		return nil, Bad(fmt.Sprintf("give a folder of %d to %d", least, mostImages), "holds %s", Count(n, "PNG file"))
	}
	return paths, nil
}

// readPNG reads an image.
func readPNG(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return decodePNG(f)
}

// decodePNG reads the size of an image first: a small file may say that it is huge.
func decodePNG(f io.ReadSeeker) (image.Image, error) {
	damaged := Bad("take it out of the folder, or save it anew", "is no PNG image, or a damaged one")
	c, err := png.DecodeConfig(f)
	switch {
	case err != nil:
		return nil, damaged
	case c.Width > mostImageSide || c.Height > mostImageSide || c.Width*c.Height < 2:
		return nil, Bad(sizesOfImages, "is %d×%d", c.Width, c.Height)
	}
	if _, err := f.Seek(0, 0); err != nil {
		return nil, err
	}
	m, err := png.Decode(f)
	if err != nil {
		return nil, damaged
	}
	return m, nil
}

func isGrey(m image.Image) bool {
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, b, _ := m.At(x, y).RGBA(); r != g || g != b {
				return false
			}
		}
	}
	return true
}

// entryOf is entry j of an image: its channels stand one after the other.
func entryOf(m image.Image, s flows.Shape, j int) float64 {
	at := j % s.Positions()
	r, g, b, _ := m.At(m.Bounds().Min.X+at%s.Width, m.Bounds().Min.Y+at/s.Width).RGBA()
	const byteBits = 8 // of 16
	return float64([]uint32{r, g, b}[j/s.Positions()] >> byteBits)
}
