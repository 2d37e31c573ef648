import torch
from torch import nn


class ActNorm(nn.Module):
    """z = exp(log_scale)·(x + bias) (Glow, Kingma and Dhariwal 2018, section 3.1), the
    same at all positions of a channel. bijou has set both from data already."""

    def __init__(self, dim, positions=1):
        super().__init__()
        self.positions = positions
        self.log_scale = nn.Parameter(torch.zeros(dim))
        self.bias = nn.Parameter(torch.zeros(dim))

    def numbers(self, batch):
        scale = self.log_scale.repeat_interleave(self.positions)
        return scale, self.bias.repeat_interleave(self.positions), scale.sum().expand(batch.shape[0])

    def forward(self, z, given=None):
        scale, bias, ladj = self.numbers(z)
        return z * (-scale).exp() - bias, -ladj

    def inverse(self, x, given=None):
        scale, bias, ladj = self.numbers(x)
        return (x + bias) * scale.exp(), ladj
