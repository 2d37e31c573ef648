import torch
from torch import nn


class Histogram(nn.Module):
    """z_j is the distribution function of a histogram of column j of the unit cube
    (Inouye and Ravikumar 2018). It was fitted to data; there is nothing in it to
    train."""

    def __init__(self, dim, bins):
        super().__init__()
        self.bins = bins
        self.register_buffer("mass", torch.full((dim, bins), 1 / bins))

    def edges(self):
        sums = self.mass.cumsum(-1)[:, :-1]
        return torch.cat([torch.zeros_like(sums[:, :1]), sums], dim=-1)

    def forward(self, z, given=None):
        edges = self.edges()
        k = (z[..., None] >= edges[:, 1:]).sum(-1)
        start, mass = self.pick(edges, k), self.pick(self.mass, k)
        x = (k + ((z - start) / mass).clamp(max=1)) / self.bins
        return x, -(self.bins * mass).log().sum(-1)

    def inverse(self, x, given=None):
        k = (x * self.bins).floor().clamp(0, self.bins - 1).long()
        start, mass = self.pick(self.edges(), k), self.pick(self.mass, k)
        return start + mass * (x * self.bins - k), (self.bins * mass).log().sum(-1)

    @staticmethod
    def pick(numbers, k):
        return numbers.expand(*k.shape, -1).gather(-1, k[..., None])[..., 0]
