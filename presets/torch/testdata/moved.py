"""Moves the weights of exported flows as training would, writes them, and prints log p as a
line of JSON: reads a list of cases from the file that is named first."""

import importlib.util
import json
import sys

import torch

torch.manual_seed(7)
with open(sys.argv[1]) as cases:
    for line in cases:
        case = json.loads(line)
        spec = importlib.util.spec_from_file_location("flow", case["file"])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        flow = module.build()
        x = torch.tensor(case["x"], dtype=torch.float64)
        given = torch.tensor(case["given"], dtype=torch.float64) if case["given"] else None
        with torch.no_grad():
            for p in flow.parameters():
                if p.requires_grad:
                    p += 0.01 * torch.randn_like(p)
            logp = flow.log_prob(x, given)
        module.save_weights(flow, case["file"] + ".safetensors")
        print(json.dumps({"name": case["name"], "log_prob": logp.tolist()}), flush=True)
