from torch import nn


class Flipped(nn.Module):
    """A layer with its two directions exchanged."""

    def __init__(self, layer):
        super().__init__()
        self.flipped = layer

    def forward(self, z, given=None):
        return self.flipped.inverse(z, given)

    def inverse(self, x, given=None):
        return self.flipped(x, given)
