import torch
from torch import nn


class MLP(nn.ModuleList):
    """Dense layers, each but the last followed by the same activation."""

    def __init__(self, layers, activation):
        super().__init__(layers)
        self.activation = activation

    def forward(self, x, given=None):
        if given is not None:
            x = torch.cat([x, given], dim=-1)
        *hidden, last = self
        for layer in hidden:
            x = self.activation(layer(x))
        return last(x)


def dense(*widths):
    return [nn.Linear(i, o) for i, o in zip(widths, widths[1:])]
