import math

import torch

from .bounded import Bounded
from .flow import Flow


class Coded(Bounded):
    """A flow of columns some of which have no density: whole numbers, of which the flow
    learnt x + u with u uniform from 0 to 1, and atoms, values that many rows share and
    that are normal noise on the line below all others: (value, middle, spread, cut).
    sample draws values as the table has them, and log_prob is the log-probability of
    these with the density of the rest, as the mean over the noise at 32 places.
    forward and inverse are those of x with its noise."""

    PLACES, TAIL = 32, 1e-5

    def __init__(self, dim, base, layers, supports, whole, atoms, given=0):
        super().__init__(dim, base, layers, supports, given)
        self.whole, self.atoms = whole, atoms

    def places(self):
        """Places of the noise, PLACES×D: a Kronecker lattice."""
        d, g = len(self.whole), 1.5
        for _ in range(60):
            g = (1 + g) ** (1 / (d + 1))
        at = torch.arange(self.PLACES, dtype=torch.float64).to(self.mean) + 0.5
        return torch.stack([at * g ** -(j + 1.0) % 1 for j in range(d)], -1)

    def code(self, x, noise):
        """u on the line, what the way adds to log p, and whether there are such values."""
        whole = x.new_tensor(self.whole, dtype=torch.bool)
        u, slope = self.to_line(torch.where(whole, x + noise, x))[0], []
        columns = list(u.unbind(-1))
        for j, (v, atom) in enumerate(zip(x.unbind(-1), self.atoms)):
            lo, hi, *turns = self.supports[j]
            at = v + noise[..., j] if self.whole[j] else v
            held = torch.ones_like(v, dtype=torch.bool) if turns else (at > lo) & (at < hi)
            if self.whole[j]:
                held = held & (v == v.floor())
            slope.append(self.slope(j, columns[j]))
            if atom:
                value, middle, spread, cut = atom
                is_atom, p = v == value, self.TAIL + noise[..., j] * (1 - 2 * self.TAIL)
                off = torch.special.ndtri(p).expand(v.shape)
                columns[j] = torch.where(is_atom, middle + spread * off, columns[j])
                slope[j] = torch.where(is_atom, -math.log(spread) - off * off / 2 - math.log(2 * math.pi) / 2, slope[j])
                held = is_atom | held & (u[..., j] >= cut)
            inside = held if j == 0 else inside & held
        return torch.stack(columns, -1), sum(slope), inside

    def slope(self, j, u):
        """log|det| of the way of column j from the line into its support."""
        lo, hi, *_ = self.supports[j]
        if math.isinf(lo) and math.isinf(hi):
            return torch.zeros_like(u)
        if math.isinf(hi):
            return u
        if math.isinf(lo):
            return -u
        return math.log(hi - lo) - u * u / 2 - math.log(2 * math.pi) / 2

    def log_prob(self, x, given=None):
        """log p(x) in nats, ..., -inf for what the columns cannot be."""
        x = x.to(self.mean)
        if x.ndim == 0 or x.shape[-1] != len(self.supports):
            raise ValueError(f"points are ...×{len(self.supports)}, not of the shape {tuple(x.shape)}")
        terms = []
        for noise in self.places():
            u, slope, inside = self.code(x, noise)
            z, ladj = Flow.inverse(self, u, given)
            base = self.base.log_prob(z.reshape(-1, z.shape[-1])).reshape(ladj.shape)
            terms.append(base + ladj - slope.expand(ladj.shape))
        logp = torch.stack(terms).logsumexp(0) - math.log(len(terms))
        return torch.where(inside.expand(logp.shape), logp, torch.full_like(logp, -math.inf))

    def noisy_log_prob(self, x, given=None):
        """log p(x) at noise that is drawn, whose mean is below log_prob: what training
        takes."""
        x = x.to(self.mean)
        u, slope, _ = self.code(x, torch.rand_like(x))
        z, ladj = Flow.inverse(self, u, given)
        return self.base.log_prob(z) + ladj - slope

    @torch.no_grad()
    def sample(self, n, given=None):
        """n independent samples, n×D."""
        u = Flow.forward(self, self.base.sample_like(self.mean.expand(n, -1)), given)[0]
        columns = []
        for v, x, whole, atom in zip(u.unbind(-1), self.from_line(u)[0].unbind(-1), self.whole, self.atoms):
            x = x.floor() if whole else x
            columns.append(torch.where(v < atom[3], torch.full_like(x, atom[0]), x) if atom else x)
        return torch.stack(columns, -1)
