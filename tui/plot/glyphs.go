package plot

// Glyphs says which characters a terminal can be trusted with. All sets hold only characters one column wide, though
// East Asian terminals may draw box lines and blocks two columns wide: those need ASCII.
type Glyphs uint8

const (
	// Braille draws dots 2 wide and 4 high in a cell, with box lines and blocks.
	Braille Glyphs = iota
	// Blocks draws quadrants, 2×2 in a cell, for fonts whose braille is missing or misplaced.
	Blocks
	// ASCII draws one mark in a cell from the 95 printable ASCII characters.
	ASCII
)

// Dots returns how many dots a cell of this set holds, across and down.
func (g Glyphs) Dots() (across, down int) {
	switch g {
	case Braille:
		return 2, 4
	case Blocks:
		return 2, 2
	}
	return 1, 1
}

// Minus returns the minus sign: U+2212, as wide as the plus sign, or the ASCII hyphen.
func (g Glyphs) Minus() rune { return g.pick('−', '-') }

// pick returns the first character where Unicode is allowed, else the second.
func (g Glyphs) pick(unicode, ascii rune) rune {
	if g == ASCII {
		return ascii
	}
	return unicode
}

// brailleDot is the bit of the dot in row y, column x of a braille cell (The Unicode Standard, chapter 21.1).
var brailleDot = [4][2]uint16{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

const brailleBase = 0x2800

// quadrants holds the block for each of the 16 patterns: bit 0 top left, 1 top right, 2 bottom left, 3 bottom right.
var quadrants = [16]rune{' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'}

// leftEighths holds the blocks filled from the left by 0…8 eighths.
var leftEighths = [9]rune{' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'}

// lowerEighths holds the blocks filled from below by 0…8 eighths.
var lowerEighths = [9]rune{' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'}
