"""Trains the network with PyTorch, on the CPU, and hands it over as plain matrices.

Every step sees windows cut anywhere out of the shards and bent anew (`bending`). The number of steps is fixed
beforehand; a training that was stopped goes on from its last checkpoint. Every so often the network is judged on shards
of the same voices that are not trained on, and the best one is kept.
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

from voice.model.bending import Bender
from voice.model.features import BANDS, cepstra_to_energies
from voice.model.kaldi.network import FRAMES_PER_OUTPUT, Layer, Network
from voice.model.phones import LABELS

NARROW_LAYERS = 3
"""These see every 10 ms; the last of them answers every 30 ms, as do all after it."""
_CHECKPOINT_EVERY = 250
_JUDGED_BATCHES = 16


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

    steps: int = 16000
    batch: int = 48
    window: int = 60
    learning_rate: float = 2e-3
    narrow: int = 128
    wide: int = 256
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
    data: TrainingData,
    kept_apart: TrainingData,
    plan: TrainingPlan,
    checkpoint: Path,
    report: Callable[[int, float, float], None],
) -> Network:
    """Train, or go on training, and return the network as it takes Kaldi's cepstra.

    Args:
        data: speech and labels.
        kept_apart: of the same voices, never trained on: of all states of the network that are judged, the one with the
            least loss here is taken.
        plan: sizes and lengths.
        checkpoint: written now and then and read if it fits the plan.
        report: told (step, loss, share of right frames) after each step, both averaged over the last hundred.
    """
    torch.manual_seed(plan.seed)
    net = Net(plan)
    optimiser = torch.optim.AdamW(net.parameters(), lr=plan.learning_rate, weight_decay=1e-3)
    step, loss_average, right_average = 0, math.log(len(LABELS)), 0.0
    best: dict[str, Any] = {"loss": math.inf}
    if checkpoint.is_file():
        saved = torch.load(checkpoint, weights_only=True)
        if saved["plan"] == asdict(plan):
            net.load_state_dict(saved["net"])
            optimiser.load_state_dict(saved["optimiser"])
            step, loss_average, right_average = saved["step"], saved["loss"], saved["right"]
            best = saved["best"]
    bender = Bender(data.energies, data.labels, data.mean, data.deviation, plan.seed)
    judged = _judged_batches(plan, kept_apart, data)
    short_numbers = _multiplies_short_numbers()
    while step < plan.steps:
        net.train()
        chance = np.random.default_rng((plan.seed, step))
        for group in optimiser.param_groups:
            group["lr"] = plan.learning_rate * min(1.0, step / 200) * (1 - step / plan.steps) + 1e-5
        energies, labels = _batch(bender, plan, chance)
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
            found = _judge(net, judged)
            if found < best["loss"]:
                state = {name: value.clone() for name, value in net.state_dict().items()}
                best = {"loss": found, "step": step, "net": state}
            _save(checkpoint, {
                "plan": asdict(plan), "net": net.state_dict(), "optimiser": optimiser.state_dict(),
                "step": step, "loss": loss_average, "right": right_average, "best": best,
            })  # fmt: skip
    net.load_state_dict(best["net"])
    return as_network(net, data)


def _judged_batches(plan: TrainingPlan, kept_apart: TrainingData, data: TrainingData) -> list[tuple[Tensor, Tensor]]:
    """Windows that stay the same, bent like those of the training."""
    bender = Bender(kept_apart.energies, kept_apart.labels, data.mean, data.deviation, plan.seed + 1)
    return [_batch(bender, plan, np.random.default_rng((plan.seed + 1, at))) for at in range(_JUDGED_BATCHES)]


def _judge(net: Net, judged: list[tuple[Tensor, Tensor]]) -> float:
    """The mean loss."""
    net.eval()
    with torch.no_grad():
        return sum(functional.cross_entropy(net(energies), labels).item() for energies, labels in judged) / len(judged)


def _batch(bender: Bender, plan: TrainingPlan, chance: np.random.Generator) -> tuple[Tensor, Tensor]:
    around = context(plan)
    length = FRAMES_PER_OUTPUT * (plan.window - 1) + 1 + 2 * around
    answered = slice(around, around + FRAMES_PER_OUTPUT * plan.window, FRAMES_PER_OUTPUT)
    return bender.windows(plan.batch, length, answered, chance)


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
