import torch


def rounded(net, precision, x, given):
    """What a net makes of x in a precision, to which its weights are rounded; None is
    that of x."""
    if precision is None:
        return net(x, given)
    weights = {name: w.to(precision) for name, w in net.named_parameters()}
    inputs = (x.to(precision), None if given is None else given.to(precision))
    return torch.func.functional_call(net, weights, inputs).to(x.dtype)
