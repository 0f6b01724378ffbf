"""A run as JUnit XML, which every CI can show."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from bot.qa.outcome import CaseResult, RunResult, Verdict
from bot.qa.writing import written_date
from bot.settings import PROJECT_ROOT

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(run: RunResult, suite: str = "pln123 qa replay", *, timings: bool = True) -> bytes:
    """The report: a ``testcase`` for each test, a ``failure`` for each red one, an ``error`` if it broke.

    A known failure is ``skipped``, with its reason.

    Args:
        timings: whether to say how long everything took; without, the same run gives the same bytes.
    """
    broken = run.count(Verdict.BROKEN)
    root = ElementTree.Element("testsuites")
    group = ElementTree.SubElement(
        root,
        "testsuite",
        name=suite,
        tests=str(len(run.results)),
        failures=str(len(run.failed) - broken),
        errors=str(broken),
        skipped=str(run.count(Verdict.KNOWN_FAILURE)),
    )
    if timings:
        group.set("time", f"{run.seconds:.3f}")
    for result in run.results:
        element = _add(group, result, run)
        if timings:
            element.set("time", f"{result.seconds:.3f}")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(group: ElementTree.Element, result: CaseResult, run: RunResult) -> ElementTree.Element:
    place = result.case.place
    element = ElementTree.SubElement(
        group,
        "testcase",
        name=_clean(result.case.name),
        classname=".".join(shortest(place.file).with_suffix("").parts),
        file=str(shortest(place.file)),
        line=str(place.line),
    )
    verdict = run.verdict_of(result)
    if verdict is Verdict.BROKEN:
        ElementTree.SubElement(element, "error", message=_clean(result.broke)).text = _clean(talk_text(result))
    elif verdict is Verdict.KNOWN_FAILURE:
        ElementTree.SubElement(element, "skipped", message=_clean(known_text(run, result)))
    elif verdict is Verdict.UNEXPECTED_PASS:
        ElementTree.SubElement(element, "failure", message=_clean(known_text(run, result)))
    elif verdict is Verdict.FAILED:
        message = "; ".join(sorted({one.kind for one in result.differences}))
        body = "\n".join([*map(str, result.differences), "", talk_text(result)])
        ElementTree.SubElement(element, "failure", message=_clean(message)).text = _clean(body)
    return element


def known_text(run: RunResult, result: CaseResult) -> str:
    """Why the test may fail, and since when; if it passed, what to do."""
    entry = run.known[result.case.name]
    told = f"kegagalan yang dikenal sejak {written_date(entry.since)}: {entry.reason}"
    return f"lulus, padahal tercatat sebagai {told}. Hapus dari {entry.place}." if result.passed else told


def talk_text(result: CaseResult) -> str:
    """The whole talk of a test, for reading."""
    lines = []
    for number, turn in enumerate(result.talk, start=1):
        lines.append(f"{number:>3} pelanggan: {turn.said or '(pembuka)'}")
        lines.extend(f"    bot: {answer}" for answer in turn.answers)
    return "\n".join(lines)


def shortest(file: Path) -> Path:
    """The path as one writes it in the project."""
    return file.resolve().relative_to(PROJECT_ROOT) if file.resolve().is_relative_to(PROJECT_ROOT) else file


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("�", text)
