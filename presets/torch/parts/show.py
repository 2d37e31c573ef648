def show(flow):
    """Prints a few samples with their log p."""
    x = flow.sample(5)
    for row, logp in zip(x.tolist(), flow.log_prob(x).tolist()):
        print(*(f"{v:10.4f}" for v in row), f"   log p = {logp:.4f}")
