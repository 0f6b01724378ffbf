"""Trains the network with PyTorch, on the CPU, and hands it over as plain matrices.

Every step sees windows cut anywhere out of the shards, bent anew: the mel bands shifted (another vocal tract), the
spectrum tilted (another handset), bands and moments masked. The number of steps is fixed beforehand; a training that
was stopped goes on from its last checkpoint.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from voice.model.features import BANDS, cepstra_to_energies
from voice.model.kaldi.network import FRAMES_PER_OUTPUT, Layer, Network
from voice.model.phones import LABELS

NARROW_LAYERS = 3
"""These see every 10 ms; the last of them answers every 30 ms, as do all after it."""
_SMOOTH_BENDS = ((0, 0.8), (1, 0.7), (2, 0.5), (3, 0.35), (4, 0.25), (6, 0.15))
"""(Half waves over all bands, standard deviation) of what is added to a spectrum."""
_CHECKPOINT_EVERY = 50


@dataclass(frozen=True)
class TrainingPlan:
    """Sizes and lengths; another plan than that of a checkpoint starts anew.

    Attributes:
        steps: how many batches.
        batch: windows a batch.
        window: network outputs a window, 30 ms each.
        learning_rate: at its highest; it falls in a straight line to almost nothing.
        narrow, wide: outputs of a layer at 10 ms and at 30 ms.
        wide_layers: how many of the latter.
        seed: of everything random.
    """

    steps: int = 1500
    batch: int = 48
    window: int = 60
    learning_rate: float = 2e-3
    narrow: int = 96
    wide: int = 192
    wide_layers: int = 4
    seed: int = 1


class Net(nn.Module):
    """Convolutions over time with rectifiers between: what nnet3 calls a TDNN."""

    def __init__(self, plan: TrainingPlan) -> None:
        super().__init__()
        sizes = [BANDS, plan.narrow, plan.narrow] + [plan.wide] * (1 + plan.wide_layers)
        strides = [1, 1, FRAMES_PER_OUTPUT] + [1] * plan.wide_layers
        self.convolutions = nn.ModuleList(
            nn.Conv1d(before, after, 3, stride, bias=False)
            for before, after, stride in zip(sizes, sizes[1:], strides, strict=False)
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(size) for size in sizes[1:])
        self.dropout = nn.Dropout(0.1)
        self.scores = nn.Conv1d(plan.wide, len(LABELS), 1)

    def forward(self, energies: Tensor) -> Tensor:
        """Normalised energies (batch × 40 × frames) → scores (batch × labels × outputs)."""
        inner = energies
        for at, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            inner = functional.relu(norm(convolution(inner)))
            if at >= NARROW_LAYERS:
                inner = self.dropout(inner)
        return self.scores(inner)


@dataclass(frozen=True)
class TrainingData:
    """All shards in a row: energies (frames × 40, float16), labels (frames), mean and deviation of each band."""

    energies: Tensor
    labels: Tensor
    mean: Tensor
    deviation: Tensor

    @staticmethod
    def load(shards: Sequence[Path]) -> TrainingData:
        """Read shards into memory; 26 hours take 750 MB.

        Raises:
            ValueError: without shards.
        """
        if not shards:
            raise ValueError("belum ada suara latih; jalankan dahulu: python -m voice.model speech")
        parts = [_read(path) for path in shards]
        energies = torch.from_numpy(np.concatenate([energies for energies, _ in parts]))
        labels = torch.from_numpy(np.concatenate([labels for _, labels in parts]))
        sample = energies[::50].float()
        return TrainingData(energies, labels, sample.mean(0), sample.std(0))

    @property
    def hours(self) -> float:
        """How much speech there is."""
        return len(self.labels) / 360_000


def _read(path: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    with np.load(path) as shard:
        return shard["energies"], shard["labels"]


def train(
    data: TrainingData, plan: TrainingPlan, checkpoint: Path, report: Callable[[int, float, float], None]
) -> Network:
    """Train, or go on training, and return the network as it takes Kaldi's cepstra.

    Args:
        data: speech and labels.
        plan: sizes and lengths.
        checkpoint: written every fifty steps and read if it fits the plan.
        report: told (step, loss, share of right frames) after each step, both averaged over the last hundred.
    """
    torch.manual_seed(plan.seed)
    net = Net(plan)
    optimiser = torch.optim.AdamW(net.parameters(), lr=plan.learning_rate, weight_decay=1e-3)
    step, loss_average, right_average = 0, math.log(len(LABELS)), 0.0
    if checkpoint.is_file():
        saved = torch.load(checkpoint, weights_only=True)
        if saved["plan"] == asdict(plan):
            net.load_state_dict(saved["net"])
            optimiser.load_state_dict(saved["optimiser"])
            step, loss_average, right_average = saved["step"], saved["loss"], saved["right"]
    net.train()
    short_numbers = _multiplies_short_numbers()
    while step < plan.steps:
        chance = np.random.default_rng((plan.seed, step))
        for group in optimiser.param_groups:
            group["lr"] = plan.learning_rate * min(1.0, step / 200) * (1 - step / plan.steps) + 1e-5
        energies, labels = _batch(data, plan, chance)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=short_numbers):
            scores = net(energies)
        loss = functional.cross_entropy(scores.float(), labels)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        step += 1
        loss_average += 0.01 * (loss.item() - loss_average)
        right_average += 0.01 * ((scores.argmax(1) == labels).float().mean().item() - right_average)
        report(step, loss_average, right_average)
        if step % _CHECKPOINT_EVERY == 0 or step == plan.steps:
            _save(checkpoint, {
                "plan": asdict(plan), "net": net.state_dict(), "optimiser": optimiser.state_dict(),
                "step": step, "loss": loss_average, "right": right_average,
            })  # fmt: skip
    return as_network(net, data)


def _multiplies_short_numbers() -> bool:
    """Whether this processor multiplies bfloat16 itself; one that does not takes fourteen times as long with it."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("amx_bf16") or able.get("avx512_bf16"))


def _save(path: Path, state: dict[str, Any]) -> None:
    unfinished = path.with_suffix(".part")
    torch.save(state, unfinished)
    unfinished.replace(path)


def context(plan: TrainingPlan) -> int:
    """How many frames the network sees on each side of the one it answers for."""
    return NARROW_LAYERS + FRAMES_PER_OUTPUT * plan.wide_layers


def _batch(data: TrainingData, plan: TrainingPlan, chance: np.random.Generator) -> tuple[Tensor, Tensor]:
    around = context(plan)
    length = FRAMES_PER_OUTPUT * (plan.window - 1) + 1 + 2 * around
    starts = chance.integers(0, len(data.labels) - length, plan.batch)
    energies = torch.stack([data.energies[at : at + length] for at in starts]).float()
    answered = slice(around, around + FRAMES_PER_OUTPUT * plan.window, FRAMES_PER_OUTPUT)
    labels = torch.stack([data.labels[at : at + length][answered] for at in starts]).long()
    bent = (_bent(energies, chance) - data.mean) / data.deviation
    for one in bent:
        if chance.random() < 0.5:
            width = int(chance.integers(1, 9))
            band = int(chance.integers(0, BANDS - width))
            one[:, band : band + width] = 0
        if chance.random() < 0.3:
            width = int(chance.integers(1, 12))
            moment = int(chance.integers(0, length - width))
            one[moment : moment + width] = 0
    return bent.transpose(1, 2), labels


def _bent(energies: Tensor, chance: np.random.Generator) -> Tensor:
    """Each window with its bands stretched by up to a tenth and a smooth curve added."""
    batch, length, _ = energies.shape
    stretch = torch.from_numpy(chance.uniform(0.9, 1.1, (batch, 1)).astype(np.float32))
    place = (torch.arange(BANDS)[None] * stretch).clamp(0, BANDS - 1.001)
    below = place.floor().long()
    share = (place - below)[:, None]
    low = energies.gather(2, below[:, None].expand(-1, length, -1))
    high = energies.gather(2, (below + 1)[:, None].expand(-1, length, -1))
    curve = torch.zeros(batch, BANDS)
    over = torch.arange(BANDS) / BANDS * math.pi
    for waves, deviation in _SMOOTH_BENDS:
        height = torch.from_numpy(chance.normal(0, deviation, (batch, 1)).astype(np.float32))
        curve += height * torch.cos(over * waves)[None]
    return low * (1 - share) + high * share + curve[:, None]


def as_network(net: Net, data: TrainingData) -> Network:
    """The trained net as layers over raw cepstra: batch norms, normalisation and the way back to energies folded in."""
    net.eval()
    layers = []
    for at, (convolution, norm) in enumerate(zip(net.convolutions, net.norms, strict=True)):
        scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach().double().numpy()
        weights = convolution.weight.detach().double().numpy() * scale[:, None, None]
        bias = norm.bias.detach().double().numpy() - norm.running_mean.double().numpy() * scale
        if at == 0:
            mean, deviation = data.mean.double().numpy(), data.deviation.double().numpy()
            bias = bias - np.einsum("oik,i->o", weights, mean / deviation)
            weights = np.einsum("oik,i,ij->ojk", weights, 1 / deviation, cepstra_to_energies())
        reach = 1 if at < NARROW_LAYERS else FRAMES_PER_OUTPUT
        in_a_row = np.concatenate([weights[:, :, frame] for frame in range(3)], axis=1)
        layers.append(Layer(in_a_row, bias, (-reach, 0, reach), True))
    last = net.scores
    layers.append(
        Layer(last.weight.detach().double().numpy()[:, :, 0], last.bias.detach().double().numpy(), (0,), False)
    )
    counts = np.bincount(data.labels[::FRAMES_PER_OUTPUT].numpy(), minlength=len(LABELS)).astype(float)
    return Network(tuple(layers), counts / counts.sum())
