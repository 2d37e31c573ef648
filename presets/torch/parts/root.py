import torch


def root(f, y, lo, hi):
    """The s between lo and hi with f(s) = y, for an increasing f that returns its
    value and its slope. One more Newton step, with the slope held constant, gives s
    the gradient of the implicit function."""
    s = search(f, y, lo, hi)
    value, slope = f(s)
    return s - (value - y) / slope.detach()


@torch.no_grad()
def search(f, y, lo, hi):
    """Newton steps, and a bisection wherever Newton would leave the bracket or does
    not halve the step before the last (Press et al. 2007, section 9.4)."""
    s, last, before = middle(lo, hi), hi - lo, hi - lo
    for _ in range(200):
        value, slope = f(s)
        lo, hi = torch.where(value > y, lo, s), torch.where(value > y, s, hi)
        newton = s - (value - y) / slope
        good = (newton > lo) & (newton < hi) & (2 * (newton - s).abs() <= before)
        step = torch.where(good, newton, middle(lo, hi)) - s
        step = torch.where(value == y, 0 * step, step)
        s, last, before = s + step, step.abs(), last
        if not (last > 2 * torch.finfo(s.dtype).eps * s.abs()).any():
            break
    return s


def middle(lo, hi):
    """Halfway, in a wide bracket halfway between the logarithms."""
    far = torch.sinh((torch.asinh(lo) + torch.asinh(hi)) / 2)
    return torch.where((hi - lo > 16) & (far > lo) & (far < hi), far, lo + (hi - lo) / 2)
