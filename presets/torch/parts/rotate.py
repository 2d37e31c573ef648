import torch
from torch import nn


class Rotate(nn.Module):
    """Turns the plane anticlockwise by an angle in radians."""

    def __init__(self):
        super().__init__()
        self.angle = nn.Parameter(torch.zeros(1))

    def forward(self, z, given=None):
        return self.turn(z, self.angle), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        return self.turn(x, -self.angle), x.new_zeros(x.shape[0])

    @staticmethod
    def turn(v, angle):
        (a, b), sin, cos = v.unbind(-1), angle.sin(), angle.cos()
        return torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
