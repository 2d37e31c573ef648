import torch
from torch import nn
from torch.nn import functional as F


class ConvLayer(nn.Module):
    """A convolution of `kernel` = (tall, wide) positions, so far `apart`, with zeros
    beyond the border. What is given is heard at every position.

    A weight holds for an output its inputs, each with all places of the kernel, and
    then the given ones; or, `from_afar`, one row for each output and place.
    """

    def __init__(self, inputs, outputs, kernel, given=0, from_afar=False, apart=1):
        super().__init__()
        places = kernel[0] * kernel[1]
        shape = (outputs * places, inputs) if from_afar else (outputs, inputs * places + given)
        self.weight = nn.Parameter(torch.zeros(shape))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.inputs, self.kernel, self.from_afar = inputs, tuple(kernel), from_afar
        self.apart = apart

    def forward(self, x, given=None):
        if self.from_afar:
            kernel = self.weight.unflatten(0, (len(self.bias), *self.kernel)).permute(0, 3, 1, 2)
        else:
            own = self.inputs * self.kernel[0] * self.kernel[1]
            kernel = self.weight[:, :own].unflatten(1, (self.inputs, *self.kernel))
        padding = [k // 2 * self.apart for k in self.kernel]
        out = F.conv2d(x, kernel, self.bias, padding=padding, dilation=self.apart)
        if given is not None:
            out = out + (given @ self.weight[:, own:].T)[:, :, None, None]
        return out


class ConvNet(nn.ModuleList):
    """The net of Glow (Kingma and Dhariwal 2018, section 3.3): the first and the last
    layer hear the positions about one, those between that position alone."""

    def __init__(self, inputs, hidden, outputs, kernel, activation, given=0):
        layers = []
        for k, width in enumerate(hidden):
            layers.append(ConvLayer(inputs, width, (1, 1) if k else kernel, 0 if k else given))
            inputs = width
        first = not hidden
        layers.append(ConvLayer(inputs, outputs, kernel, given if first else 0, from_afar=not first))
        super().__init__(layers)
        self.activation = activation

    def forward(self, x, given=None):
        for k, layer in enumerate(self):
            if k > 0:
                x = self.activation(x)
            x = layer(x, given if k == 0 else None)
        return x
