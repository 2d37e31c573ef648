import torch
from torch import nn
from torch.nn import functional as F

from .mlp import MLP
from .jacobian import jacobian


class Contraction(nn.Linear):
    """A dense layer whose weights are scaled down to a largest singular value of
    bound (Miyato et al. 2018; Behrmann et al. 2019)."""

    def __init__(self, inputs, outputs, bound):
        super().__init__(inputs, outputs)
        self.bound = bound

    def forward(self, x):
        norm = torch.linalg.matrix_norm(self.weight, ord=2)
        # at weights of 0, bound/norm has no gradient
        shrink = self.bound / norm.clamp(min=self.bound)
        return F.linear(x, self.weight * shrink, self.bias)


class Residual(nn.Module):
    """z = x + net(x) with a net that brings points closer by a factor below 1 (Behrmann
    et al. 2019; Chen et al. 2019). The other direction is found numerically. log|det|
    is exact; bijou estimates it with a probe above 8 columns."""

    def __init__(self, dim, hidden, activation, lipschitz):
        super().__init__()
        widths = [dim, *hidden, dim]
        bound = lipschitz ** (1 / (len(widths) - 1))
        layers = [Contraction(i, o, bound) for i, o in zip(widths, widths[1:])]
        self.net = MLP(layers, activation)

    def inverse(self, x, given=None):
        return self.shift(x), torch.linalg.slogdet(jacobian(self.shift, x))[1]

    def forward(self, z, given=None):
        x = self.root(z)
        # A Newton step with the Jacobian held constant has the implicit gradient.
        slopes = jacobian(self.shift, x).detach()
        x = x - torch.linalg.solve(slopes, (self.shift(x) - z)[..., None])[..., 0]
        return x, -self.inverse(x)[1]

    def shift(self, x):
        return x + self.net(x)

    @torch.no_grad()
    def root(self, z):
        """Newton steps, and after a few of them x ← z − net(x), which brings every
        point closer."""
        x, small = z, 1e3 * torch.finfo(z.dtype).eps
        for k in range(2000):
            step = self.shift(x) - z
            far = step.abs().amax(-1) > small * z.abs().amax(-1).clamp(min=1)
            if not far.any():
                break
            if k < 12:
                step = torch.linalg.solve(jacobian(self.shift, x), step[..., None])[..., 0]
            x = torch.where(far[:, None], x - step, x)
        return x
