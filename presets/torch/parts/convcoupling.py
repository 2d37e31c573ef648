import torch
from torch import nn

from .conv import ConvNet
from .rounded import rounded


class ConvCoupling(nn.Module):
    """Some channels, or some positions, of an image pass and steer a transform of the
    others by a convolution (Dinh et al. 2017, section 3.4).

    A sample holds its image channel by channel, row by row. `board` says that
    positions pass: the net hears the whole image with zeros where it does not.
    The net computes in the precision given, rounding its weights; all else is double.
    """

    def __init__(self, shape, passing, hidden, activation, transform, given=0, board=False,
                 precision=None):
        super().__init__()
        self.precision = precision
        channels, height, width = shape
        positions = height * width
        self.shape, self.board, self.transform = tuple(shape), board, transform
        self.passing = list(passing)
        self.rest = [i for i in range(channels * positions) if i not in self.passing]
        inputs = channels if board else len(self.passing) // positions
        self.moved = channels if board else len(self.rest) // positions
        kernel = [3 if size > 1 else 1 for size in (height, width)]
        outputs = self.moved * transform.width
        self.net = self.make_net(inputs, hidden, outputs, kernel, activation, given)

    def make_net(self, inputs, hidden, outputs, kernel, activation, given):
        return ConvNet(inputs, hidden, outputs, kernel, activation, given)

    def forward(self, z, given=None):
        return self.apply_to(z, given, self.transform.forward)

    def inverse(self, x, given=None):
        return self.apply_to(x, given, self.transform.inverse)

    def apply_to(self, v, given, step):
        rest, ladj = step(v[:, self.rest], self.raw(v, given))
        out = v.clone()
        out[:, self.rest] = rest
        return out, ladj

    def raw(self, v, given):
        if self.board:
            image = torch.zeros_like(v)
            image[:, self.passing] = v[:, self.passing]
        else:
            image = v[:, self.passing]
        image = image.unflatten(1, (-1, *self.shape[1:]))
        said = rounded(self.net, self.precision, image, given).flatten(2)
        by_number = getattr(self.transform, "blocked", False)
        if by_number:  # all first numbers, then all second ones
            numbers = said.unflatten(1, (self.transform.width, self.moved)).flatten(2)
        else:
            numbers = said.unflatten(1, (self.moved, self.transform.width))
            numbers = numbers.transpose(1, 2).flatten(2)
        if self.board:
            numbers = numbers[:, :, self.rest]
        return (numbers if by_number else numbers.transpose(1, 2)).flatten(1)
