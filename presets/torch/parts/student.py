import math

import torch
from torch import nn


class Student(nn.Module):
    """Student's t with ν degrees of freedom: the fewer, the heavier its tails."""

    def __init__(self, nu):
        super().__init__()
        self.nu = nu
        self.at0 = math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2) - math.log(nu * math.pi) / 2

    def log_prob(self, z):
        return (self.at0 - (self.nu + 1) / 2 * torch.log1p(z / self.nu * z)).sum(-1)

    def sample_like(self, z):
        half = torch.full_like(z, self.nu / 2)
        chi2 = 2 * torch.distributions.Gamma(half, torch.ones_like(z)).sample()
        return torch.randn_like(z) / (chi2 / self.nu).sqrt()
