import torch
from torch import nn

from .arc import Arc, bin_of


class RBIG(nn.Module):
    """z = R·g(x) (Laparra et al. 2011): g_j increases through (knot_k, Φ⁻¹((k+½)/K)) of
    column j, by rational quadratics between the knots and lines beyond. It was fitted
    to data; there is nothing in it to train."""

    def __init__(self, dim, knots):
        super().__init__()
        shares = (torch.arange(knots, dtype=torch.float64) + 0.5) / knots
        self.register_buffer("levels", torch.special.ndtri(shares), persistent=False)
        self.register_buffer("knots", torch.zeros(dim, knots))
        self.register_buffer("slopes", torch.ones(dim, knots))
        self.register_buffer("rotation", torch.eye(dim))

    def forward(self, z, given=None):
        y = z @ self.rotation
        levels = self.levels.expand_as(self.knots)
        x0, y0, arc = self.arc(bin_of(levels, y), levels)
        t = arc.solve(y - y0)
        inner = y.clamp(self.levels[0], self.levels[-1])
        outside = y - inner
        slope = torch.where(outside < 0, self.slopes[:, 0], self.slopes[:, -1])
        beyond = self.end(outside, self.knots) + outside / slope
        x = torch.where(outside == 0, x0 + t * arc.w, beyond)
        return x, -torch.where(outside == 0, arc.log_slope(t), slope.log()).sum(-1)

    def inverse(self, x, given=None):
        levels = self.levels.expand_as(self.knots)
        x0, y0, arc = self.arc(bin_of(self.knots, x), levels)
        t = ((x - x0) / arc.w).clamp(0, 1)
        outside = x - x.clamp(self.knots[:, 0], self.knots[:, -1])
        slope = torch.where(outside < 0, self.slopes[:, 0], self.slopes[:, -1])
        beyond = self.end(outside, levels) + outside * slope
        y = torch.where(outside == 0, y0 + arc.rise(t), beyond)
        return y @ self.rotation.T, torch.where(outside == 0, arc.log_slope(t), slope.log()).sum(-1)

    def arc(self, pick, levels):
        x0, y0 = pick(self.knots), pick(levels)
        sides = pick(self.knots, 1) - x0, pick(levels, 1) - y0
        return x0, y0, Arc(*sides, pick(self.slopes), pick(self.slopes, 1))

    @staticmethod
    def end(outside, numbers):
        return torch.where(outside < 0, numbers[:, 0], numbers[:, -1])
