"""The directory that `vosk.Model` opens: network, graph, words and settings."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from voice.model.features import KALDI_OPTIONS
from voice.model.kaldi import graph, network, sentences, tools
from voice.model.kaldi.transitions import PLACED_PHONES, word_boundaries
from voice.model.vocabulary import Vocabulary

PRIOR_EXPONENT = 0.5
DECODING = {
    "min-active": 200,
    "max-active": 3000,
    "beam": 13.0,
    "lattice-beam": 4.0,
    "acoustic-scale": 0.6,
    "frame-subsampling-factor": network.FRAMES_PER_OUTPUT,
    "frames-per-chunk": 6,
    "endpoint.silence-phones": 1,
    "endpoint.rule2.min-trailing-silence": 0.3,
    "endpoint.rule3.min-trailing-silence": 0.6,
    "endpoint.rule4.min-trailing-silence": 1.0,
}
"""`model.conf`. Rules 2 to 4 end a turn after so many seconds of silence: the surer the decoder is that the words may
end there, the sooner. An option that Vosk does not know is fatal to it."""


def write_acoustics(folder: Path, trained: network.Network) -> None:
    """Everything that does not depend on the words."""
    network.write(trained, folder / "am/final.mdl", PRIOR_EXPONENT)
    write_settings(folder)


def write_settings(folder: Path) -> None:
    """`conf/`."""
    _write(folder / "conf/mfcc.conf", _options(KALDI_OPTIONS))
    _write(folder / "conf/model.conf", _options(DECODING))


def write_words(folder: Path, vocabulary: Vocabulary, talk: tuple[str, ...]) -> None:
    """`graph/`: the words, how they sound, and what follows what where no grammar is set.

    Args:
        folder: the model directory; what `graph/` held is replaced.
        vocabulary: the words.
        talk: sentences for the grammar that is used when none is set.

    Raises:
        FstToolsMissing: if libfst-tools is not installed.
    """
    target = folder / "graph"
    target.mkdir(parents=True, exist_ok=True)
    ids = {word: number for number, word in enumerate((*vocabulary.words, graph.UNKNOWN), start=1)}
    decoding = graph.build(vocabulary.ways, ids)
    with TemporaryDirectory() as temporary:
        pairs = Path(temporary) / "relabelled"
        tools.compile_lookahead(decoding.as_text(), target / "HCLr.fst", pairs)
        renumbered = {int(old): int(new) for old, new in (line.split() for line in pairs.read_text().splitlines())}
    ids = {word: renumbered[number] for word, number in ids.items()}
    tools.compile_grammar(sentences.bigram_graph(talk, ids).as_text(), target / "Gr.fst")
    ordered = sorted(ids.items(), key=lambda item: item[1])
    _write(target / "words.txt", "".join(f"{word} {number}\n" for word, number in (("<eps>", 0), *ordered)))
    _write(target / "disambig_tid.int", f"{2 * len(PLACED_PHONES) + 1}\n")
    _write(target / "phones/word_boundary.int", word_boundaries())


def _options(values: dict[str, int | float | bool]) -> str:
    written = ((name, str(value).lower() if isinstance(value, bool) else value) for name, value in values.items())
    return "".join(f"--{name}={value}\n" for name, value in written)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
