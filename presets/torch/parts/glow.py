from .convcoupling import ConvCoupling


class Glow(ConvCoupling):
    """A step of Glow (Kingma and Dhariwal 2018, section 3): to the base every channel
    is normalised, the channels of a position are mixed, and the first half of them
    steers a transform of the second."""

    def __init__(self, *args, mix, norm, **kwargs):
        super().__init__(*args, **kwargs)
        self.mix, self.norm = mix, norm

    def forward(self, z, given=None):
        x, coupled = super().forward(z, given)
        x, mixed = self.mix(x)
        x, normed = self.norm(x)
        return x, coupled + mixed + normed

    def inverse(self, x, given=None):
        z, normed = self.norm.inverse(x)
        z, mixed = self.mix.inverse(z)
        z, coupled = super().inverse(z, given)
        return z, normed + mixed + coupled
