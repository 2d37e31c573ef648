import torch
from torch import nn


class Flow(nn.Module):
    """A density: a base carried to the data by layers, the first nearest to the base.
    The layers see standardised data; mean and sd are what turns them into the data's
    own units, in which x and log p are, and so are conditions, n×given. All is
    float64; flow.float() is faster, and good to about six digits."""

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
        if given is None:
            return None
        return (given.to(self.mean) - self.given_mean) / self.given_sd

    def forward(self, z, given=None):
        """Base to data: x (n×D) and log|det dx/dz| (n)."""
        given = self.standardised(given)
        x, ladj = z.to(self.mean), self.sd.log().sum().expand(len(z))
        for layer in self.layers:
            x, change = layer(x, given)
            ladj = ladj + change
        return self.mean + self.sd * x, ladj

    def inverse(self, x, given=None):
        """Data to base: z (n×D) and log|det dz/dx| (n)."""
        given = self.standardised(given)
        z, ladj = (x.to(self.mean) - self.mean) / self.sd, -self.sd.log().sum().expand(len(x))
        for layer in reversed(self.layers):
            z, change = layer.inverse(z, given)
            ladj = ladj + change
        return z, ladj

    def log_prob(self, x, given=None):
        """log p(x) in nats, n."""
        z, ladj = self.inverse(x, given)
        return self.base.log_prob(z) + ladj

    @torch.no_grad()
    def sample(self, n, given=None):
        """n independent samples, n×D."""
        z = self.base.sample_like(self.mean.expand(n, -1))
        return self.forward(z, given)[0]
