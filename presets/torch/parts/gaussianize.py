import torch
from torch import nn

from .normal_quantile import normal_logit, normal_quantile
from .sigmoids import mix, unmix


class Gaussianize(nn.Module):
    """z = Φ⁻¹(F(x)) with F(x) = Σ π_k·σ((x − μ_k)/s_k), entry by entry (Meng et al.
    2020, section 3.1)."""

    def __init__(self, dim, components):
        super().__init__()
        self.components = components
        self.pi = nn.Parameter(torch.zeros(dim * components))
        self.mu = nn.Parameter(torch.zeros(dim * components))
        self.log_s = nn.Parameter(torch.zeros(dim * components))

    def numbers(self):
        a = (-self.log_s).exp()
        return [p.view(1, -1, self.components) for p in (a, -self.mu * a, self.pi)]

    def forward(self, z, given=None):
        v, log_slope = normal_logit(z)
        x, ladj = unmix(v, *self.numbers())
        return x, log_slope.sum(-1) + ladj

    def inverse(self, x, given=None):
        v, log_slope = mix(x, *self.numbers())
        z = normal_quantile(v)
        return z, (log_slope - normal_logit(z)[1]).sum(-1)
