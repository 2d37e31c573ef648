import torch
from torch import nn

from .mlp import MLP, dense
from .rounded import rounded


class Encoder(nn.Module):
    """A normal distribution whose mean and deviation a net reads off the condition
    (Kingma and Welling 2014), and a context that layers nearer to the data hear in the
    place of the condition (Kingma et al. 2016). One that is off only tells that.

    The net computes in the precision given, rounding its weights; all else is double.
    """

    def __init__(self, dim, hidden, activation, transform, context=0, given=0,
                 precision=None, before=None, off=False):
        super().__init__()
        self.moves, self.given, self.off = 2 * dim, given, off
        self.transform, self.context, self.precision = transform, context, precision
        self.before = [before]  # whose context this one hears; no child of it
        if given:
            self.net = MLP(dense(given, *hidden, self.moves + context), activation)
        else:
            self.bias = nn.Parameter(torch.zeros(self.moves))

    def raw(self, batch, given):
        if self.given == 0:
            return self.bias.expand(batch.shape[0], -1)
        return rounded(self.net, self.precision, given, None)

    def forward(self, z, given=None):
        return self.move(z, given, self.transform.forward)

    def inverse(self, x, given=None):
        return self.move(x, given, self.transform.inverse)

    def move(self, v, given, step):
        if self.off:
            return v, v.new_zeros(v.shape[0])
        return step(v, self.raw(v, given)[:, : self.moves])

    def tell(self, given):
        for encoder in self.before:
            given = encoder.tell(given) if encoder is not None else given
        return self.raw(given, given)[:, self.moves :]
