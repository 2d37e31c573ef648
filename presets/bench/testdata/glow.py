"""Steps of training a second, on one core: the Glow of `bijou bench speed` and the same
network in PyTorch, compiled, in single precision. Both run in turn, so that what else the
machine does falls on both, and time is that of the processor.

    python3 glow.py ./bijou [rounds]

PyTorch has what it is fastest with: convolutions in NCHW, a 1×1 convolution by one
product, Adam in one kernel, and a step compiled as a whole.
"""
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
BATCH, LEVELS, HIDDEN, CLAMP, ALPHA = 64, 17, 32, 2.0, 0.01
SHORT, LONG = 100, 500  # steps of bijou: what they differ by is free of its start


def net(inputs, outputs):
    last = nn.Conv2d(HIDDEN, outputs, 3, padding=1)
    nn.init.zeros_(last.weight)
    return nn.Sequential(
        nn.Conv2d(inputs, HIDDEN, 3, padding=1), nn.ReLU(), nn.Conv2d(HIDDEN, HIDDEN, 1), nn.ReLU(), last)


def moved(x, raw):
    raw_scale, shift = raw.chunk(2, 1)
    scale = CLAMP * torch.tanh(raw_scale / CLAMP)
    return (x - shift) * torch.exp(-scale), -scale.sum((1, 2, 3))


class Step(nn.Module):
    """A step of Glow on the way to the base (Kingma and Dhariwal 2018, section 3)."""

    def __init__(self, channels):
        super().__init__()
        q = torch.linalg.qr(torch.randn(channels, channels))[0]
        p, lower, upper = torch.linalg.lu(q)
        self.register_buffer("p", p)
        self.register_buffer("sign", upper.diagonal().sign())
        self.lower, self.upper = nn.Parameter(lower), nn.Parameter(upper)
        self.log_s = nn.Parameter(upper.diagonal().abs().log())
        self.shift, self.bias = nn.Parameter(torch.zeros(1, channels, 1, 1)), nn.Parameter(torch.zeros(channels))
        self.log_scale = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.net = net(channels // 2, channels)

    def forward(self, x):
        positions = x.shape[2] * x.shape[3]
        x = (x - self.shift) * torch.exp(-self.log_scale)
        lower = self.lower.tril(-1) + torch.eye(len(self.log_s))
        upper = self.upper.triu(1) + torch.diag(self.sign * torch.exp(self.log_s))
        x = F.conv2d(x, (self.p @ lower @ upper)[:, :, None, None], self.bias)
        volume = positions * (self.log_s.sum() - self.log_scale.sum())
        keeps, moves = x.chunk(2, 1)
        moves, ladj = moved(moves, self.net(keeps))
        return torch.cat([keeps, moves], 1), ladj + volume


class Glow(nn.Module):
    """-log p of digits, with their noise, in nats."""

    def __init__(self):
        super().__init__()
        self.fine, self.coarse = nn.ModuleList(Step(4) for _ in range(4)), nn.ModuleList(Step(8) for _ in range(4))
        self.split = nn.Conv2d(2, 4, 3, padding=1)
        nn.init.zeros_(self.split.weight)
        self.shift, self.log_scale = nn.Parameter(torch.zeros(1, 8, 2, 2)), nn.Parameter(torch.zeros(1, 8, 2, 2))

    def forward(self, levels, noise):
        v = ALPHA + (1 - 2 * ALPHA) * (levels + noise) / LEVELS
        x = torch.log(v) - torch.log1p(-v)
        total = -(torch.log(v) + torch.log1p(-v)).sum((1, 2, 3))
        x = F.pixel_unshuffle(x, 2)
        for step in self.fine:
            x, ladj = step(x)
            total = total + ladj
        x, leaves = x.chunk(2, 1)
        leaves, ladj = moved(leaves, self.split(x))
        total = total + ladj
        x = F.pixel_unshuffle(x, 2)
        for step in self.coarse:
            x, ladj = step(x)
            total = total + ladj
        x = (x - self.shift) * torch.exp(-self.log_scale)
        square = (x**2).sum((1, 2, 3)) + (leaves**2).sum((1, 2, 3))
        return (0.5 * (square + 64 * math.log(2 * math.pi)) - total + self.log_scale.sum()).mean()


def torch_steps():
    """A function that makes steps, and the number of parameters."""
    flow = Glow()
    data = torch.randint(0, LEVELS, (1197, 1, 8, 8)).float()
    optimiser = torch.optim.Adam(flow.parameters(), lr=1e-3, fused=True)
    compiled = torch.compile(flow)

    def steps(count):
        for _ in range(count):
            batch = data[torch.randint(0, len(data), (BATCH,))]
            loss = compiled(batch, torch.rand_like(batch))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()

    return steps, sum(p.numel() for p in flow.parameters())


def processor_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "GOMAXPROCS": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bijou_rate(program):
    """Steps a second of `bijou train`, with what it takes to watch the validation part."""
    took = {n: processor_of([program, "train", "--recipe", "glow", "--steps", str(n)]) for n in (SHORT, LONG)}
    return (LONG - SHORT) / (took[LONG] - took[SHORT])


def main():
    program, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    steps, parameters = torch_steps()
    steps(50)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(bijou_rate(program))
        start = time.process_time()
        steps(LONG - SHORT)
        theirs.append((LONG - SHORT) / (time.process_time() - start))
    print(json.dumps({
        "torch": torch.__version__, "torch_parameters": parameters, "rounds": rounds,
        "bijou_steps_per_cpu_s": round(statistics.median(ours), 1), "torch_steps_per_cpu_s": round(statistics.median(theirs), 1),
        "ratio": round(statistics.median(a / b for a, b in zip(ours, theirs)), 2),
    }))


if __name__ == "__main__":
    main()
