"""Exports log p of flows by torch.export with a batch of any size, and prints the largest
difference from the flow itself at two other sizes, a line of JSON for each. The flows are
the files that are named."""

import importlib.util
import json
import sys

import torch


class LogProb(torch.nn.Module):
    def __init__(self, flow):
        super().__init__()
        self.flow = flow

    def forward(self, x):
        return self.flow.log_prob(x)


def off(path):
    spec = importlib.util.spec_from_file_location("flow", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = LogProb(module.build()).eval()
    dim = len(model.flow.mean)
    points = lambda n: torch.randn(n, dim, dtype=torch.float64)
    with torch.no_grad():
        program = torch.export.export(model, (points(5),), dynamic_shapes=({0: torch.export.Dim("n", min=2)},)).module()
        worst = 0.0
        for n in (3, 16):
            x = points(n)
            got, want = program(x), model(x)
            assert got.shape == want.shape == (n,)
            worst = max(worst, (got - want).abs().max().item())
    return worst


torch.manual_seed(1)
torch.set_num_threads(1)
for path in sys.argv[1:]:
    try:
        result = {"off": off(path), "why": ""}
    except Exception as e:  # each flow has its answer
        result = {"off": 0.0, "why": f"{type(e).__name__}: {str(e)[:400]}"}
    print(json.dumps(result), flush=True)
