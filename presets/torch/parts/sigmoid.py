import torch
from torch import nn
from torch.nn import functional as F


class Sigmoid(nn.Module):
    """x = 1/(1 + e⁻ᶻ), entry by entry."""

    def forward(self, z, given=None):
        return z.sigmoid(), (F.logsigmoid(z) + F.logsigmoid(-z)).sum(-1)

    def inverse(self, x, given=None):
        low, high = x.log(), torch.log1p(-x)
        return low - high, -(low + high).sum(-1)
