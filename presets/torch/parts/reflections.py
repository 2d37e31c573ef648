def reflect(x, vectors):
    """Mirrors every sample in the planes normal to the vectors, one after the other:
    x − 2v(v·x)/|v|² (Householder 1958)."""
    for v in vectors:
        x = x - 2 / (v @ v) * (x @ v)[:, None] * v
    return x
