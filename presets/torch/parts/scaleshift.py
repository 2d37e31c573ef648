import torch


class ScaleShift:
    """x = z·exp(s) + t (RealNVP, Dinh et al. 2017) with a soft bound on the
    log-scale, s = c·tanh(raw/c) (Ardizzone et al. 2019).

    The numbers are all log-scales and then all shifts, or interleaved entry by entry.
    """

    width = 2

    def __init__(self, clamp, interleaved=False):
        self.clamp, self.interleaved, self.blocked = clamp, interleaved, not interleaved

    def numbers(self, raw):
        if self.interleaved:
            scale, shift = raw[..., 0::2], raw[..., 1::2]
        else:
            scale, shift = raw.chunk(2, dim=-1)
        return self.clamp * torch.tanh(scale / self.clamp), shift

    def forward(self, z, raw):
        s, t = self.numbers(raw)
        return z * s.exp() + t, s.sum(-1)

    def inverse(self, x, raw):
        s, t = self.numbers(raw)
        return (x - t) * (-s).exp(), -s.sum(-1)
