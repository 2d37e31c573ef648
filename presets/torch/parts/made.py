import torch
from torch import nn
from torch.nn import functional as F

from .mlp import MLP


class MaskedLinear(nn.Linear):
    """A dense layer of which only the weights with a mask of 1 count."""

    def __init__(self, mask):
        super().__init__(mask.shape[1], mask.shape[0])
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        return F.linear(x, self.mask.to(self.weight.dtype) * self.weight, self.bias)


class MADE(MLP):
    """A masked perceptron (Germain et al. 2015): the `width` outputs of an entry
    depend on the entries before it in `order`, and on what is given.

    Entry order[p] has degree p + 1, a given input degree 0. A weight is kept into
    a hidden unit of at least the same degree, and into an output of higher degree.
    """

    def __init__(self, order, given, hidden, width, activation):
        dim, layers = len(order), []
        degrees = torch.zeros(dim + given)
        degrees[list(order)] = torch.arange(1.0, dim + 1)
        outputs = degrees[:dim].repeat_interleave(width)
        for units in hidden:
            unit = torch.arange(units)
            above = (unit % dim if given else unit % max(1, dim - 1) + 1).to(degrees)
            layers.append(MaskedLinear((above[:, None] >= degrees).to(degrees)))
            degrees = above
        layers.append(MaskedLinear((outputs[:, None] > degrees).to(degrees)))
        super().__init__(layers, activation)
