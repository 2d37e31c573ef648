import math

from torch.special import log_ndtr

from .root import root


def normal_logit(z):
    """logit Φ(z) and the logarithm of its slope, φ/(Φ(1−Φ))."""
    low, high = log_ndtr(z), log_ndtr(-z)
    return low - high, -(z**2) / 2 - math.log(2 * math.pi) / 2 - low - high


def normal_quantile(v):
    """The z with logit Φ(z) = v, Φ⁻¹(σ(v)), far out in the tails as well."""

    def f(z):
        value, log_slope = normal_logit(z)
        return value, log_slope.exp()

    # logit Φ is steeper than 1.
    return root(f, v, v.clamp(max=0), v.clamp(min=0))
