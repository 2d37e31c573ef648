package plot

// Clamp returns the number in low … high that is nearest to v.
func Clamp(v, low, high int) int { return max(low, min(v, high)) }
