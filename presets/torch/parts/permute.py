from torch import nn


class Permute(nn.Module):
    """x_i = z[order[i]], of channels of as many positions."""

    def __init__(self, order, positions=1):
        super().__init__()
        self.order, self.positions = list(order), positions
        self.back = [self.order.index(i) for i in range(len(self.order))]

    def forward(self, z, given=None):
        return self.reordered(z, self.order), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        return self.reordered(x, self.back), x.new_zeros(x.shape[0])

    def reordered(self, v, order):
        return v.unflatten(1, (-1, self.positions))[:, order].flatten(1)
