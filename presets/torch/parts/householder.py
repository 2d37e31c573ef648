import torch
from torch import nn

from .reflections import reflect


class Householder(nn.Module):
    """x = H_1 H_2 … H_K z, H_k = I − 2·v_k·v_kᵀ/|v_k|² (Tomczak and Welling 2016)."""

    def __init__(self, dim, pairs):
        super().__init__()
        self.v = nn.Parameter(torch.ones(2 * pairs, dim))

    def forward(self, z, given=None):
        return reflect(z, self.v.flip(0)), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        return reflect(x, self.v), x.new_zeros(x.shape[0])
