"""All tests of a run: read, checked and filled before the first of them is run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.qa.customers import filled
from bot.qa.e2e_format import find_files, read_file, read_tests
from bot.qa.e2e_model import Case, Place
from bot.qa.known import FILE_NAME, KnownFailure, names_that_are_not, read_known
from bot.qa.lined_yaml import FormatError, LinedMapping, read_yaml
from bot.qa.recorded import TURNS, read_transcript
from bot.qa.vocabulary import Vocabulary
from bot.settings import PROJECT_ROOT

E2E_DIRECTORY = PROJECT_ROOT / "tests" / "e2e"
KNOWN_FAILURES = E2E_DIRECTORY / FILE_NAME


class SuiteError(Exception):
    """The tests can't be run as they are written; ``errors`` says of each fault where it is."""

    def __init__(self, errors: Iterable[FormatError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


@dataclass(frozen=True)
class Suite:
    """What a run is made of.

    Attributes:
        known: tests of ``cases`` that may fail for now, by name.
    """

    cases: list[Case]
    known: dict[str, KnownFailure] = field(default_factory=dict)


def load_suite(paths: Iterable[Path], vocabulary: Vocabulary, *, only: str = "") -> list[Case]:
    """Every test below ``paths``, ready to run: :func:`load_run` without recorded talks and known failures."""
    return load_run(paths, vocabulary, only=only).cases


def load_run(
    paths: Iterable[Path],
    vocabulary: Vocabulary,
    *,
    only: str = "",
    talks: Sequence[Case | FormatError] = (),
    known_file: Path | None = None,
) -> Suite:
    """Every test and transcript below ``paths`` and the recorded ``talks``, ready to run.

    Args:
        only: a part of the name of the tests that are wanted, in any case.
        talks: talks of the tracker store, or why one of them can't be a test.
        known_file: the list of known failures; ``None``: none.

    Raises:
        SuiteError: with every fault: files that can't be read, names that do not exist, names of tests given twice,
            placeholders without a customer, known failures of tests that do not exist, and a run without tests.
    """
    paths = list(paths)
    errors: list[FormatError] = [talk for talk in talks if isinstance(talk, FormatError)]
    cases: list[Case] = []
    first_of_name: dict[str, Place] = {}
    try:
        files = find_files(paths)
    except FormatError as error:
        raise SuiteError([error]) from None
    read = [case for file in files for case in _cases_of(file, vocabulary, errors)]
    for case in [*read, *(talk for talk in talks if isinstance(talk, Case))]:
        earlier = first_of_name.setdefault(case.name, case.place)
        if earlier is not case.place:
            errors.append(FormatError(case.place, f"nama uji {case.name!r} sudah dipakai di {earlier}."))
        try:
            cases.append(case if case.recorded else filled(case))
        except FormatError as error:
            errors.append(error)
    known = _known_failures(known_file, first_of_name, errors)
    if errors:
        raise SuiteError(errors)
    chosen = [case for case in cases if only.casefold() in case.name.casefold()]
    if not chosen:
        where = paths[0] if paths else E2E_DIRECTORY
        reason = f"tidak ada uji yang namanya memuat {only!r}." if cases else "tidak ada uji di sini."
        raise SuiteError([FormatError(Place(where, 1), reason)])
    names = {case.name for case in chosen}
    return Suite(chosen, {name: entry for name, entry in known.items() if name in names})


def _cases_of(file: Path, vocabulary: Vocabulary, errors: list[FormatError]) -> list[Case]:
    """The tests of one file, or its transcript: what it is shows in what it holds."""
    try:
        content = read_yaml(file)
        if isinstance(content, LinedMapping) and TURNS in content:
            cases = [read_transcript(file, content)]
        else:
            cases = read_tests(file, content)
    except FormatError as error:
        errors.append(error)
        return []
    errors.extend(error for case in cases for error in vocabulary.errors_of(case))
    return cases


def _known_failures(file: Path | None, names_read: Iterable[str], errors: list[FormatError]) -> dict[str, KnownFailure]:
    if file is None:
        return {}
    try:
        known = read_known(file)
        names = set(names_read)
        if not names.issuperset(known):  # a run of a few files says nothing about the names in the others
            names |= _names_below(file.parent)
    except FormatError as error:
        errors.append(error)
        return {}
    errors.extend(names_that_are_not(known, names))
    return known


def _names_below(folder: Path) -> set[str]:
    """The names of all tests in a folder; what else lies there is no test."""
    names: set[str] = set()
    for file in find_files([folder]):
        with suppress(FormatError):
            names |= {case.name for case in read_file(file)}
    return names
