import torch
from torch.nn import functional as F

from .arc import Arc, bin_of
from .exact_softplus import softplus


class RationalQuadratic:
    """The spline of Durkan et al. (2019, section 3.1): K bins on [−B, B], the
    identity outside. An entry takes K raw widths, K heights and K−1 inner slopes."""

    least = 1e-3  # side of a bin as a share of 2B, and slope at a knot

    def __init__(self, bins, bound):
        self.bins, self.bound, self.width = bins, bound, 3 * bins - 1

    def knots(self, raw):
        shares = self.least + (1 - self.bins * self.least) * raw.softmax(-1)
        inner = 2 * self.bound * shares.cumsum(-1)[..., :-1] - self.bound
        return F.pad(F.pad(inner, (1, 0), value=-self.bound), (0, 1), value=self.bound)

    def numbers(self, raw):
        raw = raw.unflatten(-1, (-1, self.width))
        widths, heights, slopes = raw.split([self.bins, self.bins, self.bins - 1], -1)
        slopes = F.pad(self.least + softplus(slopes), (1, 1), value=1.0)
        return self.knots(widths), self.knots(heights), slopes

    def forward(self, z, raw):
        x_knots, y_knots, slopes = self.numbers(raw)
        inside, v = z.abs() < self.bound, z.clamp(-self.bound, self.bound)
        x0, y0, arc = self.arc(bin_of(x_knots, v), x_knots, y_knots, slopes)
        t = ((v - x0) / arc.w).clamp(0, 1)
        return torch.where(inside, y0 + arc.rise(t), z), (arc.log_slope(t) * inside).sum(-1)

    def inverse(self, x, raw):
        x_knots, y_knots, slopes = self.numbers(raw)
        inside, v = x.abs() < self.bound, x.clamp(-self.bound, self.bound)
        x0, y0, arc = self.arc(bin_of(y_knots, v), x_knots, y_knots, slopes)
        t = arc.solve(v - y0)
        return torch.where(inside, x0 + t * arc.w, x), -(arc.log_slope(t) * inside).sum(-1)

    @staticmethod
    def arc(pick, x, y, slopes):
        x0, y0 = pick(x), pick(y)
        return x0, y0, Arc(pick(x, 1) - x0, pick(y, 1) - y0, pick(slopes), pick(slopes, 1))
