"""Writes log_p.csv: log p(height, weight | age, kind) of every row of people.csv by
the flow in run.safetensors, computed from its weights with nothing but the standard
library of Python. It shares no code with the program that is tested.

    python3 conditional.py
"""

import csv
import json
import math
import struct

CLAMP, BOUND, BINS, LEAST = 2.0, 5.0, 5, 1e-3


def load(path):
    raw = open(path, "rb").read()
    size = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + size])
    meta = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        low, high = entry["data_offsets"]
        flat = struct.unpack("<%dd" % ((high - low) // 8), raw[8 + size + low:8 + size + high])
        tensors[name] = entry["shape"], flat
    return meta, tensors


META, TENSORS = load("run.safetensors")


def vector(name):
    return list(TENSORS[name][1])


def matrix(name):
    (rows, cols), flat = TENSORS[name]
    return [flat[i * cols:(i + 1) * cols] for i in range(rows)]


ACTIVATIONS = {
    "silu": lambda v: v / (1 + math.exp(-v)),
    "tanh": math.tanh,
    "relu": lambda v: max(v, 0.0),
}


def net(layer, inputs, activation):
    """A perceptron; masked weights are zeros in the file."""
    k = 0
    h = list(inputs)
    while f"best.{layer}.net.{k}.weight" in TENSORS:
        if k:
            h = [ACTIVATIONS[activation](v) for v in h]
        bias = vector(f"best.{layer}.net.{k}.bias")
        h = [math.fsum([b] + [w * v for w, v in zip(row, h)])
             for row, b in zip(matrix(f"best.{layer}.net.{k}.weight"), bias)]
        k += 1
    return h


def log_scale(raw):
    return CLAMP * math.tanh(raw / CLAMP)


def softplus(v):
    return math.log1p(math.exp(-abs(v))) + max(v, 0.0)


def softmax(raw):
    top = max(raw)
    e = [math.exp(v - top) for v in raw]
    return [v / math.fsum(e) for v in e]


def knots(raw):
    at = [-BOUND]
    for share in softmax(raw):
        at.append(at[-1] + 2 * BOUND * (LEAST + (1 - LEAST * len(raw)) * share))
    at[-1] = BOUND
    return at


def spline(z, raw):
    """The rational-quadratic spline of Durkan et al. 2019, equations 4 and 5."""
    if not -BOUND < z < BOUND:
        return z, 0.0
    x, y = knots(raw[:BINS]), knots(raw[BINS:2 * BINS])
    d = [1.0] + [LEAST + softplus(v) for v in raw[2 * BINS:]] + [1.0]
    k = max(i for i in range(BINS) if x[i] <= z)
    w, h = x[k + 1] - x[k], y[k + 1] - y[k]
    s, t = h / w, (z - x[k]) / w
    below = s + (d[k + 1] + d[k] - 2 * s) * t * (1 - t)
    out = y[k] + h * (s * t * t + d[k] * t * (1 - t)) / below
    slope = s * s * (d[k + 1] * t * t + 2 * s * t * (1 - t) + d[k] * (1 - t) ** 2) / below ** 2
    return out, math.log(slope)


def log_p(x, c):
    """log p(x | c), everything standardised, from the data to the base."""
    ladj = 0.0
    # Layer 5, iaf: the net reads the base side, so that x to z goes entry by entry.
    z = [0.0, 0.0]
    for i in range(2):
        raw = net(5, z + c, "relu")
        s, shift = log_scale(raw[2 * i]), raw[2 * i + 1]
        z[i] = (x[i] - shift) * math.exp(-s)
        ladj -= s
    x = z
    # Layer 4, autoregressive: the net reads the data side.
    raw = net(4, x + c, "relu")
    s = [log_scale(raw[0]), log_scale(raw[2])]
    x = [(x[i] - raw[2 * i + 1]) * math.exp(-s[i]) for i in range(2)]
    ladj -= sum(s)
    # Layer 3, a spline coupling, turned round: its way from base to data is taken
    # from data to base. The second entry passes.
    moved, step = spline(x[0], net(3, [x[1]] + c, "tanh"))
    x = [moved, x[1]]
    ladj += step
    # Layer 2, an affine coupling: the first entry passes.
    raw = net(2, [x[0]] + c, "silu")
    s = log_scale(raw[0])
    x = [x[0], (x[1] - raw[1]) * math.exp(-s)]
    ladj -= s
    # Layer 1, actnorm.
    s, bias = vector("best.1.log_scale"), vector("best.1.bias")
    x = [math.exp(s[i]) * (x[i] + bias[i]) for i in range(2)]
    ladj += sum(s)
    return ladj - sum(v * v + math.log(2 * math.pi) for v in x) / 2


def standard(values, mean, sd):
    return [(v - m) / s for v, m, s in zip(values, vector(mean), vector(sd))]


def main():
    kinds = next(g["levels"] for g in json.loads(META["given"]) if g["name"] == "kind")
    with open("people.csv") as rows, open("log_p.csv", "w") as out:
        out.write("log_p\n")
        for row in csv.DictReader(rows):
            x = standard([float(row["height"]), float(row["weight"])], "data.mean", "data.sd")
            given = [float(row["age"])] + [float(row["kind"] == k) for k in kinds]
            c = standard(given, "data.given_mean", "data.given_sd")
            units = math.fsum(math.log(v) for v in vector("data.sd"))
            out.write(repr(log_p(x, c) - units) + "\n")


main()
