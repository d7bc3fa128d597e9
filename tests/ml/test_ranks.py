"""A process alone needs nobody; among several, each learns from its part of every batch."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from digitpad.ml.ranks import ALONE, Ranks, join_ranks, leave_ranks

CPU = torch.device("cpu")


def test_a_process_alone_does_all(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert join_ranks(CPU) is ALONE
    assert ALONE.is_first
    network, batch = nn.Linear(1, 1), torch.arange(5)
    assert ALONE.joined(network) is network
    assert torch.equal(ALONE.share_of(batch), batch)
    assert ALONE.total(torch.tensor(3.0), torch.tensor(2.0), 5) == (3, 2, 5)
    assert ALONE.agreed((0.25, 0.5), CPU) == (0.25, 0.5)
    leave_ranks(ALONE)


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("count", [4, 7, 12])
def test_a_batch_is_shared_out(size, count):
    shares = [Ranks(rank, size).share_of(torch.arange(count)).tolist() for rank in range(size)]
    assert sorted(place for share in shares for place in share) == list(range(count))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    assert [Ranks(rank, size).is_first for rank in range(size)] == [True] + [False] * (size - 1)


def test_no_share_is_empty():
    assert Ranks(3, 4).share_of(torch.tensor([7, 8])).tolist() == [7]
