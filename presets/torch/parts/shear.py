import torch
from torch import nn


class Shear(nn.Module):
    """x₁ = z₁ + k·z₂, x₂ = z₂."""

    def __init__(self):
        super().__init__()
        self.factor = nn.Parameter(torch.zeros(1))

    def forward(self, z, given=None):
        return self.slide(z, self.factor), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        return self.slide(x, -self.factor), x.new_zeros(x.shape[0])

    @staticmethod
    def slide(v, k):
        a, b = v.unbind(-1)
        return torch.stack([a + k * b, b], dim=-1)
