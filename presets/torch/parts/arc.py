class Arc:
    """The monotone rational quadratic of Gregory and Delbourgo (1982) over a bin of
    width w and height h, with slopes s0 and s1 at its ends."""

    def __init__(self, w, h, s0, s1):
        self.w, self.h, self.s0, self.s1, self.m = w, h, s0, s1, h / w

    def rise(self, t):
        """How high it is at the share t of the width."""
        u = t * (1 - t)
        return self.h * (self.m * t**2 + self.s0 * u) / self.below(u)

    def log_slope(self, t):
        u = t * (1 - t)
        bracket = self.s1 * t**2 + 2 * self.m * u + self.s0 * (1 - t) ** 2
        return 2 * self.m.log() + bracket.log() - 2 * self.below(u).log()

    def below(self, u):
        return self.m + (self.s0 + self.s1 - 2 * self.m) * u

    def solve(self, y):
        """The t at which it has risen by y: of the two root formulas of the
        quadratic the one that does not cancel."""
        e = y * (self.s0 + self.s1 - 2 * self.m)
        a = self.h * (self.m - self.s0) + e
        b = self.h * self.s0 - e
        c = -self.m * y
        return (2 * c / (-b - (b * b - 4 * a * c).clamp(min=0).sqrt())).clamp(0, 1)


def bin_of(knots, v):
    """A function that picks, for every v, the k-th of some numbers, where v lies
    between the k-th of the knots and the next."""
    k = (v[..., None] >= knots[..., 1:-1]).sum(-1, keepdim=True)
    return lambda x, after=0: x.expand(*v.shape, x.shape[-1]).gather(-1, k + after)[..., 0]
