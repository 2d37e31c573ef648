"""Compares a flow with supports with what bijou found for it, both read from standard
input as one line of JSON, and prints the largest difference."""

import json
import math
import sys

import torch
from compare import load, off


def main():
    case = json.loads(sys.stdin.read())
    flow = load(case["file"])
    z, x, outside = (torch.tensor(case[name], dtype=torch.float64) for name in ("z", "x", "outside"))
    with torch.no_grad():
        forward, ladj = flow(z)
        inverse, back = flow.inverse(x)
        assert (flow.log_prob(outside) == -math.inf).all(), "a point outside has a density"
        far, _ = flow.from_line(torch.tensor([[-900.0], [900.0]], dtype=torch.float64).expand(2, z.shape[-1]))
        assert flow.log_prob(far).isnan().sum() == 0 and flow.to_line(far)[1].all(), "a sample is outside"
    pairs = [(forward, "forward"), (ladj, "forward_ladj"), (inverse, "inverse"), (back, "inverse_ladj"), (flow.log_prob(x), "log_prob")]
    flow.log_prob(x).mean().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in flow.parameters() if p.requires_grad), "a gradient is none"
    print(max(off(got, case[name]) for got, name in pairs))


main()
