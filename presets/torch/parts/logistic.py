import torch
from torch import nn
from torch.nn import functional as F


class Logistic(nn.Module):
    """Has the distribution function 1/(1 + e⁻ᶻ)."""

    def log_prob(self, z):
        return (F.logsigmoid(z) + F.logsigmoid(-z)).sum(-1)

    def sample_like(self, z):
        return torch.rand_like(z).clamp(min=torch.finfo(z.dtype).tiny).logit()
