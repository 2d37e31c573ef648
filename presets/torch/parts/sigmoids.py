from torch.nn import functional as F

from .root import root
from .exact_softplus import softplus


class Sigmoids:
    """The deep sigmoidal flow (Huang et al. 2018, section 3.1). From data to base it
    is a mixture of H sigmoids, carried back to the whole line:

        z = logit F(x),  F(x) = Σ w_h·σ(a_h·x + b_h),  a > 0,  Σ w_h = 1

    An entry takes H raw numbers behind a, H for b, H for w by softmax."""

    def __init__(self, components):
        self.components, self.width = components, 3 * components

    def numbers(self, raw):
        a, b, w = raw.unflatten(-1, (-1, self.width)).chunk(3, dim=-1)
        return softplus(a), b, w

    def forward(self, z, raw):
        return unmix(z, *self.numbers(raw))

    def inverse(self, x, raw):
        z, log_slope = mix(x, *self.numbers(raw))
        return z, log_slope.sum(-1)


def mix(x, a, b, w):
    """logit F(x) and the logarithm of its slope F′/(F(1−F)), from log-sum-exps so
    that nothing overflows. x is n×d, the others n×d×H or 1×d×H."""
    u, log_w = a * x[..., None] + b, w.log_softmax(-1)
    low, high = F.logsigmoid(u), F.logsigmoid(-u)
    log_f, log_rest = (log_w + low).logsumexp(-1), (log_w + high).logsumexp(-1)
    return log_f - log_rest, (log_w + a.log() + low + high).logsumexp(-1) - log_f - log_rest


def unmix(z, a, b, w):
    """The x with mix(x) = z and the sum of the log-slopes. F lies between the least
    and the greatest σ(a·x + b), so x lies between the (z − b)/a."""

    def f(x):
        value, log_slope = mix(x, a, b, w)
        return value, log_slope.exp()

    bounds = (z[..., None] - b) / a
    x = root(f, z, bounds.amin(-1), bounds.amax(-1))
    return x, -mix(x, a, b, w)[1].sum(-1)
