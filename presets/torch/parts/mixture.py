import math

import torch
from torch import nn


class Mixture(nn.Module):
    """Normal distributions, log p(z) = log Σ w_k·N(z; μ_k, σ_k²·I), on a circle in the
    first two columns or on a line. A row of modes is the centre of one, log σ and the
    raw weight, w by softmax."""

    def __init__(self, dim, modes, radius, sd, trained=False):
        super().__init__()
        numbers = torch.zeros(modes, dim + 2, dtype=torch.float64)
        numbers[:, dim] = math.log(sd)
        for k in range(modes):
            angle = 2 * math.pi * k / modes
            if dim == 1:
                numbers[k, 0] = radius * (2 * k - modes + 1) / max(modes - 1, 1)
            else:
                numbers[k, 0], numbers[k, 1] = radius * math.cos(angle), radius * math.sin(angle)
        if trained:
            self.modes = nn.Parameter(numbers)
        else:
            self.register_buffer("modes", numbers, persistent=False)

    def numbers(self):
        return self.modes[:, :-2], self.modes[:, -2], self.modes[:, -1].log_softmax(0)

    def log_prob(self, z):
        centre, log_sd, log_w = self.numbers()
        far = ((z[:, None] - centre) * (-log_sd).exp()[:, None]).square().sum(-1)
        volume = z.shape[-1] * (log_sd + math.log(2 * math.pi) / 2)
        return (log_w - far / 2 - volume).logsumexp(-1)

    def sample_like(self, z):
        centre, log_sd, log_w = self.numbers()
        k = torch.multinomial(log_w.exp(), z.shape[0], replacement=True)
        return centre[k] + log_sd[k].exp()[:, None] * torch.randn_like(z)
