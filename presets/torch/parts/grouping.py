from torch import nn


class Grouping(nn.Module):
    """Every `group` neighbours in a row of a channel of the data are one position of as
    many channels at the base side (Prenger et al. 2018, section 2): of the first
    neighbour those of all channels, then those of the next. `shape` is that of the
    data: channels, height, width."""

    def __init__(self, shape, group):
        super().__init__()
        self.channels, self.height, self.width = shape
        self.group = group

    def forward(self, z, given=None):
        groups = (self.group, self.channels, self.height, self.width // self.group)
        x = z.unflatten(1, groups).permute(0, 2, 3, 4, 1)
        return x.flatten(1), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        groups = (self.channels, self.height, self.width // self.group, self.group)
        z = x.unflatten(1, groups).permute(0, 4, 1, 2, 3)
        return z.flatten(1), x.new_zeros(x.shape[0])
