"""The recipe of PyTorch's own MNIST example (pytorch/examples, mnist/main.py), for comparison.

Its network, its optimizer and schedule, its batches of 64, and a DataLoader that opens every image as a picture, makes
it a tensor and normalises it, as torchvision's data set and transforms do.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

MEAN, DEVIATION = 0.1307, 0.3081


class Net(nn.Module):
    """The example's network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.conv1(x))
        x = functional.relu(self.conv2(x))
        x = self.dropout1(functional.max_pool2d(x, 2))
        x = functional.relu(self.fc1(torch.flatten(x, 1)))
        return functional.log_softmax(self.fc2(self.dropout2(x)), dim=1)


class Pictures(Dataset[tuple[Tensor, int]]):
    """MNIST as torchvision hands it out."""

    def __init__(self, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> None:
        self._images, self._labels = images, labels

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, place: int) -> tuple[Tensor, int]:
        picture = Image.fromarray(self._images[place])
        tensor = torch.from_numpy(np.array(picture)).view(1, 28, 28).float().div(255)
        return tensor.sub_(MEAN).div_(DEVIATION), int(self._labels[place])


def epochs(
    train: tuple[NDArray[np.uint8], NDArray[np.uint8]], test: tuple[NDArray[np.uint8], NDArray[np.uint8]], seed: int
) -> Iterator[tuple[float, float]]:
    """After each epoch, the seconds all of them took and the accuracy on the test split."""
    torch.manual_seed(seed)
    network = Net()
    optimizer = torch.optim.Adadelta(network.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)
    batches = DataLoader(Pictures(*train), batch_size=64, shuffle=True)
    seconds = 0.0
    while True:
        started = time.perf_counter()
        network.train()
        for images, labels in batches:
            optimizer.zero_grad()
            functional.nll_loss(network(images), labels).backward()
            optimizer.step()
        schedule.step()
        seconds += time.perf_counter() - started
        yield seconds, _accuracy(network, *test)


@torch.inference_mode()
def _accuracy(network: nn.Module, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> float:
    network.eval()
    right = 0
    for place in range(0, len(labels), 1000):
        batch = torch.tensor(images[place : place + 1000])[:, None].float().div(255).sub_(MEAN).div_(DEVIATION)
        right += int((network(batch).argmax(1).numpy() == labels[place : place + 1000]).sum())
    return right / len(labels)
