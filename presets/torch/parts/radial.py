import torch
from torch import nn

from .exact_softplus import softplus


class Radial(nn.Module):
    """x = z + β/(α + r)·(z − center), r = |z − center| (Rezende and Mohamed 2015,
    equation 14) with α = softplus(alpha_raw) and α + β = softplus(beta_raw)."""

    def __init__(self, dim):
        super().__init__()
        self.center = nn.Parameter(torch.zeros(dim))
        self.alpha_raw = nn.Parameter(torch.zeros(1))
        self.beta_raw = nn.Parameter(torch.zeros(1))

    def numbers(self):
        alpha = softplus(self.alpha_raw)
        return alpha, softplus(self.beta_raw) - alpha

    def ladj(self, r, alpha, beta):
        """(D−1)·log g + log g′, where distances grow from r to g·r and g′ is the
        slope of that."""
        gain = 1 + beta / (alpha + r)
        slope = 1 + alpha * beta / (alpha + r) ** 2
        return (len(self.center) - 1) * gain.log() + slope.log()

    def forward(self, z, given=None):
        alpha, beta = self.numbers()
        away = z - self.center
        r = away.norm(dim=-1)
        return z + (beta / (alpha + r))[:, None] * away, self.ladj(r, alpha, beta)

    def inverse(self, x, given=None):
        alpha, beta = self.numbers()
        away = x - self.center
        far = away.norm(dim=-1)
        # r + β·r/(α + r) = R has the positive root r; of its two formulas each is
        # taken where it does not cancel.
        p = alpha + beta - far
        q = (p**2 + 4 * alpha * far).sqrt()
        r = torch.where(p > 0, 2 * alpha * far / (q + p.abs()), (q - p) / 2)
        shrink = (alpha + r) / (alpha + r + beta)
        return self.center + shrink[:, None] * away, -self.ladj(r, alpha, beta)
