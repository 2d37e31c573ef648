"""Compares exported flows with what bijou found for them: reads a list of cases from
the file that is named first, and prints the largest differences of each as a line of
JSON. Parts are imported one by one as well: each says itself what it needs."""

import importlib
import importlib.util
import json
import os
import sys

import torch


def load(path):
    spec = importlib.util.spec_from_file_location("flow", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build()


def off(got, want):
    want = torch.tensor(want, dtype=torch.float64).view(got.shape)
    gap = (got.detach() - want).abs() / want.abs().clamp(min=1)
    return torch.where(gap.isnan(), torch.inf, gap).max().item() if gap.numel() else 0.0


def compare(case):
    flow = load(case["file"])
    z, x = (torch.tensor(case[name], dtype=torch.float64) for name in "zx")
    given = torch.tensor(case["given"], dtype=torch.float64) if case["given"] else None
    with torch.no_grad():
        forward, ladj = flow(z, given)
        inverse, back = flow.inverse(x, given)
        logp = flow.log_prob(x, given)
    off_by = {
        "forward": max(off(forward, case["forward"]), off(ladj, case["forward_ladj"])),
        "inverse": max(off(inverse, case["inverse"]), off(back, case["inverse_ladj"])),
        "log_prob": off(logp, case["log_prob"]),
    }
    off_by["log_prob"] = max(off_by["log_prob"], shapes(flow, x, z, given, logp))
    assert flow.sample(3).shape == (3, x.shape[1]) if given is None else True
    off_by["gradient"], off_by["pushed"] = gradients(flow, x, z, given, case)
    layers = [(int(name.split(".")[1]), p) for name, p in flow.named_parameters() if name.startswith("layers.")]
    off_by["frozen"] = all(p.requires_grad != case["frozen"][i] for i, p in layers)
    return off_by


def shapes(flow, x, z, given, logp):
    """One point, and batches of batches, against the rows that they are."""
    pick = lambda f: None if given is None else f(given)
    square = lambda v: torch.stack([v[:2], v[:2]])
    worst = 0.0
    with torch.no_grad():
        for f, want in ((lambda v: v[0], logp[0]), (square, square(logp)), (lambda v: v[:0], logp[:0])):
            got = flow.log_prob(f(x), pick(f))
            assert got.shape == want.shape, (got.shape, want.shape)
            worst = max(worst, off(got, want.tolist()))
            assert flow(f(z), pick(f))[0].shape == f(z).shape
        for wrong in (torch.zeros(len(x[0]) + 1), torch.tensor(1.0)):
            try:
                flow.log_prob(wrong, pick(lambda v: v[0]))
            except ValueError:
                continue
            raise AssertionError("a point of another width has a density")
        if given is not None:
            assert flow.log_prob(x, given[0]).shape == logp.shape
    return worst


def gradients(flow, x, z, given, case):
    """Those of the mean log p through the inverse, and of the mean of all that comes
    forward."""
    if not any(p.requires_grad for p in flow.parameters()):
        return 0.0, 0.0
    flow.log_prob(x, given).mean().backward()
    first = by_name(flow, case["gradient"])
    flow.zero_grad()
    out, ladj = flow(z, given)
    if out.requires_grad:  # a base alone may have parameters
        (out.sum(-1) + ladj).mean().backward()
    return first, by_name(flow, case["pushed"])


def by_name(flow, want):
    worst = 0.0
    for name, p in flow.named_parameters():
        if not p.requires_grad:
            continue
        got = torch.zeros_like(p) if p.grad is None else p.grad
        worst = max(worst, off(got, want[name]))
    return worst


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    cases, parts = sys.argv[1:]
    sys.path.insert(0, os.path.dirname(parts))
    sys.dont_write_bytecode = True
    for file in sorted(os.listdir(parts)):
        if file.endswith(".py"):
            importlib.import_module("parts." + file[:-3])
    with open(cases) as lines:
        for line in lines:
            case = json.loads(line)
            print(json.dumps({"name": case["name"], **compare(case)}), flush=True)


if __name__ == "__main__":
    main()
