"""Writes the golden vectors of the layers of images, with PyTorch and nothing else:
python3 make.py > layers.json. It shares no code with bijou: convolutions are
conv2d of NCHW images, derivatives are autograd's, inverses are solved for with
linear algebra of PyTorch.

An image c×h×w is written as c·h·w numbers, channel by channel, row by row; matrices
of parameters by rows, [out, in]. See golden_images_test.go for what is checked.
"""
import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261127)


def normals(*shape, size=1.0):
    return size * torch.randn(*shape)


def conv_params(inputs, hidden, outputs, given=0):
    """Kernels o×i×3×3 of first and last, o×i of those between; given columns o×g."""
    p, widths = [], [inputs, *hidden, outputs]
    for k, (i, o) in enumerate(zip(widths, widths[1:])):
        size = 3 if k in (0, len(widths) - 2) else 1
        p.append([normals(o, i, size, size, size=0.4).requires_grad_(), normals(o, size=0.4).requires_grad_()])
    return p


def conv_net(p, x):
    for k, (w, b) in enumerate(p):
        x = F.conv2d(x, w, b, padding=w.shape[-1] // 2)
        if k < len(p) - 1:
            x = F.relu(x)
    return x


def conv_named(p, values):
    """The parameters as bijou lays them out: the first layer sees patches, the last is
    gathered, an output and a place of the kernel to a row."""
    named = {}
    for k, ((w, b), (v, c)) in enumerate(zip(p, values)):
        last = k == len(p) - 1 and k > 0
        named[f"net.{k}.weight"] = (v.permute(0, 2, 3, 1).flatten(0, 2) if last else v.flatten(1)).tolist()
        named[f"net.{k}.bias"] = c.tolist()
    return named


class Affine:
    """x = z·exp(s) + t of the entries where `moves`, s = clamp·tanh(raw/clamp), by a
    net that hears the others."""

    clamp = 2.0

    def __init__(self, shape, passing, hidden):
        self.shape, self.passing = shape, passing  # c×h×w of 0 and 1
        c = shape[0]
        self.whole = bool((passing != passing[:, :1, :1]).any())  # a chequerboard
        self.channels = [i for i in range(c) if self.whole or passing[i, 0, 0] == 1]
        self.moved = [i for i in range(c) if self.whole or passing[i, 0, 0] == 0]
        self.net = conv_params(len(self.channels), hidden, 2 * len(self.moved))

    def numbers(self, v):
        raw = conv_net(self.net, (v * self.passing)[:, self.channels])
        scale, shift = torch.zeros_like(v), torch.zeros_like(v)
        n = len(self.moved)
        scale = scale.index_add(1, torch.tensor(self.moved), self.clamp * torch.tanh(raw[:, :n] / self.clamp))
        shift = shift.index_add(1, torch.tensor(self.moved), raw[:, n:])
        return scale * (1 - self.passing), shift * (1 - self.passing)

    def forward(self, z):
        s, t = self.numbers(z)
        return z * s.exp() + t, s.flatten(1).sum(1)

    def inverse(self, x):
        s, t = self.numbers(x)
        return (x - t) * (-s).exp(), -s.flatten(1).sum(1)

    def leaves(self):
        return [t for pair in self.net for t in pair]

    def named(self, values):
        pairs = [values[i : i + 2] for i in range(0, len(values), 2)]
        return conv_named(self.net, pairs)


class Glow(Affine):
    def __init__(self, shape, hidden, order, sign):
        c = shape[0]
        passing = torch.zeros(shape)
        passing[: (c + 1) // 2] = 1
        super().__init__(shape, passing, hidden)
        self.order, self.sign = order, torch.tensor(sign, dtype=torch.float64)
        self.lower, self.upper = normals(c, c, size=0.3).tril(-1), normals(c, c, size=0.3).triu(1)
        self.log_s, self.bias = normals(c, size=0.3), normals(c, size=0.3)
        self.log_scale, self.shift = normals(c, size=0.3), normals(c, size=0.3)
        self.own = [self.lower, self.upper, self.log_s, self.bias, self.log_scale, self.shift]
        for p in self.own:
            p.requires_grad_()

    def matrix(self):
        lower = self.lower.tril(-1) + torch.eye(len(self.sign))
        upper = self.upper.triu(1) + torch.diag(self.sign * self.log_s.exp())
        return torch.eye(len(self.sign))[self.order] @ lower @ upper

    def volume(self):
        h, w = self.shape[1:]
        return h * w * (torch.slogdet(self.matrix())[1] - self.log_scale.sum())

    def forward(self, z):
        x, ladj = super().forward(z)
        x = torch.einsum("ij,njhw->nihw", self.matrix(), x) + self.bias[:, None, None]
        return x * (-self.log_scale).exp()[:, None, None] - self.shift[:, None, None], ladj + self.volume()

    def inverse(self, x):
        z = (x + self.shift[:, None, None]) * self.log_scale.exp()[:, None, None]
        z = torch.einsum("ij,njhw->nihw", torch.linalg.inv(self.matrix()), z - self.bias[:, None, None])
        z, ladj = super().inverse(z)
        return z, ladj - self.volume()

    def leaves(self):
        return super().leaves() + self.own

    def named(self, values):
        named = super().named(values[:-6])
        names = ["mix.lower", "mix.upper", "mix.log_s", "mix.bias", "norm.log_scale", "norm.bias"]
        return named | {n: v.tolist() for n, v in zip(names, values[-6:])}


class Tied:
    """A layer that does the same to every pixel: its log|det| counts h·w times."""

    def __init__(self, shape, *params):
        self.shape, self.params = shape, [p.requires_grad_() for p in params]

    def leaves(self):
        return self.params

    def named(self, values):
        return dict(zip(self.names, [v.tolist() for v in values]))

    def times(self, each, v):
        return each * self.shape[1] * self.shape[2] * torch.ones(len(v))


class ActNorm(Tied):
    """z = (x + b)·exp(s) of each channel, as Glow writes it from the data on."""

    names = ["log_scale", "bias"]

    def __init__(self, shape):
        super().__init__(shape, normals(shape[0], size=0.5), normals(shape[0]))

    def inverse(self, x):
        s, b = [p.view(1, -1, 1, 1) for p in self.params]
        return (x + b) * s.exp(), self.times(s.sum(), x)

    def forward(self, z):
        s, b = [p.view(1, -1, 1, 1) for p in self.params]
        return z / s.exp() - b, self.times(-s.sum(), z)


class Mix(Tied):
    """A 1×1 convolution whose kernel is L·U, by conv2d, and its inverse by solving."""

    names = ["lower", "upper", "log_s", "bias"]

    def __init__(self, shape):
        c = shape[0]
        super().__init__(shape, normals(c, c, size=0.4).tril(-1), normals(c, c, size=0.4).triu(1), normals(c, size=0.4), normals(c))

    def kernel(self):
        lower, upper, log_s, _ = self.params
        return (lower.tril(-1) + torch.eye(len(log_s))) @ (upper.triu(1) + log_s.exp().diag())

    def forward(self, z):
        w = self.kernel()
        return F.conv2d(z, w[:, :, None, None], self.params[3]), self.times(torch.linalg.det(w).abs().log(), z)

    def inverse(self, x):
        w = self.kernel()
        pixels = (x - self.params[3].view(1, -1, 1, 1)).permute(1, 0, 2, 3)
        z = torch.linalg.solve(w, pixels.flatten(1)).reshape(pixels.shape).permute(1, 0, 2, 3)
        return z, self.times(-torch.linalg.det(w).abs().log(), x)


class Squeeze:
    """The data c×h×w is the base's 4c×h/2×w/2: NHWC as RealNVP and Glow reshape it."""

    def __init__(self, shape):
        self.shape = shape

    def inverse(self, x):
        n, c, h, w = x.shape
        x = x.permute(0, 2, 3, 1).reshape(n, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 2, 4, 5)
        return x.reshape(n, h // 2, w // 2, 4 * c).permute(0, 3, 1, 2), torch.zeros(n)

    def forward(self, z):
        n, c, h, w = len(z), *self.shape
        z = z.reshape(n, 4 * c, h // 2, w // 2).permute(0, 2, 3, 1)
        z = z.reshape(n, h // 2, w // 2, 2, 2, c).permute(0, 1, 3, 2, 4, 5)
        return z.reshape(n, h, w, c).permute(0, 3, 1, 2), torch.zeros(n)

    def leaves(self):
        return []

    def named(self, values):
        return {}


class Haar(Squeeze):
    """The wavelet as a strided convolution of every channel, and its transpose."""

    def kernels(self):
        a = torch.tensor([[1.0, 1.0], [1.0, 1.0]])
        x = torch.tensor([[1.0, -1.0], [1.0, -1.0]])
        return torch.stack([a, x, x.T, torch.tensor([[1.0, -1.0], [-1.0, 1.0]])])[:, None] / 2

    def inverse(self, x):
        n, c, h, w = x.shape
        bands = F.conv2d(x.reshape(n * c, 1, h, w), self.kernels(), stride=2).reshape(n, c, 4, h // 2, w // 2)
        return bands.transpose(1, 2).reshape(n, 4 * c, h // 2, w // 2), torch.zeros(n)

    def forward(self, z):
        n, c, h, w = len(z), *self.shape
        bands = z.reshape(n, 4, c, h // 2, w // 2).transpose(1, 2).reshape(n * c, 4, h // 2, w // 2)
        return F.conv_transpose2d(bands, self.kernels(), stride=2).reshape(n, c, h, w), torch.zeros(n)


def vjp(layer, way, v, cot, cot_ladj):
    v = v.clone().requires_grad_()
    out, ladj = way(v)
    loss = (out.flatten(1) * cot).sum() + (ladj * cot_ladj).sum()
    grads = torch.autograd.grad(loss, [v] + layer.leaves(), allow_unused=True)
    own = [g if g is not None else torch.zeros_like(p) for g, p in zip(grads[1:], layer.leaves())]
    return loss.item(), grads[0].flatten(1).tolist(), layer.named(own)


def case(name, text, shape, layer, n=4):
    size = shape[0] * shape[1] * shape[2]
    z = normals(n, *shape)
    with torch.no_grad():
        x, ladj = layer.forward(z)
    cot_x, cot_z, cot_ladj = normals(n, size), normals(n, size), normals(n)
    f, fz, fp = vjp(layer, layer.forward, z, cot_x, cot_ladj)
    i, ix, ip = vjp(layer, layer.inverse, x, cot_z, cot_ladj)
    return {
        "name": name, "text": text, "shape": list(shape), "dim": size,
        "params": layer.named([p.detach() for p in layer.leaves()]),
        "z": z.flatten(1).tolist(), "x": x.flatten(1).tolist(), "logdet": ladj.tolist(),
        "cot_x": cot_x.tolist(), "cot_z": cot_z.tolist(), "cot_logdet": cot_ladj.tolist(),
        "forward_vjp": {"loss": f, "dz": fz, "dparams": fp},
        "inverse_vjp": {"loss": i, "dx": ix, "dparams": ip},
        "tol": {"forward": 1e-12, "inverse": 1e-10, "forward_grad": 1e-10, "inverse_grad": 1e-9},
    }


def half(c, h, w, first=True):
    passing = torch.zeros(c, h, w)
    if first:
        passing[: (c + 1) // 2] = 1
    else:
        passing[(c + 1) // 2 :] = 1
    return passing


def board(c, h, w, black=True):
    colour = (torch.arange(h)[:, None] + torch.arange(w)) % 2
    return (colour == (0 if black else 1)).double().expand(c, h, w).clone()


CASES = [
    case("glow", "glow(linear, hidden=5x4)", (4, 3, 2), Glow((4, 3, 2), [5, 4], [0, 1, 2, 3], [1, 1, 1, 1])),
    case("glow of three channels", "glow(linear, hidden=6)", (3, 2, 4), Glow((3, 2, 4), [6], [0, 1, 2], [1, 1, 1])),
    case("split", "split(hidden=5)", (4, 2, 3), Affine((4, 2, 3), half(4, 2, 3), [5])),
    case("split by one layer", "split", (3, 4, 4), Affine((3, 4, 4), half(3, 4, 4), [])),
    case("channels", "coupling(conv, second, hidden=4x3, relu)", (3, 3, 3), Affine((3, 3, 3), half(3, 3, 3, False), [4, 3])),
    case("chequerboard", "coupling(conv, black, hidden=5x4, relu)", (2, 4, 3), Affine((2, 4, 3), board(2, 4, 3), [5, 4])),
    case("other chequerboard", "coupling(conv, white, hidden=5, relu)", (1, 4, 4), Affine((1, 4, 4), board(1, 4, 4, False), [5])),
    case("squeeze", "squeeze", (2, 4, 6), Squeeze((2, 4, 6))),
    case("haar", "haar", (3, 4, 2), Haar((3, 4, 2))),
    case("actnorm of channels", "actnorm(each=channel)", (3, 2, 4), ActNorm((3, 2, 4))),
    case("actnorm of one channel", "actnorm(each=channel)", (1, 3, 3), ActNorm((1, 3, 3))),
    case("linear of channels", "linear(each=channel)", (4, 2, 3), Mix((4, 2, 3))),
    case("linear of two channels", "linear(each=channel)", (2, 3, 2), Mix((2, 3, 2))),
]

if __name__ == "__main__":
    print(json.dumps({"format": 1, "kind": "images", "cases": CASES}))
