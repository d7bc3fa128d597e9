"""An epoch is printed with the fields scripts depend on."""

from __future__ import annotations

from digitpad.core.training_report import EpochReport


def test_an_epoch_has_the_fields_of_the_public_face():
    report = EpochReport(2, 0.5, 0.9, 0.4, 0.95, 12.5)
    assert report.to_dict() == {
        "epoch": 2,
        "loss": 0.5,
        "accuracy": 0.9,
        "validation_loss": 0.4,
        "validation_accuracy": 0.95,
        "seconds": 12.5,
    }
