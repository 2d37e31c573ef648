# A normalizing flow, written by bijou v1.
# Its run: points.csv | …
# The weights are those of step 50.
# Column 1: height
# Column 2: weight
#
# It needs PyTorch 2 alone. All numbers are float64; x and log p are in the data's own units.
#
#     flow = build()
#     flow.log_prob(x)                        # nats, n; x is n×2
#     flow.sample(1000)                       # n×2
#     z, ladj = flow.inverse(x)               # to the base, with log|det dz/dx|
#     x, ladj = flow(z)                       # to the data, with log|det dx/dz|
#
#     optimiser = torch.optim.Adam([p for p in flow.parameters() if p.requires_grad], lr=1e-3)
#     for x in batches:
#         loss = -flow.log_prob(x).mean()     # NLL in nats
#         optimiser.zero_grad()
#         loss.backward()
#         optimiser.step()

import base64
import ctypes
import json
import math

import torch
from torch import nn


class Affine(nn.Module):
    """x = exp(log_scale)·z + shift."""

    def __init__(self, dim):
        super().__init__()
        self.log_scale = nn.Parameter(torch.zeros(dim))
        self.shift = nn.Parameter(torch.zeros(dim))

    def forward(self, z, given=None):
        return z * self.log_scale.exp() + self.shift, self.log_scale.sum().expand(z.shape[0])

    def inverse(self, x, given=None):
        return (x - self.shift) * (-self.log_scale).exp(), -self.log_scale.sum().expand(x.shape[0])


class Permute(nn.Module):
    """x_i = z[order[i]], of channels of as many positions."""

    def __init__(self, order, positions=1):
        super().__init__()
        self.order, self.positions = list(order), positions
        self.back = [self.order.index(i) for i in range(len(self.order))]

    def forward(self, z, given=None):
        return self.reordered(z, self.order), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        return self.reordered(x, self.back), x.new_zeros(x.shape[0])

    def reordered(self, v, order):
        return v.unflatten(1, (-1, self.positions))[:, order].flatten(1)


class Shear(nn.Module):
    """x₁ = z₁ + k·z₂, x₂ = z₂."""

    def __init__(self):
        super().__init__()
        self.factor = nn.Parameter(torch.zeros(1))

    def forward(self, z, given=None):
        return self.slide(z, self.factor), z.new_zeros(z.shape[0])

    def inverse(self, x, given=None):
        return self.slide(x, -self.factor), x.new_zeros(x.shape[0])

    @staticmethod
    def slide(v, k):
        a, b = v.unbind(-1)
        return torch.stack([a + k * b, b], dim=-1)


class Flipped(nn.Module):
    """A layer with its two directions exchanged."""

    def __init__(self, layer):
        super().__init__()
        self.flipped = layer

    def forward(self, z, given=None):
        return self.flipped.inverse(z, given)

    def inverse(self, x, given=None):
        return self.flipped(x, given)


class Student(nn.Module):
    """Student's t with ν degrees of freedom: the fewer, the heavier its tails."""

    def __init__(self, nu):
        super().__init__()
        self.nu = nu
        self.at0 = math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2) - math.log(nu * math.pi) / 2

    def log_prob(self, z):
        return (self.at0 - (self.nu + 1) / 2 * torch.log1p(z / self.nu * z)).sum(-1)

    def sample_like(self, z):
        half = torch.full_like(z, self.nu / 2)
        chi2 = 2 * torch.distributions.Gamma(half, torch.ones_like(z)).sample()
        return torch.randn_like(z) / (chi2 / self.nu).sqrt()


class Flow(nn.Module):
    """A density: a base carried to the data by layers, the first nearest to the base.
    The layers see standardised data; mean and sd are what turns them into the data's
    own units, in which x and log p are, and so are conditions. Points are ...×D and
    conditions ...×given: one of them, n, or batches of batches, and the results have
    the same shape; one condition serves all points. All is float64; flow.float() is
    faster, and good to about six digits."""

    def __init__(self, dim, base, layers, given=0):
        super().__init__()
        self.base, self.layers = base, nn.ModuleList(layers)
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("sd", torch.ones(dim))
        if given:
            self.register_buffer("given_mean", torch.zeros(given))
            self.register_buffer("given_sd", torch.ones(given))
        self.double()

    def standardised(self, given):
        """Conditions as the layers hear them."""
        return (given.to(self.mean) - self.given_mean) / self.given_sd

    def rows(self, v, given):
        """Points as rows n×D, with a row of standardised conditions for each, and the
        shape that what comes of them has."""
        dim, batch = len(self.mean), v.shape[:-1]
        if v.ndim == 0 or v.shape[-1] != dim:
            raise ValueError(f"points are ...×{dim}, not of the shape {tuple(v.shape)}")
        v = v.to(self.mean)
        if given is not None:
            width = len(self.given_mean)
            if given.ndim == 0 or given.shape[-1] != width:
                raise ValueError(f"conditions are ...×{width}, not of the shape {tuple(given.shape)}")
            batch = torch.broadcast_shapes(batch, given.shape[:-1])
            given = self.standardised(given).expand(*batch, width).reshape(-1, width)
        return v.expand(*batch, dim).reshape(-1, dim), given, batch

    def forward(self, z, given=None):
        """Base to data: x (...×D) and log|det dx/dz| (...)."""
        x, given, batch = self.rows(z, given)
        ladj = self.sd.log().sum().expand(x.shape[0])
        for layer in self.layers:
            x, change = layer(x, given)
            ladj = ladj + change
        x = self.mean + self.sd * x
        return x.reshape(*batch, x.shape[-1]), ladj.reshape(batch)

    def inverse(self, x, given=None):
        """Data to base: z (...×D) and log|det dz/dx| (...)."""
        z, given, batch = self.rows(x, given)
        z, ladj = (z - self.mean) / self.sd, -self.sd.log().sum().expand(z.shape[0])
        for layer in reversed(self.layers):
            z, change = layer.inverse(z, given)
            ladj = ladj + change
        return z.reshape(*batch, z.shape[-1]), ladj.reshape(batch)

    def log_prob(self, x, given=None):
        """log p(x) in nats, ...."""
        z, ladj = self.inverse(x, given)
        return self.base.log_prob(z.reshape(-1, z.shape[-1])).reshape(ladj.shape) + ladj

    @torch.no_grad()
    def sample(self, n, given=None):
        """n independent samples, n×D."""
        z = self.base.sample_like(self.mean.expand(n, -1))
        return self.forward(z, given)[0]


def unpack(raw, shapes):
    """Names the numbers, float64 in little-endian order one after the other."""
    numbers = torch.frombuffer(bytearray(raw), dtype=torch.float64)
    parts = numbers.split([math.prod(shape) for shape in shapes.values()])
    return {name: part.view(shape) for (name, shape), part in zip(shapes.items(), parts)}


def save_weights(flow, path):
    """Writes the state of a flow as safetensors, which bijou import torch reads."""
    state = {name: v.detach().to("cpu", torch.float64).contiguous() for name, v in sorted(flow.state_dict().items())}
    header, at = {}, 0
    for name, v in state.items():
        end = at + 8 * v.numel()
        header[name] = {"dtype": "F64", "shape": list(v.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, separators=(",", ":")).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for v in state.values():
            file.write(ctypes.string_at(v.data_ptr(), 8 * v.numel()))


def show(flow):
    """Prints a few samples with their log p."""
    x = flow.sample(5)
    for row, logp in zip(x.tolist(), flow.log_prob(x).tolist()):
        print(*(f"{v:10.4f}" for v in row), f"   log p = {logp:.4f}")


def build():
    """The flow with the weights that it left bijou with."""
    layers = [
        Affine(2),
        Permute([1, 0]),
        # left out: layer 3, exp, is off
        Flipped(Shear()).requires_grad_(False),
    ]
    flow = Flow(2, Student(nu=3), layers)
    flow.load_state_dict(unpack(WEIGHTS, SHAPES))
    return flow


SHAPES = {
    "mean": [2],
    "sd": [2],
    "layers.0.log_scale": [2],
    "layers.0.shift": [2],
    "layers.2.flipped.factor": [1],
}

WEIGHTS = base64.b64decode("""
AAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEDvOfr+Qi7mP+85+v5CLuY/AAAAAAAA8D8AAAAAAADwPwAAAAAAAOA/
""")


if __name__ == "__main__":
    show(build())
