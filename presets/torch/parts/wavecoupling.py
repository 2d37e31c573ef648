from .convcoupling import ConvCoupling
from .wavenet import WaveNet


class WaveCoupling(ConvCoupling):
    """A coupling of channels whose net has gates (Prenger et al. 2018, section 2.1)."""

    def make_net(self, inputs, hidden, outputs, kernel, activation, given):
        return WaveNet(inputs, hidden, outputs, kernel, given)
