import torch

from .squeeze import Squeeze


class Haar(Squeeze):
    """Every 2×2 positions of a channel of the data are, at the base side, half of their
    sum and of three differences, each a channel (Haar 1910)."""

    def turn(self, v):
        signs = torch.tensor([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]])
        places = v.unflatten(1, (4, -1))
        return torch.einsum("ij,njk->nik", signs.to(v) / 2, places).flatten(1)

    def forward(self, z, given=None):
        return super().forward(self.turn(z), given)

    def inverse(self, x, given=None):
        z, ladj = super().inverse(x, given)
        return self.turn(z), ladj
