import torch
from torch import nn

from .conv import ConvLayer


class WaveNet(nn.Module):
    """The net of WaveGlow (Prenger et al. 2018, section 2.1): gates over windows, each
    twice as far apart as those before. What a gate says is added to what the next one
    hears, and to what the end makes the result of."""

    def __init__(self, inputs, gates, outputs, kernel, given=0):
        super().__init__()
        one, width = (1, 1), gates[0] if gates else 0
        if not gates:
            self.gate = []
            self.end = ConvLayer(inputs, outputs, kernel, given)
            return
        self.width = width
        self.start = ConvLayer(inputs, width, one)
        self.gate = nn.ModuleList(
            ConvLayer(width, 2 * units, kernel, given, apart=2**k)
            for k, units in enumerate(gates)
        )
        says = [2 * width] * (len(gates) - 1) + [width]
        self.add = nn.ModuleList(ConvLayer(u, s, one) for u, s in zip(gates, says))
        self.end = ConvLayer(width, outputs, one)

    def forward(self, x, given=None):
        if len(self.gate) == 0:
            return self.end(x, given)
        heard, said = self.start(x), 0
        for gate, add in zip(self.gate, self.add):
            bend, open = gate(heard, given).chunk(2, dim=1)
            says = add(torch.tanh(bend) * torch.sigmoid(open))
            said = said + says[:, -self.width :]
            heard = heard + says[:, : self.width]
        return self.end(said)
