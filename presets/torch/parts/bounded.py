import math

import torch

from .flow import Flow


class Bounded(Flow):
    """A flow whose columns lie in supports: from a number to another, either of which
    may be infinite, or a turn of an angle, whose third entry is True. They are
    carried to the line by log, and between two borders by the quantiles of the normal
    distribution. There is no sample outside, and log p is -inf."""

    def __init__(self, dim, base, layers, supports, given=0):
        super().__init__(dim, base, layers, given)
        self.supports = supports

    def from_line(self, u):
        """x in the supports, and log|det dx/du|."""
        columns, ladj = [], 0.0
        for v, (lo, hi, *_) in zip(u.unbind(-1), self.supports):
            if math.isinf(lo) and math.isinf(hi):
                columns.append(v)
                continue
            if math.isinf(hi):
                x, slope = lo + v.exp(), v
            elif math.isinf(lo):
                x, slope = hi - (-v).exp(), -v
            else:
                tail = torch.special.ndtr(-v.abs()) * (hi - lo)
                x = torch.where(v < 0, lo + tail, hi - tail)
                slope = math.log(hi - lo) - v * v / 2 - math.log(2 * math.pi) / 2
            least = torch.nextafter(x.new_tensor(lo), x.new_tensor(math.inf))
            most = torch.nextafter(x.new_tensor(hi), x.new_tensor(-math.inf))
            columns.append(torch.minimum(torch.maximum(x, least), most))
            ladj = ladj + slope
        return torch.stack(columns, -1), ladj

    def to_line(self, x):
        """u on the line, and whether x is inside."""
        if x.ndim == 0 or x.shape[-1] != len(self.supports):
            raise ValueError(f"points are ...×{len(self.supports)}, not of the shape {tuple(x.shape)}")
        columns, inside = [], torch.ones(x.shape[:-1], dtype=torch.bool, device=x.device)
        for v, (lo, hi, *turns) in zip(x.unbind(-1), self.supports):
            if math.isinf(lo) and math.isinf(hi):
                columns.append(v)
                continue
            if turns:
                v = torch.where((v > lo) & (v < hi), v, lo + torch.remainder(v - lo, hi - lo))
            else:
                inside = inside & (v > lo) & (v < hi)
            least = torch.nextafter(v.new_tensor(lo), v.new_tensor(math.inf))
            most = torch.nextafter(v.new_tensor(hi), v.new_tensor(-math.inf))
            v = torch.minimum(torch.maximum(v, least), most)
            if math.isinf(hi):
                u = (v - lo).log()
            elif math.isinf(lo):
                u = -(hi - v).log()
            else:
                below = v - lo < (hi - lo) / 2
                tail = torch.special.ndtri(torch.where(below, v - lo, hi - v) / (hi - lo))
                u = torch.where(below, tail, -tail)
            columns.append(u)
        return torch.stack(columns, -1), inside

    def forward(self, z, given=None):
        """Base to data: x (...×D) and log|det dx/dz| (...)."""
        u, ladj = super().forward(z, given)
        x, slope = self.from_line(u)
        return x, ladj + slope

    def inverse(self, x, given=None):
        """Data to base: z (...×D) and log|det dz/dx| (...)."""
        u, _ = self.to_line(x.to(self.mean))
        z, ladj = super().inverse(u, given)
        slope = self.from_line(u)[1]
        return z, ladj - slope

    def log_prob(self, x, given=None):
        """log p(x) in nats, ..., -inf outside of the supports."""
        logp = super().log_prob(x, given)
        inside = self.to_line(x.to(self.mean))[1].expand(logp.shape)
        return torch.where(inside, logp, torch.full_like(logp, -math.inf))
