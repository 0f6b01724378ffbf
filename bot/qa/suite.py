"""All tests of a run: read, checked and filled before the first of them is run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.qa.customers import filled
from bot.qa.e2e_format import find_files, read_file
from bot.qa.e2e_model import Case, Place
from bot.qa.lined_yaml import FormatError
from bot.qa.vocabulary import Vocabulary
from bot.settings import PROJECT_ROOT

E2E_DIRECTORY = PROJECT_ROOT / "tests" / "e2e"


class SuiteError(Exception):
    """The tests can't be run as they are written; ``errors`` says of each fault where it is."""

    def __init__(self, errors: Iterable[FormatError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


def load_suite(paths: Iterable[Path], vocabulary: Vocabulary, *, only: str = "") -> list[Case]:
    """Every test below ``paths``, ready to run.

    Args:
        only: a part of the name of the tests that are wanted, in any case.

    Raises:
        SuiteError: with every fault: files that can't be read, names that do not exist, names of tests given twice,
            placeholders without a customer, and a run without tests.
    """
    paths = list(paths)
    errors: list[FormatError] = []
    cases: list[Case] = []
    first_of_name: dict[str, Place] = {}
    try:
        files = find_files(paths)
    except FormatError as error:
        raise SuiteError([error]) from None
    for file in files:
        try:
            read = read_file(file)
        except FormatError as error:
            errors.append(error)
            continue
        for case in read:
            earlier = first_of_name.setdefault(case.name, case.place)
            if earlier is not case.place:
                errors.append(FormatError(case.place, f"nama uji {case.name!r} sudah dipakai di {earlier}."))
            unknown = list(vocabulary.errors_of(case))
            errors.extend(unknown)
            try:
                cases.append(filled(case))
            except FormatError as error:
                errors.append(error)
    if errors:
        raise SuiteError(errors)
    chosen = [case for case in cases if only.casefold() in case.name.casefold()]
    if not chosen:
        where = paths[0] if paths else E2E_DIRECTORY
        reason = f"tidak ada uji yang namanya memuat {only!r}." if cases else "tidak ada uji di sini."
        raise SuiteError([FormatError(Place(where, 1), reason)])
    return chosen
