import torch
from torch import nn
from torch.nn import functional as F


class Logit(nn.Module):
    """x = log(z/(1 − z)), entry by entry: takes numbers between 0 and 1."""

    def forward(self, z, given=None):
        low, high = z.log(), torch.log1p(-z)
        return low - high, -(low + high).sum(-1)

    def inverse(self, x, given=None):
        return x.sigmoid(), (F.logsigmoid(x) + F.logsigmoid(-x)).sum(-1)
