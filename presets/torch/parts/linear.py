import torch
from torch import nn
from torch.linalg import solve_triangular


class Linear(nn.Module):
    """x = W z + bias with W = L (U + diag(exp(log_s))), L unit lower and U strictly
    upper triangular (Glow, Kingma and Dhariwal 2018, section 3.2)."""

    def __init__(self, dim):
        super().__init__()
        self.lower = nn.Parameter(torch.zeros(dim, dim))
        self.upper = nn.Parameter(torch.zeros(dim, dim))
        self.log_s = nn.Parameter(torch.zeros(dim))
        self.bias = nn.Parameter(torch.zeros(dim))

    def factors(self):
        unit = torch.eye(len(self.log_s)).to(self.lower)
        return self.lower.tril(-1) + unit, self.upper.triu(1) + self.log_s.exp().diag()

    def forward(self, z, given=None):
        lower, upper = self.factors()
        return z @ (lower @ upper).T + self.bias, self.log_s.sum().expand(len(z))

    def inverse(self, x, given=None):
        lower, upper = self.factors()
        v = solve_triangular(lower, (x - self.bias).T, upper=False, unitriangular=True)
        return solve_triangular(upper, v, upper=True).T, -self.log_s.sum().expand(len(x))
