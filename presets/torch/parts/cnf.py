import math

import torch
from torch import nn

from .mlp import MLP, dense
from .jacobian import jacobian


class Continuous(nn.Module):
    """Samples drift for one unit of time along a field that a net draws (Chen et al.
    2018; FFJORD, Grathwohl et al. 2019):

        dx/dt = net(x, given, t),  d log|det|/dt = tr ∂net/∂x,  x(0) = z, x(1) = x

    The solver is that of Dormand and Prince: with a fixed number of steps where
    gradients are wanted, and under torch.no_grad() with a tolerance, unless that is 0.
    The trace is exact; bijou estimates it with a probe above 8 columns where the net
    has not two hidden layers."""

    def __init__(self, dim, hidden, steps, tol, given=0):
        super().__init__()
        self.steps, self.tol = steps, tol
        self.net = MLP(dense(dim + given + 1, *hidden, dim), torch.tanh)

    def forward(self, z, given=None):
        return self.drift(z, given, 0.0, 1.0)

    def inverse(self, x, given=None):
        return self.drift(x, given, 1.0, 0.0)

    def drift(self, v, given, begin, end):
        if self.tol > 0 and not torch.is_grad_enabled():
            return self.adaptive(v, given, begin, end)
        state, h = torch.cat([v, v.new_zeros(v.shape[0], 1)], dim=-1), (end - begin) / self.steps
        for k in range(self.steps):
            state = self.step(state, given, begin + h * k, h)[0]
        return state[:, :-1], state[:, -1]

    def field(self, x, given, t):
        """dx/dt, and the trace of its Jacobian; t is one time or one for each sample."""
        time = torch.zeros_like(x[:, :1]) + t
        rest = time if given is None else torch.cat([given, time], dim=-1)

        def f(x):
            return self.net(x, rest)

        return f(x), jacobian(f, x).diagonal(dim1=-2, dim2=-1).sum(-1)

    # The times of the stages of Dormand and Prince (1980), how each starts from the
    # slopes before it, and the error of a step.
    times = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1]
    starts = [
        [],
        [1 / 5],
        [3 / 40, 9 / 40],
        [44 / 45, -56 / 15, 32 / 9],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
        [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ]
    error = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]

    def adaptive(self, v, given, begin, end):
        """Every sample has a clock and a step of its own; h is 0 once it has arrived."""
        state = torch.cat([v, v.new_zeros(v.shape[0], 1)], dim=-1)
        time = v.new_full((v.shape[0], 1), begin)
        h = v.new_full((v.shape[0], 1), (end - begin) / 2)
        for _ in range(2000):
            if not h.any():
                break
            after, slopes = self.step(state, given, time, h)
            slopes.append(self.slope(after, given, time + h))
            error = h * sum(w * s for w, s in zip(self.error, slopes))
            size = self.tol * (1 + torch.maximum(state.abs(), after.abs()))
            rms = (error / size).square().mean(-1, keepdim=True).sqrt()
            good = (rms <= 1) & (h != 0)
            state = torch.where(good, after, state)
            time = torch.where(good, torch.where(h == end - time, end, time + h), time)
            left, wish = end - time, h * (0.9 * rms**-0.2).clamp(0.2, 5)
            h = torch.where(rms.isnan(), 0, torch.where(wish.abs() < left.abs(), wish, left))
        state = torch.where(time == end, state, math.nan)  # who has not arrived
        return state[:, :-1], state[:, -1]

    def step(self, state, given, time, h):
        """The state after a step, and the slopes on the way."""

        def along(start):
            return state + h * sum((w * s for w, s in zip(start, slopes)), 0)

        slopes = []
        for at, start in zip(self.times[:-1], self.starts):
            slopes.append(self.slope(along(start), given, time + at * h))
        return along(self.starts[-1]), slopes

    def slope(self, state, given, time):
        dx, trace = self.field(state[:, :-1], given, time)
        return torch.cat([dx, trace[:, None]], dim=-1)
