import math

import torch
from torch import nn


class Uniform(nn.Module):
    """Even between 0 and 1."""

    def log_prob(self, z):
        inside = ((z >= 0) & (z <= 1)) | z.isnan()
        return torch.where(inside, 0 * z, -math.inf).sum(-1)

    def sample_like(self, z):
        return torch.rand_like(z).clamp(min=torch.finfo(z.dtype).tiny)
