import math

import torch
from torch import nn


class CDF(nn.Module):
    """x = Φ⁻¹(z), entry by entry: takes numbers between 0 and 1. The way back is the
    normal distribution function, a density destructor (Inouye and Ravikumar 2018)."""

    def forward(self, z, given=None):
        x = torch.special.ndtri(z)
        return x, -self.log_density(x)

    def inverse(self, x, given=None):
        z = torch.special.ndtr(x).clamp(5e-324, 1 - 2**-53)
        return z, self.log_density(x)

    @staticmethod
    def log_density(x):
        return -(x * x / 2 + math.log(2 * math.pi) / 2).sum(-1)
