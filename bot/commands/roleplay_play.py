"""A practice call in the terminal."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.text import Text

from bot.apkt.errors import TicketError
from bot.apkt.model import GANGGUAN, KELUHAN, TicketSearch
from bot.commands.output import fail
from bot.commands.roleplay_result import show_result
from bot.customers.applications import ApplicationDraft
from bot.desk.follow_up import LAPORAN_BARU, Told
from bot.roleplay.practice.attempt import Attempt, AttemptError
from bot.roleplay.practice.memory import Reply
from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scenario import GUIDED
from bot.roleplay.practice.scoring import Result

HELP = """Ketik apa yang Anda ucapkan kepada pelanggan. Perintah:
  /petunjuk [1-3]                 langkah SOP berikutnya, makin besar makin jelas
  /cari NOMOR                     data pelanggan, atau laporan, menurut nomor
  /isi RUAS NILAI                 isi satu ruas formulir, misalnya /isi acuan_lokasi dekat masjid
  /formulir                       isi formulir saat ini
  /simpan gangguan|keluhan        simpan formulir sampai nomor muncul
  /lapor-ulang NOMOR KETERANGAN   tekan ikon Lapor Ulang; /update NOMOR KETERANGAN; /terkait NOMOR KETERANGAN
  /permohonan JENIS DAYA          ajukan permohonan PB, PD atau PS dengan isi formulir
  /alihkan ALASAN                 serahkan panggilan kepada petugas lain
  /tunda                          simpan latihan, lanjutkan nanti dengan --lanjut
  /selesai                        akhiri dan lihat nilai"""

_SEEDS = 1_000_000
_MOODS = {"ramah": "green", "tenang": "green", "kurang_sabar": "yellow", "kesal": "red", "marah": "bold red"}
_LONG_PAUSE_SECONDS = 20.0


class _PutAway(Exception):
    """The trainee goes on later."""


class Terminal:
    """Runs a call at the terminal; what is asked and answered goes to standard error when JSON is wanted."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._console = Console(highlight=False, soft_wrap=True, stderr=not sys.stdout.isatty())

    def begun(self, scenario: str | None, seed: int | None, level: str, officer: str) -> Attempt:
        """A new call; what is left open is drawn.

        Raises:
            ScenarioError, AttemptError: if there is no such call.
        """
        seed = random.randrange(_SEEDS) if seed is None else seed
        known = [one.id for one in self._practice.scenarios.all]
        chosen = scenario or random.Random(seed).choice(known)
        with self._console.status("Menyiapkan panggilan ..."):
            attempt = self._practice.begin(chosen, seed, level, officer=officer)
        self._console.print(Text(f"Skenario {chosen}, benih {seed}, tingkat {level}", "dim"))
        self._console.print(attempt.call.scenario.briefing)
        return attempt

    def resumed(self) -> Attempt:
        """The call that was put away last; ends with status 1 if there is none."""
        before = self._practice.put_away_before()
        if not before:
            fail("Tidak ada latihan yang ditinggalkan. Mulai yang baru: pln123 roleplay play.")
        attempt = self._practice.resume(before[0])
        self._console.print(Text(f"Melanjutkan {attempt.call.scenario.id}; sudah {attempt.seconds:.0f} detik.", "dim"))
        return attempt

    def run(self, attempt: Attempt) -> Result | None:
        """Talk until the call is over; ``None`` when it was put away."""
        self._brief(attempt)
        try:
            self._talk(attempt)
        except (KeyboardInterrupt, EOFError, _PutAway):
            path = self._practice.put_away(attempt)
            self._console.print(f"\nLatihan disimpan di {path}. Lanjutkan: pln123 roleplay play --lanjut")
            return None
        result = attempt.finish()
        self._console.rule("Hasil")
        show_result(result, self._console)
        self._practice.discard(attempt.name)
        return result

    def _brief(self, attempt: Attempt) -> None:
        sheet = attempt.call.sheet
        known = attempt.desk.customers.by_phone(sheet.caller_id) if sheet.caller_id else None
        in_crm = f", tercatat di CRM atas nama {known.sapaan} {known.nama}" if known else ""
        shown = sheet.caller_id or "tidak tampil"
        self._console.print(Text(f"{attempt.moment:%d-%m-%Y %H.%M} · nomor penelepon {shown}{in_crm}", "dim"))
        self._console.print(Text("Ketik /bantuan untuk daftar perintah.", "dim"))
        self._show(attempt, attempt.opening)

    def _talk(self, attempt: Attempt) -> None:
        while not attempt.over:
            if attempt.level == GUIDED:
                self._show_script(attempt)
            began = time.monotonic()
            line = self._line()
            seconds = time.monotonic() - began
            if line in ("/selesai", "/keluar"):
                return
            try:
                if line.startswith("/"):
                    self._command(attempt, line, seconds)
                else:
                    self._speak(attempt, line, seconds)
            except (AttemptError, TicketError) as error:
                self._console.print(Text(self._words_of(error), "red"))
            self._practice.put_away(attempt)

    def _speak(self, attempt: Attempt, line: str, seconds: float) -> None:
        if seconds >= _LONG_PAUSE_SECONDS and sys.stdin.isatty():
            self._show(attempt, attempt.silence(seconds))
            seconds = 0.0
        if line and not attempt.over:
            self._show(attempt, attempt.say(line, seconds))

    def _line(self) -> str:
        if sys.stdin.isatty():
            return self._console.input("[bold cyan]Anda:[/] ").strip()
        line = input().strip()
        self._console.print(f"Anda: {line}", markup=False)
        return line

    # --- commands ----------------------------------------------------------------------------------

    def _command(self, attempt: Attempt, line: str, seconds: float) -> None:
        name, _, rest = line[1:].partition(" ")
        done = self._commands().get(name)
        if done is None:
            self._console.print(Text(f"Perintah /{name} tidak ada.\n{HELP}", "yellow"))
            return
        done(attempt, rest.strip(), seconds)

    def _commands(self) -> Mapping[str, Callable[[Attempt, str, float], None]]:
        return {
            "bantuan": lambda _attempt, _rest, _seconds: self._console.print(HELP, markup=False),
            "petunjuk": self._hint,
            "cari": self._look_up,
            "isi": self._fill,
            "formulir": lambda attempt, _rest, _seconds: self._show_form(attempt),
            "simpan": self._save,
            "lapor-ulang": self._follow_up("lapor_ulang"),
            "update": self._follow_up("update_laporan"),
            "terkait": self._follow_up(LAPORAN_BARU),
            "permohonan": self._apply,
            "alihkan": lambda attempt, rest, seconds: attempt.hand_over(rest or "diminta pelanggan", seconds),
            "tunda": self._put_away,
        }

    def _put_away(self, _attempt: Attempt, _rest: str, _seconds: float) -> None:
        raise _PutAway

    def _hint(self, attempt: Attempt, rest: str, _seconds: float) -> None:
        hint = attempt.hint(int(rest) if rest.isdigit() else 1)
        self._console.print(Text(f"Petunjuk: {hint.text}", "magenta"))

    def _look_up(self, attempt: Attempt, rest: str, _seconds: float) -> None:
        number = "".join(rest.split())
        customer = attempt.desk.customer_of(number, number)
        if customer is not None:
            self._console.print(Text(f"{customer.nama}, {customer.alamat}, {customer.unit}", "dim"))
            return
        ticket = attempt.desk.tickets.get(number)
        found = (ticket,) if ticket else attempt.desk.search(TicketSearch(telepon=number or "-", limit=5)).tickets
        for one in found:
            note = f", catatan unit: {one.catatan_unit}" if one.catatan_unit else ""
            self._console.print(Text(f"{one.nomor_tampil} {one.status} {one.permasalahan}, {one.alamat}{note}", "dim"))
        if not found:
            self._console.print(Text("Tidak ditemukan.", "yellow"))

    def _fill(self, attempt: Attempt, rest: str, seconds: float) -> None:
        field, _, value = rest.partition(" ")
        if not field:
            self._console.print(Text("Contoh: /isi acuan_lokasi dekat masjid", "yellow"))
            return
        attempt.fill(field, value.strip(), seconds)

    def _show_form(self, attempt: Attempt) -> None:
        for field, value in attempt.form.items():
            self._console.print(Text(f"{field}: {value}", "dim"))

    def _save(self, attempt: Attempt, rest: str, seconds: float) -> None:
        jenis = rest.upper()
        if jenis not in (GANGGUAN, KELUHAN):
            self._console.print(Text("Pilih /simpan gangguan atau /simpan keluhan.", "yellow"))
            return
        ticket = attempt.save_report(jenis, seconds=seconds)
        self._console.print(Text(f"Tersimpan: {ticket.nomor}", "bold green"))

    def _follow_up(self, operation: str) -> Callable[[Attempt, str, float], None]:
        def press(attempt: Attempt, rest: str, seconds: float) -> None:
            nomor, _, words = rest.partition(" ")
            told = Told(remark=words.strip(), urgent="mendesak" in words.lower())
            ticket = attempt.follow_up(nomor, operation, told, seconds)
            self._console.print(Text(f"Tersimpan: {ticket.nomor_tampil}", "bold green"))

        return press

    def _apply(self, attempt: Attempt, rest: str, seconds: float) -> None:
        jenis, _, daya = rest.partition(" ")
        if not daya.strip().isdigit():
            self._console.print(Text("Contoh: /permohonan PB 2200", "yellow"))
            return
        form = attempt.form
        made = attempt.apply(
            ApplicationDraft(
                jenis=jenis.upper(),
                daya=int(daya),
                nama_pelapor=form.get("nama_pelapor"),
                alamat=form.get("alamat"),
                idpel=form.get("idpel"),
                no_telepon=attempt.call.sheet.caller_id,
                hp_pelapor=form.get("hp_pelapor"),
                email_pelapor=form.get("email_pelapor"),
            ),
            seconds,
        )
        self._console.print(Text(f"Permohonan {made.nomor}", "bold green"))

    # --- showing -----------------------------------------------------------------------------------

    def _show(self, attempt: Attempt, reply: Reply) -> None:
        for text in reply.texts:
            style = _MOODS.get(attempt.mood, "")
            mood = f" ({attempt.mood.replace('_', ' ')})"
            self._console.print(Text.assemble(("Pelanggan", "bold yellow"), (mood, style), ": ", text))

    def _show_script(self, attempt: Attempt) -> None:
        for hint in attempt.script()[:2]:
            self._console.print(Text(f"  naskah: {hint.text}", "dim"))

    @staticmethod
    def _words_of(error: Exception) -> str:
        field = getattr(error, "field", None)
        return f"{field}: {error}" if field else str(error)
