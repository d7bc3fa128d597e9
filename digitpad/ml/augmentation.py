"""Changes to whole batches of images, as a writer's next attempt would differ from the last."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from digitpad.core.augmentation import Augmentation


def augment(images: Tensor, limits: Augmentation, generator: torch.Generator) -> Tensor:
    """Change a batch, each image in its own way.

    Args:
        images: (N, 1, H, W) floats in 0..1, on the generator's device.
        limits: how far each may be changed.
        generator: where the randomness comes from.

    Returns:
        A new tensor of the same shape, dtype and range.
    """
    grid = _affine_grid(images, limits, generator) + _displacement(images, limits, generator)
    changed = functional.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    changed = _thicken(changed, limits, generator)
    if limits.noise:
        noise = torch.randn(changed.shape, generator=generator, device=changed.device)
        changed = (changed + limits.noise * noise).clamp(0, 1)
    return changed


def _affine_grid(images: Tensor, limits: Augmentation, generator: torch.Generator) -> Tensor:
    count = len(images)

    def uniform(limit: float) -> Tensor:
        return (torch.rand(count, generator=generator, device=images.device) * 2 - 1) * limit

    angle = uniform(math.radians(limits.rotation))
    shear = uniform(limits.shear)
    across, down = 1 + uniform(limits.scale), 1 + uniform(limits.scale)
    height, width = images.shape[2:]
    cos, sin = angle.cos(), angle.sin()
    # grid_sample measures in halves of the image, along either side.
    high, wide = height / width, width / height
    rows = (
        torch.stack((cos * across, (shear * cos - sin) * down * high, uniform(limits.shift) * 2 / width), dim=1),
        torch.stack((sin * across * wide, (shear * sin + cos) * down, uniform(limits.shift) * 2 / height), dim=1),
    )
    return functional.affine_grid(torch.stack(rows, dim=1), list(images.shape), align_corners=False)


def _displacement(images: Tensor, limits: Augmentation, generator: torch.Generator) -> Tensor:
    """(N, H, W, 2) in grid units: random arrows on a coarse 6×6 grid, joined by smooth curves."""
    height, width = images.shape[2:]
    coarse = torch.randn(len(images), 2, 6, 6, generator=generator, device=images.device)
    smooth = functional.interpolate(coarse, size=(height, width), mode="bicubic", align_corners=False)
    grid_units = torch.tensor([2 / width, 2 / height], device=images.device)
    return smooth.permute(0, 2, 3, 1) * (limits.elastic * grid_units)


def _thicken(images: Tensor, limits: Augmentation, generator: torch.Generator) -> Tensor:
    amount = torch.rand(len(images), 1, 1, 1, generator=generator, device=images.device) * 2 - 1
    amount = amount * limits.thickness
    thick = functional.max_pool2d(images, 3, stride=1, padding=1)
    thin = -functional.max_pool2d(-images, 3, stride=1, padding=1)
    return images + amount.clamp(min=0) * (thick - images) + (-amount).clamp(min=0) * (thin - images)
