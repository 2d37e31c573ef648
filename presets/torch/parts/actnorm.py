import torch
from torch import nn


class ActNorm(nn.Module):
    """z = exp(log_scale)·(x + bias) (Glow, Kingma and Dhariwal 2018, section 3.1). bijou
    has set both from data already."""

    def __init__(self, dim):
        super().__init__()
        self.log_scale = nn.Parameter(torch.zeros(dim))
        self.bias = nn.Parameter(torch.zeros(dim))

    def forward(self, z, given=None):
        return z * (-self.log_scale).exp() - self.bias, -self.log_scale.sum().expand(len(z))

    def inverse(self, x, given=None):
        return (x + self.bias) * self.log_scale.exp(), self.log_scale.sum().expand(len(x))
