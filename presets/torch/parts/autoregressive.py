import torch
from torch import nn

from .made import MADE
from .rounded import rounded


class Autoregressive(nn.Module):
    """Entry i is transformed by what a masked net makes of the data entries before it
    (MAF, Papamakarios et al. 2017): x → z takes one pass, z → x one for every entry.

    x_i = T(z_i; net(x_<i, given))

    The net computes in the precision given, rounding its weights; all else is double.
    """

    def __init__(self, order, hidden, activation, transform, given=0, precision=None):
        super().__init__()
        self.order, self.transform = list(order), transform
        self.precision = precision
        self.net = MADE(self.order, given, hidden, transform.width, activation)

    def forward(self, z, given=None):
        return self.sequential(z, given, self.transform.forward)

    def inverse(self, x, given=None):
        return self.transform.inverse(x, self.raw(x, given))

    def raw(self, seen, given):
        return rounded(self.net, self.precision, seen, given)

    def sequential(self, v, given, step):
        """Finds the side that the net reads, entry by entry."""
        out, ladj, width = torch.zeros_like(v), v.new_zeros(v.shape[0]), self.transform.width
        for i in self.order:
            raw = self.raw(out, given)[:, i * width : (i + 1) * width]
            entry, change = step(v[:, i : i + 1], raw)
            out = torch.cat([out[:, :i], entry, out[:, i + 1 :]], dim=1)
            ladj = ladj + change
        return out, ladj
