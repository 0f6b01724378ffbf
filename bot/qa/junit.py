"""A run as JUnit XML, which every CI can show."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from bot.qa.outcome import CaseResult, RunResult
from bot.settings import PROJECT_ROOT

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(run: RunResult, suite: str = "pln123 qa replay") -> bytes:
    """The report: a ``testcase`` for each test, a ``failure`` for each red one, an ``error`` if it broke."""
    broken = sum(bool(result.broke) for result in run.results)
    root = ElementTree.Element("testsuites")
    group = ElementTree.SubElement(
        root,
        "testsuite",
        name=suite,
        tests=str(len(run.results)),
        failures=str(len(run.failed) - broken),
        errors=str(broken),
        time=f"{run.seconds:.3f}",
    )
    for result in run.results:
        _add(group, result)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(group: ElementTree.Element, result: CaseResult) -> None:
    place = result.case.place
    element = ElementTree.SubElement(
        group,
        "testcase",
        name=_clean(result.case.name),
        classname=".".join(_shortest(place.file).with_suffix("").parts),
        file=str(_shortest(place.file)),
        line=str(place.line),
        time=f"{result.seconds:.3f}",
    )
    if result.broke:
        ElementTree.SubElement(element, "error", message=_clean(result.broke)).text = _clean(talk_text(result))
    elif result.differences:
        message = "; ".join(sorted({one.kind for one in result.differences}))
        body = "\n".join([*map(str, result.differences), "", talk_text(result)])
        ElementTree.SubElement(element, "failure", message=_clean(message)).text = _clean(body)


def talk_text(result: CaseResult) -> str:
    """The whole talk of a test, for reading."""
    lines = []
    for number, turn in enumerate(result.talk, start=1):
        lines.append(f"{number:>3} pelanggan: {turn.said or '(pembuka)'}")
        lines.extend(f"    bot: {answer}" for answer in turn.answers)
    return "\n".join(lines)


def _shortest(file: Path) -> Path:
    return file.resolve().relative_to(PROJECT_ROOT) if file.resolve().is_relative_to(PROJECT_ROOT) else file


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("�", text)
