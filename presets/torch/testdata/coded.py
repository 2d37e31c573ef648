"""Compares the log-probabilities of a flow with whole numbers and atoms with those of
bijou, null for none, and prints the largest difference."""

import json
import math
import sys

import torch
from compare import load


def main():
    case = json.loads(sys.stdin.read())
    flow = load(case["file"])
    with torch.no_grad():
        got = flow.log_prob(torch.tensor(case["x"], dtype=torch.float64)).tolist()
    x = flow.sample(4000)
    assert (x[:, 0] == x[:, 0].floor()).all() and (x[:, :2] >= 0).all(), "a sample is none"
    assert 0.2 < (x[:, 1] == 0).double().mean() < 0.8, "the atom is missing"
    assert flow.log_prob(x).isfinite().all(), "a sample has no density"
    pairs = [(a, -math.inf if b is None else b) for a, b in zip(got, case["log_prob"])]
    print(max(0.0 if a == b else abs(a - b) for a, b in pairs))


main()
