import torch
from torch import nn

from .rationalquadratic import RationalQuadratic


class Spline(nn.Module):
    """Bends every entry by a spline of its own, which nothing steers (Durkan et al.
    2019, section 3.1)."""

    def __init__(self, dim, bins, bound):
        super().__init__()
        self.transform = RationalQuadratic(bins, bound)
        self.w = nn.Parameter(torch.zeros(dim * bins))
        self.h = nn.Parameter(torch.zeros(dim * bins))
        self.d = nn.Parameter(torch.zeros(dim * (bins - 1)))

    def raw(self):
        k = self.transform.bins
        parts = [self.w.view(-1, k), self.h.view(-1, k), self.d.view(-1, k - 1)]
        return torch.cat(parts, dim=-1).view(1, -1)

    def forward(self, z, given=None):
        return self.transform.forward(z, self.raw())

    def inverse(self, x, given=None):
        return self.transform.inverse(x, self.raw())
