import argparse
import copy
import functools
import json
import math
import os
import sys
import time
import warnings

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from .saved import save_weights
from .tables import chance_of, read_share, split_rows


def training_options():
    p = argparse.ArgumentParser(
        description="Trains the flow on a table; torchrun --nproc-per-node N does so on N processes, "
        "each with its share of the rows. Prints JSON, and writes weights for bijou import torch.")
    s = SETTINGS
    p.add_argument("--data", required=True, help="table, folder or pattern of shards: .csv, .csv.gz, .tsv, .npy, .parquet")
    p.add_argument("--validation", default="0.1", help="share of the rows that chooses the best weights, or a table of them")
    p.add_argument("--test", default="0.1", help="share of the rows that nothing is chosen by, or a table of them")
    p.add_argument("--weights", default="weights.safetensors", help="file for the best weights")
    p.add_argument("--checkpoint", help="file to go on from, written at every look at validation")
    p.add_argument("--steps", type=int, default=s["steps"])
    p.add_argument("--batch", type=int, default=s["batch"], help="rows a step, of all processes together")
    p.add_argument("--lr", type=float, default=s["lr"])
    p.add_argument("--warmup", type=int, default=s["warmup"], help="steps over which the learning rate rises")
    p.add_argument("--clip", type=float, default=s["clip"], help="bound on the norm of the gradient; 0 is none")
    p.add_argument("--average", type=float, default=s["average"], help="memory of the average of the weights that counts; 0 is none")
    p.add_argument("--every", type=int, default=50, help="steps between two looks at validation")
    p.add_argument("--patience", type=int, default=s["patience"], help="looks without a better NLL until the end; 0 is no end")
    p.add_argument("--precision", choices=["auto", "double", "single", "mixed"], default="auto",
                   help="mixed: nets in bfloat16, all else in single; auto is mixed on a GPU and double elsewhere")
    p.add_argument("--seed", type=int, default=s["seed"])
    p.add_argument("--cpu", action="store_true", help="leave GPUs alone")
    return p.parse_args()


class Density(nn.Module):
    """log p with the noise that columns of whole numbers and atoms are learnt with."""

    def __init__(self, flow):
        super().__init__()
        self.flow = flow

    def forward(self, x, given):
        return getattr(self.flow, "noisy_log_prob", self.flow.log_prob)(x, given)


class Batches:
    """Rows in a new order every time round; which they are depends on the step alone, so
    that a run that goes on sees what it would have seen."""

    def __init__(self, rows, size, seed, rank):
        self.rows, self.size, self.seed, self.rank = rows, size, seed, rank
        self.round, self.order = -1, None

    def at(self, step):
        picked, at, end = [], step * self.size, (step + 1) * self.size
        while at < end:
            turn, place = divmod(at, len(self.rows))
            if turn != self.round:
                chance = chance_of(self.seed, self.rank, turn)
                self.round, self.order = turn, torch.randperm(len(self.rows), generator=chance)
            some = self.order[place : place + end - at]
            picked.append(some)
            at += len(some)
        return self.rows[torch.cat(picked)]


def in_bfloat16(forward, x, *rest):
    with torch.autocast(x.device.type, dtype=torch.bfloat16):
        return forward(x, *rest).to(x.dtype)


def mix_precision(flow):
    """Has products of matrices and convolutions computed in bfloat16."""
    for m in flow.modules():
        if isinstance(m, (nn.Linear, nn.Conv1d, nn.Conv2d)):
            m.forward = functools.partial(in_bfloat16, m.forward)


def share_of(text):
    """The share of rows that a text is, and None of the name of a table."""
    try:
        share = float(text)
    except ValueError:
        return None
    if not 0 <= share < 1:
        raise SystemExit(f"a share of the rows is from 0 to 1, not {text}")
    return share


class Training:
    def __init__(self, options, rank, world, device):
        self.o, self.rank, self.world, self.device = options, rank, world, device
        precision = options.precision
        if precision == "auto":
            precision = "mixed" if device.type == "cuda" else "double"
        self.flow = build().to(device)
        self.flow.to(torch.float64 if precision == "double" else torch.float32)
        self.shown = copy.deepcopy(self.flow) if options.average else self.flow
        if precision == "mixed":
            self.shown = copy.deepcopy(self.flow)
            mix_precision(self.flow)
        self.read()
        self.free = [p for p in self.flow.parameters() if p.requires_grad]
        kinds = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "sgd": torch.optim.SGD}
        self.optimiser = kinds[SETTINGS["optimiser"]](self.free, lr=options.lr, **SETTINGS["own"])
        self.density = Density(self.flow)
        if world > 1:
            # Newer PyTorch has another name for this.
            warnings.filterwarnings("ignore", message=".*broadcast_buffers.*")
            self.density = DistributedDataParallel(
                self.density, device_ids=[device] if device.type == "cuda" else None,
                broadcast_buffers=False, find_unused_parameters=self.leaves_some_out())
        self.step, self.best, self.best_step, self.best_state = 0, math.inf, 0, None
        self.skipped = 0
        if options.checkpoint and os.path.exists(options.checkpoint):
            self.recall()

    def read(self):
        o = self.o
        rows, first = read_share(o.data, self.rank, self.world)
        shares = [share_of(v) for v in (o.validation, o.test)]
        part = split_rows(first, len(rows), o.seed, *(v or 0.0 for v in shares))
        parts = [rows[part == i] for i in range(3)]
        for i, v in enumerate((o.validation, o.test)):
            if shares[i] is None:
                parts[i + 1] = read_share(v, self.rank, self.world)[0]
        learnt, self.validation, self.test = map(self.whole, parts)
        for what, some in (("to train on", learnt), ("for validation", self.validation)):
            if self.least(len(some)) == 0:
                raise SystemExit(f"a process has no rows {what}: give more rows, or fewer processes")
        self.batches = Batches(learnt, -(-o.batch // self.world), o.seed, self.rank)

    def summed(self, values):
        """The sum over all processes."""
        values = values.to(self.device)
        if self.world > 1:
            distributed.all_reduce(values)
        return values

    def least(self, number):
        """The least number that a process has."""
        least = torch.tensor([number], device=self.device)
        if self.world > 1:
            distributed.all_reduce(least, op=distributed.ReduceOp.MIN)
        return least.item()

    def whole(self, rows):
        """Rows without those that lack a number."""
        good = rows.isfinite().all(-1)
        left_out = self.summed((~good).sum()).item()
        if left_out and self.rank == 0:
            print(f"note: left out {left_out} rows that lack a number", file=sys.stderr)
        return rows[good].to(self.flow.mean.dtype)

    def cut(self, rows):
        """Points and conditions of rows, where the flow computes."""
        rows, dim = rows.to(self.device), len(COLUMNS)
        return rows[:, :dim], rows[:, dim:] if GIVEN else None

    def leaves_some_out(self):
        """Tells whether log p does not depend on all weights."""
        self.density(*self.cut(self.batches.at(0))).mean().backward()
        some = any(p.grad is None for p in self.free)
        self.optimiser.zero_grad()
        return some

    def rate(self):
        """The learning rate of this step."""
        o, n = self.o, self.step + 1
        rate = o.lr * min(1, n / o.warmup if o.warmup else 1)
        if SETTINGS["schedule"] == "cosine":
            rate *= (1 + math.cos(math.pi * self.step / o.steps)) / 2
        return rate

    def make_step(self):
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        loss = -self.density(*self.cut(self.batches.at(self.step))).mean()
        self.optimiser.zero_grad()
        loss.backward()
        # The gradient is the same in all processes, and so is what follows from it.
        norm = nn.utils.clip_grad_norm_(self.free, self.o.clip or math.inf)
        self.step += 1
        if norm.isfinite():
            self.optimiser.step()
            self.skipped = 0
        elif (skipped := self.skipped + 1) < 20:
            self.skipped = skipped
        else:
            raise SystemExit(f"the gradient is no number at step {self.step}, twenty times in a row: try a smaller --lr")
        self.follow()
        return loss.detach()

    @torch.no_grad()
    def follow(self):
        """Moves the average of the weights, whose memory is short at first."""
        if self.shown is self.flow:
            return
        keep = min(self.o.average, (1 + self.step) / (10 + self.step))
        for mean, now in zip(self.shown.parameters(), self.flow.parameters()):
            mean.lerp_(now, 1 - keep)

    @torch.no_grad()
    def judge(self, rows):
        """The mean NLL over the rows of all processes, in nats, and its standard error."""
        total = torch.zeros(3, dtype=torch.float64)
        for some in rows.split(4096):
            nll = -self.shown.log_prob(*self.cut(some)).double().cpu()
            total += torch.tensor([len(nll), nll.sum(), (nll * nll).sum()], dtype=torch.float64)
        n, sum1, sum2 = self.summed(total).tolist()
        if n < 2:
            return math.nan, math.nan
        return sum1 / n, math.sqrt(max(0.0, sum2 / n - (sum1 / n) ** 2) / (n - 1))

    def look(self):
        """Looks at validation, keeps the best weights, and tells whether to go on."""
        nll, se = self.judge(self.validation)
        if nll < self.best:
            self.best, self.best_step = nll, self.step
            self.best_state = {k: v.clone() for k, v in self.shown.state_dict().items()}
        if self.o.checkpoint and self.rank == 0:
            self.keep()
        enough = self.o.patience and self.step - self.best_step >= self.o.patience * self.o.every
        return nll, not enough

    def keep(self):
        beside = self.o.checkpoint + ".part"
        torch.save({
            "step": self.step, "best": self.best, "best_step": self.best_step, "best_state": self.best_state,
            "flow": self.flow.state_dict(), "shown": self.shown.state_dict(), "optimiser": self.optimiser.state_dict(),
        }, beside)
        os.replace(beside, self.o.checkpoint)

    def recall(self):
        kept = torch.load(self.o.checkpoint, map_location=self.device, weights_only=True)
        self.step, self.best, self.best_step, self.best_state = (kept[k] for k in ("step", "best", "best_step", "best_state"))
        self.flow.load_state_dict(kept["flow"])
        self.shown.load_state_dict(kept["shown"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.tell(event="resumed", step=self.step)

    def tell(self, **what):
        if self.rank == 0:
            print(json.dumps({k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in what.items()}), flush=True)

    def run(self):
        began, from_step, going = time.monotonic(), self.step, True
        while going and self.step < self.o.steps:
            loss = self.make_step()
            if self.step % self.o.every == 0 or self.step == self.o.steps:
                val, going = self.look()
                self.tell(event="progress", step=self.step, train_nll=loss.item(), val_nll=val,
                          steps_per_s=(self.step - from_step) / (time.monotonic() - began))
        if self.best_state is None:
            raise SystemExit("no step was made: give more --steps")
        self.shown.load_state_dict(self.best_state)
        val, _ = self.judge(self.validation)
        test, se = self.judge(self.test)
        if self.rank == 0:
            save_weights(self.shown, self.o.weights)
        self.tell(event="done", step=self.step, best_step=self.best_step, val_nll=val, test_nll=test, test_nll_se=se,
                  processes=self.world, device=self.device.type, weights=self.o.weights)


def train():
    options = training_options()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device("cpu")
    if torch.cuda.is_available() and not options.cpu:
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    if world > 1:
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        Training(options, rank, world, device).run()
    finally:
        if world > 1:
            distributed.destroy_process_group()
