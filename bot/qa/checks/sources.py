"""Every paragraph that the book quotes by its hash stands in the named source document.

The documents are not part of the project: this check runs only where someone has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bot.qa.checks.project import Finding, Project
from bot.sop.book import Document, Source

HASH_DIGITS = 12


def paragraph_hashes(text: str) -> frozenset[str]:
    """The first 12 hex digits of the SHA-256 of each paragraph, its white space folded to single blanks.

    Paragraphs are parted by lines that are blank.
    """
    paragraphs: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            paragraphs[-1].append(line)
        else:
            paragraphs.append([])
    folded = (" ".join(" ".join(lines).split()) for lines in paragraphs if lines)
    return frozenset(hashlib.sha256(one.encode()).hexdigest()[:HASH_DIGITS] for one in folded)


def misquoted(project: Project, directory: Path) -> Iterator[Finding]:
    """Hashes that belong to no paragraph of their document, and documents that are not there."""
    hashes: dict[str, frozenset[str]] = {}
    for topic in project.book.topics.values():
        for name, document in topic.documents.items():
            file = directory / document.file
            if not file.is_file():
                yield project.at(
                    f"data/sop/{topic.name}.yml", document.file, name, f"dokumen ini tidak ada di {directory}."
                )
            elif document.file not in hashes:
                hashes[document.file] = paragraph_hashes(file.read_text(encoding="utf-8"))
        quoting: list[tuple[str, Source]] = [(rule.id, rule.source) for rule in topic.rules.values()]
        quoting += [(never.id, never.source) for never in topic.never]
        for subject, source in quoting:
            if _is_misquoted(source, topic.documents.get(source.document), hashes):
                message = f"sidik {source.paragraph} bukan milik paragraf mana pun pada {source.document}."
                yield project.about_rule(topic.name, subject, message)


def _is_misquoted(source: Source, document: Document | None, hashes: dict[str, frozenset[str]]) -> bool:
    if not source.paragraph:
        return False
    if document is None:
        return True
    return document.file in hashes and source.paragraph not in hashes[document.file]
