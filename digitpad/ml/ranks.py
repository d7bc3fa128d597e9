"""Several processes that train one network together, as `torchrun` starts them."""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class Ranks:
    """One process among those that train together.

    Attributes:
        rank: which, from 0; the first tells and writes.
        size: how many there are.
    """

    rank: int = 0
    size: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this process speaks for all."""
        return self.rank == 0

    def joined(self, network: nn.Module) -> nn.Module:
        """The network as it learns: its gradients are the mean over all processes."""
        return DistributedDataParallel(network) if self.size > 1 else network

    def share_of(self, batch: Tensor) -> Tensor:
        """This process's part of a batch (N,); never empty, for the others would wait for its gradients."""
        share = batch[self.rank :: self.size]
        return share if len(share) else batch[:1]

    def total(self, loss: Tensor, right: Tensor, count: int) -> tuple[Tensor, Tensor, int]:
        """What was counted in all processes together; all must ask for it."""
        if self.size == 1:
            return loss, right, count
        counts = torch.stack([loss.double(), right.double(), torch.tensor(count).to(loss)])
        distributed.all_reduce(counts)
        return counts[0].to(loss), counts[1].to(right), int(counts[2].item())

    def agreed(self, figures: tuple[float, float], device: torch.device) -> tuple[float, float]:
        """The figures of the first process, so that all decide alike; all must ask for it."""
        if self.size == 1:
            return figures
        said = torch.tensor(figures, dtype=torch.float64, device=device)
        distributed.broadcast(said, src=0)
        first, second = said.tolist()
        return first, second


ALONE = Ranks()
"""One process, as the window has it."""


def join_ranks(device: torch.device) -> Ranks:
    """Meet the other processes, if `torchrun` started this one among several. Call `leave_ranks` at the end."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return ALONE
    if device.type == "cuda":
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]) % torch.cuda.device_count())
    has_own_card = device.type == "cuda" and int(os.environ["LOCAL_WORLD_SIZE"]) <= torch.cuda.device_count()
    distributed.init_process_group("nccl" if has_own_card else "gloo")
    return Ranks(distributed.get_rank(), distributed.get_world_size())


def leave_ranks(ranks: Ranks) -> None:
    """Part from the other processes."""
    if ranks.size > 1:
        distributed.destroy_process_group()
