import torch
from torch import nn

from .mlp import MLP, dense
from .rounded import rounded


class Coupling(nn.Module):
    """Some entries pass and steer a transform of the others (Dinh et al. 2014, 2017;
    with splines Durkan et al. 2019).

    x_pass = z_pass,  x_rest = T(z_rest; net(z_pass, given))

    The net computes in the precision given, rounding its weights; all else is double.
    """

    def __init__(self, dim, passing, hidden, activation, transform, given=0,
                 precision=None):
        super().__init__()
        self.passing, self.transform = list(passing), transform
        self.precision = precision
        self.rest = [i for i in range(dim) if i not in self.passing]
        inputs, outputs = len(self.passing) + given, len(self.rest) * transform.width
        self.net = MLP(dense(inputs, *hidden, outputs), activation)

    def forward(self, z, given=None):
        return self.apply_to(z, given, self.transform.forward)

    def inverse(self, x, given=None):
        return self.apply_to(x, given, self.transform.inverse)

    def apply_to(self, v, given, step):
        raw = rounded(self.net, self.precision, v[:, self.passing], given)
        rest, ladj = step(v[:, self.rest], raw)
        out = v.clone()
        out[:, self.rest] = rest
        return out, ladj
