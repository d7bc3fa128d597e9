"""A network on its device, made ready to answer."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from digitpad.ml.device import Device
from digitpad.ml.networks import in_channels_last
from digitpad.ml.residual import fold_batch_norm


class ReadyNetwork:
    """Batch norms folded, on its device and in its numbers, the channels innermost; changes the network it is given."""

    def __init__(self, network: nn.Module, device: Device) -> None:
        self._device = device
        network = fold_batch_norm(network.eval()).to(device.torch_device, device.dtype)
        self._network = in_channels_last(network)

    @torch.inference_mode()
    def logits(self, pixels: np.ndarray) -> Tensor:
        """What it answers to images (N, H, W) float32 in 0..1, normalised: float64 on the CPU."""
        images = torch.from_numpy(pixels)[:, None].to(
            self._device.torch_device, self._device.dtype, memory_format=torch.channels_last
        )
        return self._network(images).double().cpu()
