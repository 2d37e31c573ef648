import torch
from torch import nn
from torch.nn import functional as F

from .reflections import reflect
from .root import root


class Sylvester(nn.Module):
    """x = z + Q R·tanh(R̃ Qᵀz + b) (van den Berg et al. 2018, equations 8 to 10). Q is
    the first m columns of a product of reflections; R and R̃ are upper triangular with
    tanh of a raw number on their diagonals, so that the layer is invertible."""

    def __init__(self, dim, m, reflections):
        super().__init__()
        self.dim, self.m = dim, m
        self.v = nn.Parameter(torch.ones(reflections, dim))
        self.r_upper = nn.Parameter(torch.zeros(m, m))
        self.r2_upper = nn.Parameter(torch.zeros(m, m))
        self.r1_raw = nn.Parameter(torch.zeros(m))
        self.r2_raw = nn.Parameter(torch.zeros(m))
        self.b = nn.Parameter(torch.zeros(m))

    def numbers(self):
        d1, d2 = self.r1_raw.tanh(), self.r2_raw.tanh()
        return self.r_upper.triu(1) + d1.diag(), self.r2_upper.triu(1) + d2.diag(), d1 * d2

    def lift(self, v):
        return reflect(F.pad(v, (0, self.dim - self.m)), self.v.flip(0))

    def project(self, x):
        return reflect(x, self.v)[:, : self.m]

    def forward(self, z, given=None):
        r1, r2, diag = self.numbers()
        h = torch.tanh(self.project(z) @ r2.T + self.b)
        return z + self.lift(h @ r1.T), torch.log1p(diag * (1 - h**2)).sum(-1)

    def inverse(self, x, given=None):
        r1, r2, diag = self.numbers()
        h = self.bends(self.project(x), r1, r2)
        return x - self.lift(h @ r1.T), -torch.log1p(diag * (1 - h**2)).sum(-1)

    def bends(self, y, r1, r2):
        """tanh(R̃v + b) for the v with v + R·tanh(R̃v + b) = y, from the last entry to
        the first: each is the root of an increasing function."""
        v, h = [], []
        for j in reversed(range(self.m)):
            target, c, inner, outer = y[:, j], self.b[j], r2[j, j], r1[j, j]
            for k, (vk, hk) in enumerate(zip(v, h), start=j + 1):
                target, c = target - r1[j, k] * hk, c + r2[j, k] * vk

            def f(s):
                t = torch.tanh(inner * s + c)
                return s + outer * t, 1 + outer * inner * (1 - t**2)

            s = root(f, target, target - outer.abs(), target + outer.abs())
            v.insert(0, s)
            h.insert(0, torch.tanh(inner * s + c))
        return torch.stack(h, dim=-1)
