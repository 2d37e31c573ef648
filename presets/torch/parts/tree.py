import torch
from torch import nn


class Tree(nn.Module):
    """A tree of cuts through the unit cube, whose boxes are stretched to the volumes of
    their masses (Inouye and Ravikumar 2018). It was fitted to data; there is nothing
    in it to train."""

    def __init__(self, leaves):
        super().__init__()
        for name in ["column", "split", "image", "below", "over"]:
            self.register_buffer(name, torch.zeros(leaves - 1))

    def forward(self, z, given=None):
        return self.carry(z, self.image, self.split)

    def inverse(self, x, given=None):
        return self.carry(x, self.split, self.image)

    def carry(self, v, here, there):
        a, b = torch.zeros_like(v), torch.ones_like(v)
        c, d = a.clone(), b.clone()
        node = torch.zeros(v.shape[0], dtype=torch.long, device=v.device)
        walking = torch.ones_like(node, dtype=torch.bool)
        for k in range(len(self.column)):  # what a cut leads to stands behind it
            j = int(self.column[k]) - 1
            if j < 0:
                break
            on = walking & (node == k)
            low, high = on & (v[:, j] < here[k]), on & ~(v[:, j] < here[k])
            b[low, j], d[low, j] = here[k], there[k]
            a[high, j], c[high, j] = here[k], there[k]
            for side, next in (low, self.below), (high, self.over):
                node[side] = int(next[k])
                walking = walking & ~(side & (next[k] == 0))
        ratio = (d - c) / (b - a)
        return c + (v - a) * ratio, ratio.log().sum(-1)
