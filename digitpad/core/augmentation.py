"""How far the images of a training may be changed, as a writer's next attempt would differ from the last."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Augmentation:
    """How far each image may be changed; every change is drawn anew for every image (`ml.augmentation.augment`).

    Attributes:
        rotation: degrees either way, uniform.
        shear: slant as a tangent either way, uniform.
        scale: share by which each side may grow or shrink on its own, uniform: 0.1 is 0.9 to 1.1.
        shift: pixels either way, uniform.
        elastic: pixels (standard deviation) of a smooth random displacement (Simard et al., "Best Practices for
            Convolutional Neural Networks", 2003).
        thickness: how far strokes grow or shrink towards one pixel on each side, 0..1, uniform.
        noise: standard deviation of a change to each pixel on its own, in shares of full ink.
    """

    rotation: float = 0.0
    shear: float = 0.0
    scale: float = 0.0
    shift: float = 0.0
    elastic: float = 0.0
    thickness: float = 0.0
    noise: float = 0.0

    @property
    def changes_nothing(self) -> bool:
        """Whether every limit is 0."""
        return not any(getattr(self, f.name) for f in fields(self))
