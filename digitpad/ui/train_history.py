"""What a training told so far, as far as curves need it: every epoch, and so many points between them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from digitpad.core.training_report import EpochReport, TrainingStep

_FIRST_ROOM = 3
"""Epochs for which there is room at first; it is doubled when they have passed."""

MOST_POINTS = 1000
"""About as many as there are pixels: beyond, two become one."""


@dataclass(frozen=True)
class Point:
    """A moment of a training.

    Attributes:
        epochs: that had passed, 2.5 in the middle of the third.
        loss, accuracy: over the last batches.
    """

    epochs: float
    loss: float
    accuracy: float


@dataclass
class TrainHistory:
    """Takes the steps of a training.

    Attributes:
        points: moments between the epochs, at most `MOST_POINTS`, in their order.
        epochs: asked for; 0 before it is known.
        has_ended: whether no more will come.
    """

    points: list[Point] = field(default_factory=list)
    epochs: int = 0
    has_ended: bool = False
    _reports: dict[int, EpochReport] = field(default_factory=dict)
    _stride: int = 1
    _pending: list[Point] = field(default_factory=list)

    @property
    def reports(self) -> list[EpochReport]:
        """The epochs that are done, in their order."""
        return [self._reports[epoch] for epoch in sorted(self._reports)]

    def add(self, steps: Iterable[TrainingStep]) -> None:
        """Take some more steps."""
        for step in steps:
            self.epochs = step.epochs or self.epochs
            if step.finished is not None:
                self._reports[step.finished.epoch] = step.finished  # its loss is that of the whole epoch: no moment
            # A loss that is no number is its own unequal.
            elif step.phase == "training" and step.batches and step.loss == step.loss:
                self._add_point(Point(step.epoch - 1 + step.batch / step.batches, step.loss, step.accuracy))

    def set_reports(self, reports: Sequence[EpochReport]) -> None:
        """Take all epochs of a training that has ended."""
        self._reports = {report.epoch: report for report in reports}
        self.has_ended = True

    @property
    def epochs_shown(self) -> int:
        """Where an axis ends, in epochs; at least 1.

        With the training, once that has ended. Until then at the epochs asked for, but no farther than that a third of
        the axis is filled, in doubles: curves of three epochs on an axis for 400 would be a line.
        """
        latest = self.points[-1].epochs if self.points else 0.0
        passed = max(1, math.ceil(latest), *self._reports)
        if self.has_ended:
            return passed
        room = _FIRST_ROOM
        while room < passed:
            room *= 2
        return max(passed, min(room, self.epochs or room))

    def to_csv(self) -> str:
        """The epochs as a table, with the columns of `digitpad train --json`."""
        text = io.StringIO()
        columns = ["epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds"]
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(report.to_dict() for report in self.reports)
        return text.getvalue()

    def _add_point(self, point: Point) -> None:
        self._pending.append(point)
        if len(self._pending) < self._stride:
            return
        self.points.append(_mean(self._pending))
        self._pending.clear()
        if len(self.points) >= MOST_POINTS:
            self.points[:] = [_mean(self.points[i : i + 2]) for i in range(0, len(self.points), 2)]
            self._stride *= 2


def _mean(points: Sequence[Point]) -> Point:
    """Some moments as one, at the time of the last."""
    count = len(points)
    return Point(points[-1].epochs, sum(p.loss for p in points) / count, sum(p.accuracy for p in points) / count)
