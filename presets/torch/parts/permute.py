from torch import nn


class Permute(nn.Module):
    """x_i = z[order[i]]."""

    def __init__(self, order):
        super().__init__()
        self.order = list(order)
        self.back = [self.order.index(i) for i in range(len(self.order))]

    def forward(self, z, given=None):
        return z[:, self.order], z.new_zeros(len(z))

    def inverse(self, x, given=None):
        return x[:, self.back], x.new_zeros(len(x))
