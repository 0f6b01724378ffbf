"""A trained network as Kaldi's nnet3: affine layers over neighbouring frames with rectifiers between them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.model.kaldi.binary import HEADER, double, integer, matrix, token, vector
from voice.model.kaldi.transitions import transition_model

INPUT_SIZE = 40
FRAMES_PER_OUTPUT = 3
"""The network answers once in 30 ms."""


@dataclass(frozen=True)
class Layer:
    """An affine layer.

    Attributes:
        weights: outputs × (inputs · frames), the frames in the order of ``offsets``.
        bias: one number an output.
        offsets: which frames before and after it sees, in units of 10 ms.
        rectified: whether negative outputs become zero.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    offsets: tuple[int, ...]
    rectified: bool


@dataclass(frozen=True)
class Network:
    """Layers from cepstra to one score for each label, and how frequent each label is in training."""

    layers: tuple[Layer, ...]
    priors: NDArray[np.float64]

    @property
    def parameters(self) -> int:
        """How many numbers were trained."""
        return sum(layer.weights.size + layer.bias.size for layer in self.layers)

    def save(self, path: Path) -> None:
        """Write an ``.npz``."""
        arrays: dict[str, NDArray[np.float64]] = {"priors": self.priors}
        for at, layer in enumerate(self.layers):
            arrays |= {f"weights{at}": layer.weights, f"bias{at}": layer.bias, f"offsets{at}": np.array(layer.offsets)}
        np.savez(path, **arrays)

    @staticmethod
    def load(path: Path) -> Network:
        """Read what `save` wrote; every layer but the last is rectified."""
        with np.load(path) as saved:
            count = sum(name.startswith("weights") for name in saved.files)
            offsets = [tuple(int(offset) for offset in saved[f"offsets{at}"]) for at in range(count)]
            layers = tuple(
                Layer(saved[f"weights{at}"], saved[f"bias{at}"], offsets[at], at < count - 1) for at in range(count)
            )
            return Network(layers, saved["priors"])


def softened(priors: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    """Priors drawn towards equality: exponent 1 leaves them, 0 makes them equal. They add up to 1."""
    drawn = np.maximum(priors, 1e-4) ** exponent
    return drawn / drawn.sum()


def write(network: Network, path: Path, prior_exponent: float) -> None:
    """Write `final.mdl`."""
    lines = [f"input-node name=input dim={INPUT_SIZE}"]
    components: list[tuple[str, bytes]] = []
    before = "input"

    def add(name: str, component: bytes, source: str) -> None:
        nonlocal before
        lines.append(f"component-node name={name} component={name} input={source}")
        components.append((name, component))
        before = name

    for at, layer in enumerate(network.layers):
        frames = [before if offset == 0 else f"Offset({before}, {offset})" for offset in layer.offsets]
        add(f"affine{at}", _affine(layer), frames[0] if len(frames) == 1 else f"Append({', '.join(frames)})")
        if layer.rectified:
            add(f"rectified{at}", _nonlinearity("RectifiedLinearComponent", len(layer.bias)), before)
    add("scores", _nonlinearity("LogSoftmaxComponent", len(network.priors)), before)
    lines.append(f"output-node name=output input={before} objective=linear")
    body = token("<Nnet3>") + b"\n" + "\n".join(lines).encode() + b"\n\n"
    body += token("<NumComponents>") + integer(len(components))
    for name, component in components:
        body += token("<ComponentName>") + token(name) + component
    body += token("</Nnet3>")
    contexts = token("<LeftContext>") + integer(0) + token("<RightContext>") + integer(0)
    priors = token("<Priors>") + vector(softened(network.priors, prior_exponent))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER + transition_model() + body + contexts + priors)


def _affine(layer: Layer) -> bytes:
    return (
        token("<FixedAffineComponent>") + token("<LinearParams>") + matrix(layer.weights)
        + token("<BiasParams>") + vector(layer.bias) + token("</FixedAffineComponent>")
    )  # fmt: skip


def _nonlinearity(kind: str, size: int) -> bytes:
    """A component without parameters; Kaldi wants its (empty) statistics."""
    return (
        token(f"<{kind}>") + token("<Dim>") + integer(size)
        + token("<ValueAvg>") + vector([]) + token("<DerivAvg>") + vector([]) + token("<Count>") + double(0)
        + token("<NumDimsSelfRepaired>") + double(0) + token("<NumDimsProcessed>") + double(0)
        + token(f"</{kind}>")
    )  # fmt: skip
