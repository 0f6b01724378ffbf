"""`pln123 qa audit`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.output import fail, kind_errors, plain, read_settings

if TYPE_CHECKING:
    from bot.qa.audit.disputes import Disputes
    from bot.qa.audit.stored import BotTalks
    from bot.qa.audit.summary import Audit, Audited
    from bot.qa.progress_file import ProgressFile
    from bot.sop.book import Book

_DAY = "%Y-%m-%d"


def audit(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Transkrip CSO (YAML atau JSON), atau folder berisi transkrip.")
    ] = None,
    from_talk: Annotated[
        list[str] | None, typer.Option("--from-talk", help="Percakapan bot dengan pengenal ini; boleh berulang.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=[_DAY], help="Percakapan bot sejak hari ini (WIB).")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=[_DAY], help="Percakapan bot sampai dengan hari ini (WIB).")
    ] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Ambil acak sebanyak ini.")] = None,
    seed: Annotated[int, typer.Option(help="Benih pengambilan acak; benih yang sama, percakapan yang sama.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Tulis hasilnya sebagai JSON ke berkas ini.")] = None,
    progress: Annotated[
        Path | None, typer.Option(help="Tulis kemajuannya ke berkas ini, untuk program yang menunggu.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Tulis halaman HTML ke berkas ini.")] = None,
) -> None:
    """Audit percakapan terhadap buku SOP: nilai, kesalahan kritis, dan aturan yang paling sering terlewat.

    Status keluar 0 hanya bila ada percakapan dan semuanya lulus (nilai 80, tanpa kesalahan kritis).

    Contoh:

        pln123 qa audit --since 2026-11-01 --until 2026-11-30 --sample 50 --html audit.html

        pln123 qa audit --from-talk chat-42

        pln123 qa audit transkrip/ --json audit.json
    """
    if not (files or from_talk or since or until):
        fail("Sebutkan yang diaudit: berkas transkrip, --from-talk, atau --since/--until. Lihat --help.")
    found = _audit(files or [], from_talk or [], since, until, sample, seed, progress)
    if html is not None:
        from bot.qa.audit.page import audit_page

        _write_file(html, audit_page(found))
    if json_file is not None:
        _write_file(json_file, json.dumps(plain(_as_json(found)), ensure_ascii=False, indent=2) + "\n")
    _write(found)
    raise typer.Exit(0 if found.is_clean else 1)


def _audit(
    files: list[Path],
    senders: list[str],
    since: datetime | None,
    until: datetime | None,
    size: int | None,
    seed: int,
    progress: Path | None,
) -> Audit:
    from bot.database import StorageUnavailable, StorageUnusable
    from bot.officers.trained import NotTrainedError
    from bot.qa.audit.disputes import Disputes
    from bot.qa.audit.stored import BotTalks
    from bot.qa.audit.summary import Audit
    from bot.qa.audit.summary import sample as sample_of
    from bot.qa.audit.transcript import TranscriptError
    from bot.qa.progress_file import ProgressFile
    from bot.sop.book import load_book

    book = load_book()
    settings = read_settings()
    with kind_errors(TranscriptError, NotTrainedError, StorageUnavailable, StorageUnusable):
        stored, disputes = BotTalks(book, settings.database_url), Disputes(settings.database_url)
        try:
            chosen: list[str | Path] = [*_transcripts(files), *senders]
            if since or until:
                chosen += stored.senders(since.date() if since else None, until.date() if until else None)
            sampled = sample_of(chosen, size, seed)
            told = ProgressFile(progress, len(sampled))
            return Audit(tuple(_with_progress(sampled, book, stored, disputes, told)), len(chosen))
        finally:
            stored.close()
            disputes.close()


def _with_progress(
    chosen: list[str | Path], book: Book, stored: BotTalks, disputes: Disputes, told: ProgressFile
) -> Iterator[Audited]:
    from rich.console import Console
    from rich.progress import track

    from bot.qa.audit.summary import audited_talk
    from bot.qa.audit.transcript import read_transcript

    console = Console(stderr=True)
    for one in track(chosen, "Mengaudit", console=console, transient=True, disable=not console.is_terminal):
        talk = read_transcript(book, one) if isinstance(one, Path) else stored.talk(one)
        if talk is None:
            fail(f"Percakapan {one!r} tidak ada.")
        audited = audited_talk(book, talk, disputes.all(talk.name), by_words=isinstance(one, Path))
        told.count(red=not audited.result.passed)
        yield audited


def _transcripts(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(one for one in path.rglob("*") if one.suffix in (".yml", ".yaml", ".json"))
        if not inside:
            fail(f"Tidak ada transkrip (YAML atau JSON) di {path}.")
        yield from inside


def _write_file(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        fail(f"Berkas {path} tidak dapat ditulis: {error.strerror}.")


def _as_json(found: Audit) -> Mapping[str, Any]:
    return {
        "talks": len(found.talks),
        "chosen_from": found.chosen_from,
        "average": round(found.average, 1),
        "passed": found.passed,
        "count": found.count(),
        "pareto": [
            {"rule": one.rule.id, "title": one.rule.title, "times": one.times, "counted": one.counted}
            for one in found.pareto()
        ],
        "results": [_talk_as_json(one) for one in found.talks],
    }


def _talk_as_json(audited: Audited) -> Mapping[str, Any]:
    from bot.qa.personal import personal_values

    result = audited.result
    return {
        "talk": audited.talk.name,
        "score": round(result.score, 1),
        "passed": result.passed,
        "critical": list(result.critical_errors),
        "items": [
            {
                "rule": item.rule.id,
                "matter": item.matter,
                "status": item.status,
                "turn": item.verdict.turn,
                "quote": item.verdict.quote,
                "reason": item.verdict.reason,
                "weight": item.rule.weight,
                "points": round(item.points, 2),
                "critical": item.rule.critical,
                "source": item.rule.source,
                "repeated": item.repeated,
            }
            for item in result.items
        ],
        "disputes": list(audited.disputes),
        "personal": personal_values(audited.talk.told()),
    }


def _write(found: Audit) -> None:
    from bot.qa.writing import written_number

    for one in found.talks:
        mark = "LULUS " if one.result.passed else "GAGAL "
        typer.echo(f"{mark} {written_number(one.result.score, 1):>6}  {one.talk.name}")
        for error in one.result.critical_errors:
            quote = f" “{error.quote}”" if error.quote else ""
            typer.echo(f"        KRITIS {error.subject}: {error.message}{quote}")
    pareto = found.pareto()
    if pareto:
        typer.echo("\nPaling sering terlewat:")
        for missing in pareto[:10]:
            typer.echo(f"  {missing.times:>4}  {missing.rule.id}  {missing.rule.title}")
    typer.echo(
        f"\n{found.passed} dari {len(found.talks)} percakapan lulus, nilai rata-rata "
        f"{written_number(found.average, 1)}; {found.count()['not_applicable']} aturan tidak berlaku, "
        f"{found.count()['unsure']} dinilai supervisor."
    )
