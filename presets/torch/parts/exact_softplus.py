from torch.nn import functional as F


def softplus(v):
    """log(1 + eᵛ) to the last digit; F.softplus is linear from 20 on."""
    return -F.logsigmoid(-v)
