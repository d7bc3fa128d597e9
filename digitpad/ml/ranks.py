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


ALONE = Ranks()
"""One process, as the window has it."""


def join_ranks(device: torch.device) -> Ranks:
    """Meet the other processes, if `torchrun` started this one among several. Call `leave_ranks` at the end."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return ALONE
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return Ranks(distributed.get_rank(), distributed.get_world_size())


def leave_ranks(ranks: Ranks) -> None:
    """Part from the other processes."""
    if ranks.size > 1:
        distributed.destroy_process_group()
