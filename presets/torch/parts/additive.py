class Additive:
    """x = z + raw (NICE, Dinh et al. 2014): volume stays."""

    width = 1  # numbers that the net gives for an entry

    def forward(self, z, raw):
        return z + raw, z.new_zeros(z.shape[0])

    def inverse(self, x, raw):
        return x - raw, x.new_zeros(x.shape[0])
