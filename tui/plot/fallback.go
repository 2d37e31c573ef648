package plot

// Fallback replaces the characters of the grid that a terminal with such glyphs
// may not have, so that everything else may be written as it should look.
func (g *Grid) Fallback(glyphs Glyphs) {
	if glyphs == Braille {
		return
	}
	for i := range g.Cells {
		c := &g.Cells[i]
		if c.Rune < 0x80 {
			continue
		}
		if s, ok := fallbacks[c.Rune]; ok && (glyphs == ASCII || s.console) {
			c.Rune = s.ascii
		} else if glyphs == ASCII {
			c.Rune = '?'
		}
	}
}

// fallbacks says how a character reads in ASCII, and whether the fonts of
// consoles lack it too.
var fallbacks = map[rune]struct {
	ascii   rune
	console bool
}{
	'…': {'.', true}, '·': {'.', false}, '▸': {'>', true}, '‹': {'<', true}, '›': {'>', true}, '→': {'>', false}, '←': {'<', false},
	'↑': {'^', false}, '↓': {'v', false}, '↦': {'>', true}, '−': {'-', true}, '×': {'x', false}, '±': {'~', false}, '°': {'o', false},
	'≤': {'<', false}, '≥': {'>', false}, '≠': {'!', true}, '≈': {'~', false}, '∼': {'~', true}, '∞': {'i', false}, '√': {'v', false}, '∂': {'d', true},
	'Σ': {'S', false}, 'Φ': {'P', false}, 'α': {'a', false}, 'β': {'b', false}, 'ε': {'e', false}, 'θ': {'t', true}, 'μ': {'m', false}, 'ν': {'n', false},
	'π': {'p', false}, 'σ': {'s', false}, 'φ': {'f', false}, '¹': {'1', true}, '²': {'2', false}, '³': {'3', true}, '⁴': {'4', true}, '⁺': {'+', true},
	'⁻': {'-', true}, '₁': {'1', true}, '₂': {'2', true}, 'ᵀ': {'T', true}, 'ᵏ': {'k', true}, 'ᵖ': {'p', true}, 'ᵛ': {'v', true}, 'ˣ': {'x', true}, 'ᶻ': {'z', true},
	'ₖ': {'k', true}, '₋': {'-', true}, 'ᵢ': {'i', true}, 'ₜ': {'t', true}, '₀': {'0', true}, 'ᵗ': {'t', true}, 'γ': {'g', false}, 'ψ': {'p', true},
	'½': {'%', false}, '′': {'\'', true}, '’': {'\'', true}, '“': {'"', true}, '”': {'"', true}, '–': {'-', true}, '—': {'-', true},
	'ä': {'a', false}, 'é': {'e', false}, 'ö': {'o', false}, 'ü': {'u', false}, 'û': {'u', false},
	'✓': {'+', true}, '✗': {'!', true}, '∫': {'S', true},
	'✚': {'X', true}, '░': {':', false}, '▒': {'%', false}, '●': {'*', true}, '○': {'o', true}, '◆': {'#', true}, '■': {'#', false}, '▲': {'^', false}, '✕': {'X', true}, '‖': {'=', true}, '─': {'-', false}, '└': {'+', false}, '│': {'|', false},
}

// HasFallback tells whether a character that is not ASCII has one that is.
func HasFallback(r rune) bool {
	_, ok := fallbacks[r]
	return ok
}
