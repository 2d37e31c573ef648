package tui

import "bijou/tui/plot"

// spell replaces characters on the grid that the terminal may not have, so that
// everything else may be written as it should look.
func (a *App) spell() {
	if a.glyphs == plot.Braille {
		return
	}
	for i := range a.grid.Cells {
		c := &a.grid.Cells[i]
		if c.Rune < 0x80 {
			continue
		}
		if s, ok := spelling[c.Rune]; ok && (a.glyphs == plot.ASCII || s.console) {
			c.Rune = s.ascii
		} else if a.glyphs == plot.ASCII {
			c.Rune = '?'
		}
	}
}

// spelling says how a character reads in ASCII, and whether the fonts of
// consoles lack it too.
var spelling = map[rune]struct {
	ascii   rune
	console bool
}{
	'…': {'.', true}, '·': {'.', false}, '▸': {'>', true}, '‹': {'<', true}, '›': {'>', true}, '→': {'>', false}, '←': {'<', false},
	'↑': {'^', false}, '↓': {'v', false}, '↦': {'>', true}, '−': {'-', true}, '×': {'x', false}, '±': {'~', false}, '°': {'o', false},
	'≤': {'<', false}, '≥': {'>', false}, '≠': {'!', true}, '≈': {'~', false}, '∼': {'~', true}, '∞': {'i', false}, '√': {'v', false}, '∂': {'d', true},
	'Σ': {'S', false}, 'Φ': {'P', false}, 'α': {'a', false}, 'β': {'b', false}, 'ε': {'e', false}, 'θ': {'t', true}, 'μ': {'m', false}, 'ν': {'n', false},
	'π': {'p', false}, 'σ': {'s', false}, 'φ': {'f', false}, '¹': {'1', true}, '²': {'2', false}, '³': {'3', true}, '⁴': {'4', true}, '⁺': {'+', true},
	'⁻': {'-', true}, '₁': {'1', true}, '₂': {'2', true}, 'ᵀ': {'T', true}, 'ᵏ': {'k', true}, 'ᵖ': {'p', true}, 'ᵛ': {'v', true}, 'ˣ': {'x', true}, 'ᶻ': {'z', true},
	'½': {'%', false}, '′': {'\'', true}, '’': {'\'', true}, '“': {'"', true}, '”': {'"', true}, '–': {'-', true}, '—': {'-', true},
	'ä': {'a', false}, 'é': {'e', false}, 'ö': {'o', false}, 'ü': {'u', false}, 'û': {'u', false},
	'✓': {'+', true}, '✗': {'!', true}, '∫': {'S', true},
	'✚': {'X', true}, '░': {':', false}, '●': {'*', true}, '○': {'o', true}, '◆': {'#', true}, '■': {'#', false}, '▲': {'^', false}, '✕': {'X', true}, '‖': {'=', true}, '─': {'-', false}, '│': {'|', false},
}
