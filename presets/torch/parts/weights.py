import math

import torch


def unpack(raw, shapes):
    """Names the numbers, float64 in little-endian order one after the other."""
    numbers = torch.frombuffer(bytearray(raw), dtype=torch.float64)
    parts = numbers.split([math.prod(shape) for shape in shapes.values()])
    return {name: part.view(shape) for (name, shape), part in zip(shapes.items(), parts)}
