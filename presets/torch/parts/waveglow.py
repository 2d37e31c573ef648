from .wavecoupling import WaveCoupling


class WaveGlow(WaveCoupling):
    """A step of WaveGlow (Prenger et al. 2018, section 2): to the base the channels of a
    position are mixed, and the first half of them steers a transform of the second."""

    def __init__(self, *args, mix, **kwargs):
        super().__init__(*args, **kwargs)
        self.mix = mix

    def forward(self, z, given=None):
        x, coupled = super().forward(z, given)
        x, mixed = self.mix(x)
        return x, coupled + mixed

    def inverse(self, x, given=None):
        z, mixed = self.mix.inverse(x)
        z, coupled = super().inverse(z, given)
        return z, mixed + coupled
