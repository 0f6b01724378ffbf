"""What must never be said: found in an officer's words, but not where it is denied, asked, wished or supposed.

"Petugas pasti datang jam 7" promises; "kami tidak dapat memastikan petugas datang jam 7" does not. A denial reaches
over its own clause, forwards and backwards, and over commas up to a word that turns round ("tetapi", "yang pasti").
What only looks like a denial reaches nothing: "tidak usah khawatir, pasti menyala jam 7", "tidak lama lagi".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sop.book import Never

_SENTENCE = re.compile(r"[^.!?;\n]+(?:(?:[.,:](?=\d)|(?<=\bRp)\.)[^.!?;\n]*)*[.!?;\n]*", re.IGNORECASE)
_TURNS_ROUND = re.compile(
    r"\b(?:tapi|tetapi|namun|melainkan|hanya saja|cuma|sedangkan|padahal|(?:yang|tapi) (?:jelas|pasti|penting)|"
    r"soalnya|karena|sebab|jadi|pokoknya)\b",
    re.IGNORECASE,
)
_NEGATOR = r"(?:tidak|tak|tdk|belum|blm|bukan|nggak|enggak|ngga|gak|ga|ndak|ora|teu|tanpa|jangan)"
_ABLE = r"(?:dapat|bisa|boleh|mampu|berani|berwenang|diperkenankan|diperbolehkan|mungkin|akan|pernah|perlu|berhak)"
_TO_SAY = (
    r"(?:(?:me|di|ter)?(?:mastikan|pastikan|pasti|tentukan|nentukan|janjikan|njanjikan|jamin|njamin|sampaikan|"
    r"nyampaikan|jelaskan|njelaskan|sebutkan|nyebutkan|terangkan|nerangkan|nerangkannya|informasikan|nginformasikan|"
    r"beritahukan|mberitahukan|mberi ?tahu|beri ?tahu|kasih tahu|ungkapkan|ngungkapkan|bahas|mbahas|ngatakan|"
    r"katakan|nyatakan|berikan|mberikan|bicarakan|mbicarakan|buka|mbuka|bocorkan|mbocorkan|bacakan|mbacakan|rinci|rincikan|uraikan|nguraikan)"
    r"|(?:me|mem)?benarkan|membenarkan|dibenarkan|(?:mem|di)?bantah|menyebut|sebut|disebut|(?:di|me)?lakukan|menanggapi|"
    r"menyanggupi|(?:meng|di)?konfirmasi|komentari|mengomentari|berkomentar|menilai|menebak|dibuka|diungkap|diketahui"
    r"|janji|berjanji|bicara|cerita|bercerita|bilang|tahu|mengetahui|berarti|menjawab|jawab|dijawab|kepastian|wewenang|"
    r"izin"
    r"|(?:ng|ny|n)(?:asih tahu|asih|omong|ebutin|ebut|elasin|elaskeun)|kasih|dibejakeun|aturaken|ngendika)(?:nya|in)?"
)
_DENIED = re.compile(
    rf"\b{_NEGATOR}\s+(?:\w+\s+){{0,2}}?{_TO_SAY}\b"
    rf"|\b{_NEGATOR}\s+(?:{_ABLE}\s+){{1,2}}(?:\w+\s+){{0,3}}?{_TO_SAY}\b"
    rf"|\b{_NEGATOR}\s+(?:dapat|bisa|boleh|berani|berwenang|kepareng|saged|tiasa)\s+(?:saya|kami|aku|kula|abdi)\s+\w+"
    rf"|\bbukan (?:hal|sesuatu|bagian) yang (?:\w+\s+){{0,3}}?{_TO_SAY}\b"
    r"|\b(?:belum tentu|belum pasti|tidak pasti|tidak tentu|bukan janji|tidak ada kepastian|di luar wewenang|"
    r"rahasia|dirahasiakan)\b",
    re.IGNORECASE,
)
_DENIED_TWICE = re.compile(
    rf"(?<!atau )\b(?:{_NEGATOR}|mustahil)\s+(?:mungkin\s+|berarti\s+|lagi\s+)?{_NEGATOR}\b|\bbukannya\s+{_NEGATOR}\b",
    re.IGNORECASE,
)
_EMPTY_DENIAL = re.compile(
    rf"\b{_NEGATOR}\s+(?:usah|perlu|harus)?\s*(?:khawatir|kuatir|cemas|takut|ragu|lama|sampai|lebih dari|hanya|cuma|"
    r"apa-apa|masalah|salah|heran|kaget|ke mana-mana)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:kalau|kalo|bila|jika|jikalau|apabila|seandainya|andaikan|andaikata|andai|umpama(?:nya)?|seumpama(?:nya)?|"
    r"misal(?:nya|kan)?|semisal|sekiranya|menawi|upami)\b(?! (?:yang|soal|untuk|di|dari|menurut|dilihat|begitu)\b)",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"\b(?:berarti|artinya|tandanya|pertanda|menandakan|menunjukkan|maknanya|maksudnya)\b", re.IGNORECASE
)
"""After a condition: "kalau muncul angka dua, berarti …" explains, it supposes nothing."""
_WISHED = re.compile(
    r"\b(?:bapak|ibu|pak|bu|pelanggan|penelepon|anda|saudara)\b[^,]{0,30}\b(?:minta|meminta|ingin|mau|berharap|"
    r"menginginkan|mohon|menanyakan|tanyakan|bertanya|tanya|bilang|katakan|menyebut\w*|sebut\w*|menyampaikan|menebak|"
    r"menduga|mengira|"
    r"sampaikan|terima|(?:mem)?baca\w*|kira|pikir|dengar)\b|\b(?:kata|menurut) (?:bapak|ibu|pak|bu|beliau|"
    r"orang|tetangga\w*|petugas\w*)\b|\bdiharapkan\b|\bkatanya\b|"
    r"\b(?:permintaan|harapan|keinginan|pertanyaan|ucapan|kata-kata|usul(?:an)?)\s+(?:bapak|ibu|pak|bu|pelanggan|anda)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """Forbidden words in a text.

    Attributes:
        start, end: where the sentence that says them stands in the text.
        words: the forbidden words themselves.
    """

    start: int
    end: int
    words: str


def said_in(never: Never, text: str) -> Iterator[Said]:
    """Each sentence of ``text`` that says what ``never`` forbids, once."""
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in never.patterns]
    for begin, words in sentences_of(text):
        if words.rstrip().endswith("?") or is_of_other_matter(never, words):
            continue
        found = next(
            (hit for pattern in patterns for hit in pattern.finditer(words) if not is_unsaid(words, *hit.span())), None
        )
        if found is not None:
            yield Said(begin + len(words) - len(words.lstrip()), begin + len(words.rstrip()), found.group())


def is_of_other_matter(never: Never, sentence: str) -> bool:
    """Whether ``sentence`` speaks of what only sounds like what ``never`` forbids."""
    return any(re.search(pattern, sentence, re.IGNORECASE) for pattern in never.unless)


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins, and the sentence with its mark and the blanks around it."""
    return ((sentence.start(), sentence.group()) for sentence in _SENTENCE.finditer(text))


def is_unsaid(sentence: str, hit_start: int, hit_end: int) -> bool:
    """Whether the words of ``sentence`` between two places are denied, supposed, told of others, or only a wish."""
    start, end = _scope(sentence, hit_start, hit_end)
    around = sentence[start:end]
    if _DENIED_TWICE.search(around):
        return False
    before = sentence[start:hit_start]
    supposed = _SUPPOSED.search(before)
    if supposed and "," not in before and not _EXPLAINED.search(sentence[supposed.end() : end]):
        return True
    if _WISHED.search(before):
        return True
    return any(not _EMPTY_DENIAL.match(around, denial.start()) for denial in _DENIED.finditer(around))


def _scope(sentence: str, hit_start: int, hit_end: int) -> tuple[int, int]:
    """The part of the sentence between the words that turn it round, in which the hit stands."""
    start, end = 0, len(sentence)
    for turn in _TURNS_ROUND.finditer(sentence):
        if turn.end() <= hit_start:
            start = turn.start() if turn.group().lower().endswith("pasti") else turn.end()
        elif turn.start() >= hit_end:
            end = min(end, turn.start())
    return start, end
