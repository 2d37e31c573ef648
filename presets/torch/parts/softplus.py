import torch
from torch import nn
from torch.nn import functional as F

from .exact_softplus import softplus


class Softplus(nn.Module):
    """x = log(1 + eᶻ), entry by entry."""

    def forward(self, z, given=None):
        return softplus(z), F.logsigmoid(z).sum(-1)

    def inverse(self, x, given=None):
        share = torch.log(-torch.expm1(-x))
        return x + share, -share.sum(-1)
