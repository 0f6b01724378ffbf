"""`pln123 roleplay`: practise calls in the terminal, hold talks against the book, look through scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import fail, kind_errors, read_settings, write_json, write_table

if TYPE_CHECKING:
    from bot.roleplay.practice.scoring import Result

roleplay = typer.Typer(help="Latihan panggilan CSO.", no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")]


@roleplay.command("scenarios")
def list_scenarios(
    topic: Annotated[str | None, typer.Option(help="Hanya skenario topik ini.")] = None, as_json: AsJson = False
) -> None:
    """Tampilkan skenario yang dapat dilatih: satu untuk setiap baris hasil buku SOP, dan yang ditulis pelatih.

    Contoh:

        pln123 roleplay scenarios --topic periksa

        pln123 roleplay scenarios --json
    """
    from bot.roleplay.practice.scenarios import Scenarios
    from bot.sop.book import load_book

    book = load_book()
    if topic is not None and topic not in book.topics:
        fail(f"Topik {topic!r} tidak ada. Yang ada: {', '.join(book.topics)}.")
    found = [one for one in Scenarios(book).all if topic in (None, one.topic)]
    if as_json:
        write_json(found)
        return
    columns = {"skenario": "id", "topik": "topic", "asal": "origin", "judul": "title"}
    write_table(found, {head: lambda one, name=name: getattr(one, name) for head, name in columns.items()})  # type: ignore[misc]


@roleplay.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Berkas skenario, atau folder; bila kosong, semua yang ada.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Periksa skenario yang ditulis pelatih: berkas, baris, apa yang salah, dan apa yang harus dilakukan.

    Status keluar 0 hanya bila ada skenario dan semuanya dapat dipakai.

    Contoh:

        pln123 roleplay check

        pln123 roleplay check skenario-saya.yml --json
    """
    from bot.roleplay.practice.checking import check_file
    from bot.roleplay.practice.written import SCENARIOS_DIRECTORY
    from bot.sop.book import load_book

    chosen = [file for path in files or [SCENARIOS_DIRECTORY] for file in _scenario_files(path)]
    if not chosen:
        fail("Tidak ada berkas skenario (.yml) di sana.")
    book = load_book()
    problems = [problem for file in chosen for problem in check_file(book, file)]
    if as_json:
        write_json({"files": [str(file) for file in chosen], "problems": [_as_json(one) for one in problems]})
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{len(chosen)} skenario diperiksa, {len(problems)} masalah.")
    raise typer.Exit(1 if problems else 0)


def _scenario_files(path: Path) -> list[Path]:
    return sorted(path.glob("*.yml")) if path.is_dir() else [path]


def _as_json(problem: object) -> dict[str, object]:
    return {name: str(value) if isinstance(value, Path) else value for name, value in vars(problem).items()}


@roleplay.command()
def score(
    transcript: Annotated[Path, typer.Argument(help="Transkrip (YAML atau JSON), juga dari panggilan sungguhan.")],
    as_json: AsJson = False,
) -> None:
    """Nilai sebuah percakapan terhadap buku SOP, butir demi butir.

    Status keluar 0 hanya bila lulus: nilai 80 ke atas, tanpa kesalahan kritis.

    Contoh:

        pln123 roleplay score panggilan.yml

        pln123 roleplay score panggilan.json --json
    """
    from bot.officers.trained import NotTrainedError
    from bot.qa.audit.transcript import TranscriptError, read_transcript
    from bot.roleplay.practice.scoring import score_transcript
    from bot.sop.book import load_book

    book = load_book()
    with kind_errors(TranscriptError, NotTrainedError):
        result = score_transcript(book, read_transcript(book, transcript))
    if as_json:
        write_json(result.as_json())
    else:
        from bot.commands.roleplay_result import show_result

        show_result(result)
    raise typer.Exit(0 if result.passed else 1)


@roleplay.command()
def play(
    scenario: Annotated[
        str | None, typer.Argument(help="Skenario dari `pln123 roleplay scenarios`; bila kosong, dipilihkan.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Benih: benih yang sama, pelanggan dan fakta yang sama.")] = None,
    level: Annotated[str, typer.Option(help="terpandu, petunjuk, atau ujian.")] = "petunjuk",
    name: Annotated[str, typer.Option("--cso", help="Nama Anda sebagai petugas.")] = "LATIHAN",
    resume: Annotated[bool, typer.Option("--lanjut", help="Lanjutkan latihan yang terakhir ditinggalkan.")] = False,
    as_json: AsJson = False,
) -> None:
    """Layani seorang pelanggan di terminal: Anda petugasnya. Ketik /bantuan untuk daftar perintah.

    Ctrl-C atau /tunda menyimpan latihan; lanjutkan nanti dengan --lanjut. --json menulis hasilnya sebagai JSON.

    Contoh:

        pln123 roleplay play

        pln123 roleplay play periksa/O10 --seed 7 --level terpandu --cso Hana

        pln123 roleplay play --lanjut
    """
    from bot.commands.roleplay_play import Terminal
    from bot.officers.trained import NotTrainedError
    from bot.roleplay.practice.attempt import AttemptError
    from bot.roleplay.practice.practice import Practice
    from bot.roleplay.practice.scenario import ScenarioError

    practice = Practice.open(read_settings())
    with kind_errors(ScenarioError, AttemptError, NotTrainedError):
        terminal = Terminal(practice)
        attempt = terminal.resumed() if resume else terminal.begun(scenario, seed, level, name)
        result: Result | None = terminal.run(attempt)
    if result is None:
        return
    if as_json:
        write_json(result.as_json())
    raise typer.Exit(0 if result.passed else 1)
