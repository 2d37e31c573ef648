package tui

// clamp returns the number in low … high that is nearest to v.
func clamp(v, low, high int) int { return max(low, min(v, high)) }
