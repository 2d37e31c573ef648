import torch
from torch import nn


class First(nn.Module):
    """A layer that acts on the first entries; the others left at a split."""

    def __init__(self, size, layer):
        super().__init__()
        self.size, self.first = size, layer

    def forward(self, z, given=None):
        x, ladj = self.first(z[:, : self.size], given)
        return torch.cat([x, z[:, self.size :]], dim=1), ladj

    def inverse(self, x, given=None):
        z, ladj = self.first.inverse(x[:, : self.size], given)
        return torch.cat([z, x[:, self.size :]], dim=1), ladj
