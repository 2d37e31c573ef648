from .autoregressive import Autoregressive


class IAF(Autoregressive):
    """The same with a net that reads the base side (Kingma et al. 2016): z → x takes
    one pass, x → z one for every entry.

    x_i = T(z_i; net(z_<i, given))
    """

    def forward(self, z, given=None):
        return self.transform.forward(z, self.raw(z, given))

    def inverse(self, x, given=None):
        return self.sequential(x, given, self.transform.inverse)
