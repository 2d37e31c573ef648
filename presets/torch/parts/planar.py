import torch
from torch import nn

from .root import root
from .exact_softplus import softplus


class Planar(nn.Module):
    """x = z + û·tanh(w·z + b) (Rezende and Mohamed 2015, equations 10 to 12) with
    û = u + (m(w·u) − w·u)·w/|w|² and m(a) = −1 + softplus(a), so that w·û > −1 and
    the layer is invertible. The inverse solves a + w·û·tanh(a) = w·x + b."""

    def __init__(self, dim):
        super().__init__()
        self.w = nn.Parameter(torch.ones(dim))
        self.u = nn.Parameter(torch.zeros(dim))
        self.b = nn.Parameter(torch.zeros(1))

    def push(self):
        """û and w·û."""
        dot = self.w @ self.u
        bounded = softplus(dot) - 1
        return self.u + (bounded - dot) * self.w / (self.w @ self.w), bounded

    def forward(self, z, given=None):
        u, dot = self.push()
        h = torch.tanh(z @ self.w + self.b)
        return z + h[:, None] * u, torch.log1p(dot * (1 - h**2))

    def inverse(self, x, given=None):
        u, dot = self.push()

        def f(a):
            h = torch.tanh(a)
            return a + dot * h, 1 + dot * (1 - h**2)

        c = x @ self.w + self.b
        h = torch.tanh(root(f, c, c - dot.abs(), c + dot.abs()))
        return x - h[:, None] * u, -torch.log1p(dot * (1 - h**2))
