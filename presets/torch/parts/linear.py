import torch
from torch import nn
from torch.linalg import solve_triangular


class Linear(nn.Module):
    """x = W z + bias with W = P L (U + diag(sign·exp(log_s))), L unit lower and U
    strictly upper triangular, (P v)_i = v[order[i]] (Glow, Kingma and Dhariwal 2018,
    section 3.2). The same at all positions of a channel."""

    def __init__(self, dim, positions=1, order=None, sign=None):
        super().__init__()
        self.positions, self.order = positions, order or list(range(dim))
        self.back = [self.order.index(i) for i in range(dim)]
        self.sign = torch.tensor(sign or [1] * dim)
        self.lower = nn.Parameter(torch.zeros(dim, dim))
        self.upper = nn.Parameter(torch.zeros(dim, dim))
        self.log_s = nn.Parameter(torch.zeros(dim))
        self.bias = nn.Parameter(torch.zeros(dim))

    def factors(self):
        unit = torch.eye(len(self.log_s)).to(self.lower)
        diagonal = (self.sign.to(self.log_s) * self.log_s.exp()).diag()
        return self.lower.tril(-1) + unit, self.upper.triu(1) + diagonal

    def ladj(self, batch):
        return (self.positions * self.log_s.sum()).expand(batch.shape[0])

    def forward(self, z, given=None):
        lower, upper = self.factors()
        v = (lower @ upper @ z.unflatten(1, (-1, self.positions)))[:, self.order]
        return (v + self.bias[:, None]).flatten(1), self.ladj(z)

    def inverse(self, x, given=None):
        lower, upper = self.factors()
        v = (x.unflatten(1, (-1, self.positions)) - self.bias[:, None])[:, self.back]
        v = solve_triangular(lower.expand(x.shape[0], -1, -1), v, upper=False, unitriangular=True)
        return solve_triangular(upper.expand(x.shape[0], -1, -1), v, upper=True).flatten(1), -self.ladj(x)
