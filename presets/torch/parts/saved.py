import ctypes
import json

import torch


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
