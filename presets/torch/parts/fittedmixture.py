import math

import torch
from torch import nn


class FittedMixture(nn.Module):
    """Normal distributions with full covariances that were fitted, log p(z) = log Σ
    w_k·det W_k·N(W_k(z − μ_k); 0, I). A row of components is the centre, W row by row,
    which is lower triangular, and log w."""

    def __init__(self, dim, components):
        super().__init__()
        self.register_buffer("components", torch.zeros(components, dim + dim * dim + 1, dtype=torch.float64))

    def numbers(self, dim):
        whitening = self.components[:, dim:-1].reshape(-1, dim, dim)
        return self.components[:, :dim], whitening, self.components[:, -1]

    def log_prob(self, z):
        dim = z.shape[-1]
        centre, whitening, log_w = self.numbers(dim)
        white = torch.einsum("kij,nkj->nki", whitening, z[:, None] - centre)
        log_det = whitening.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        return (log_w + log_det - white.square().sum(-1) / 2 - dim * math.log(2 * math.pi) / 2).logsumexp(-1)

    def sample_like(self, z):
        dim = z.shape[-1]
        centre, whitening, log_w = self.numbers(dim)
        k = torch.multinomial(log_w.exp(), z.shape[0], replacement=True)
        normal = torch.randn_like(z)[:, :, None]
        return centre[k] + torch.linalg.solve_triangular(whitening[k], normal, upper=False)[:, :, 0]
