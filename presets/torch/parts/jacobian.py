import torch


def jacobian(f, x):
    """∂f/∂x of every sample, n×d×d, row by row; it can be differentiated in turn."""
    wanted = torch.is_grad_enabled()
    with torch.enable_grad():
        x = x if x.requires_grad else x.detach().requires_grad_()
        entries = f(x).unbind(-1)
        options = {"create_graph": wanted, "retain_graph": True}
        rows = [torch.autograd.grad(y.sum(), x, **options)[0] for y in entries]
    return torch.stack(rows, dim=-2)
