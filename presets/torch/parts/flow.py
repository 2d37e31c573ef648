import torch
from torch import nn


class Flow(nn.Module):
    """A density: a base carried to the data by layers, the first nearest to the base.
    The layers see standardised data; mean and sd are what turns them into the data's
    own units, in which x and log p are, and so are conditions. Points are ...×D and
    conditions ...×given: one of them, n, or batches of batches, and the results have
    the same shape; one condition serves all points. All is float64; flow.float() is
    faster, and good to about six digits."""

    def __init__(self, dim, base, layers, given=0):
        super().__init__()
        self.base, self.layers = base, nn.ModuleList(layers)
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("sd", torch.ones(dim))
        if given:
            self.register_buffer("given_mean", torch.zeros(given))
            self.register_buffer("given_sd", torch.ones(given))
        self.double()

    def standardised(self, given):
        """Conditions as the layers hear them."""
        return (given.to(self.mean) - self.given_mean) / self.given_sd

    def rows(self, v, given):
        """Points as rows n×D, with a row of standardised conditions for each, and the
        shape that what comes of them has."""
        dim, batch = len(self.mean), v.shape[:-1]
        if v.ndim == 0 or v.shape[-1] != dim:
            raise ValueError(f"points are ...×{dim}, not of the shape {tuple(v.shape)}")
        v = v.to(self.mean)
        if given is not None:
            width = len(self.given_mean)
            if given.ndim == 0 or given.shape[-1] != width:
                raise ValueError(f"conditions are ...×{width}, not of the shape {tuple(given.shape)}")
            batch = torch.broadcast_shapes(batch, given.shape[:-1])
            given = self.standardised(given).expand(*batch, width).reshape(-1, width)
        return v.expand(*batch, dim).reshape(-1, dim), given, batch

    def forward(self, z, given=None):
        """Base to data: x (...×D) and log|det dx/dz| (...)."""
        x, given, batch = self.rows(z, given)
        ladj = self.sd.log().sum().expand(x.shape[0])
        for layer in self.layers:
            x, change = layer(x, given)
            ladj = ladj + change
        x = self.mean + self.sd * x
        return x.reshape(*batch, x.shape[-1]), ladj.reshape(batch)

    def inverse(self, x, given=None):
        """Data to base: z (...×D) and log|det dz/dx| (...)."""
        z, given, batch = self.rows(x, given)
        z, ladj = (z - self.mean) / self.sd, -self.sd.log().sum().expand(z.shape[0])
        for layer in reversed(self.layers):
            z, change = layer.inverse(z, given)
            ladj = ladj + change
        return z.reshape(*batch, z.shape[-1]), ladj.reshape(batch)

    def log_prob(self, x, given=None):
        """log p(x) in nats, ...."""
        z, ladj = self.inverse(x, given)
        return self.base.log_prob(z.reshape(-1, z.shape[-1])).reshape(ladj.shape) + ladj

    @torch.no_grad()
    def sample(self, n, given=None):
        """n independent samples, n×D."""
        z = self.base.sample_like(self.mean.expand(n, -1))
        return self.forward(z, given)[0]
