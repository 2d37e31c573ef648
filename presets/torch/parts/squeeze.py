from torch import nn


class Squeeze(nn.Module):
    """Every 2×2 positions of a channel of the data are one position of four channels
    at the base side (Dinh et al. 2017, section 3.6): of place 2·dy + dx those of all
    channels, then those of the next place. `shape` is that of the data: channels,
    height, width."""

    def __init__(self, shape):
        super().__init__()
        self.channels, self.height, self.width = shape

    def forward(self, z, given=None):
        halves = (2, 2, self.channels, self.height // 2, self.width // 2)
        x = z.unflatten(1, halves).permute(0, 3, 4, 1, 5, 2)
        return x.flatten(1), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        places = (self.channels, self.height // 2, 2, self.width // 2, 2)
        z = x.unflatten(1, places).permute(0, 3, 5, 1, 2, 4)
        return z.flatten(1), x.new_zeros(x.shape[0])
