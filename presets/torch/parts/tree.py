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
        node = torch.zeros_like(v[:, 0])
        walking = torch.ones_like(node, dtype=torch.bool)
        columns = torch.arange(v.shape[1], device=v.device)
        for k in range(self.column.shape[0]):  # what a cut leads to stands behind it
            j = (self.column[k] - 1).long()  # below 0 where there is no cut any more
            on = walking & (node == k) & (j >= 0)
            left = v.index_select(1, j.clamp(min=0).reshape(1)).squeeze(1) < here[k]
            cut = on.unsqueeze(1) & (columns == j)
            low, high = cut & left.unsqueeze(1), cut & ~left.unsqueeze(1)
            b, d = torch.where(low, here[k], b), torch.where(low, there[k], d)
            a, c = torch.where(high, here[k], a), torch.where(high, there[k], c)
            node = torch.where(on, torch.where(left, self.below[k], self.over[k]), node)
            walking = walking & ~(on & (node == 0))
        ratio = (d - c) / (b - a)
        return c + (v - a) * ratio, ratio.log().sum(-1)
