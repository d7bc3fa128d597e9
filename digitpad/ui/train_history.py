"""What a training told so far, as far as curves need it: every epoch, and so many points between them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from digitpad.core.training_report import EpochReport, TrainingStep

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
    """

    points: list[Point] = field(default_factory=list)
    epochs: int = 0
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
