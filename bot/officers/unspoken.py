"""Words about a step that don't take it: denied, announced for later, supposed, or told of somebody else.

"Saya tidak perlu menanyakan e-mailnya", "nanti saya tanyakan alamatnya", "kalau sudah pernah lapor, kami tambahkan
keterangannya", "tadi Bapak bilang belum pernah lapor".
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.officers.parts import parts_of
from bot.sop.book import load_book

_NO = r"(?:tidak|tdk|tak|belum|blm|bukan|nggak|enggak|ngga|gak|ga|ndak|boten|jangan|tanpa)"
_ASKING = (
    r"(?:menanya\w*|tanya\w*|ditanya\w*|bertanya|nanya\w*|meminta\w*|minta\w*|dimintai|memerlukan|perlu|butuh|"
    r"menyebut\w*|disebutkan|sebutkan|memberi\w*|diberikan|memverifikasi|diverifikasi|memastikan|mengonfirmasi)"
)
_DENIED = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+){{0,2}}?(?:usah|perlu|harus|akan|jadi|pernah|sedang|lagi|mau)?\s*{_ASKING}\b", re.I
)
_LATER = re.compile(
    r"\b(?:nanti|setelah ini|sesudah ini|habis ini|berikutnya|sebentar lagi|lalu|akan)\b[^.?!]{0,30}"
    r"\b(?:saya|kami|aku|akan)\b[^.?!]{0,20}\b(?:tanya\w*|menanya\w*|minta|meminta|pastikan|verifikasi|sampaikan|berikan|"
    r"jelaskan|bacakan|konfirmasi|catat)\b",
    re.I,
)
_SUPPOSED = re.compile(
    r"^\W*(?:baik|oke|nah|jadi|dan|tapi|tetapi|nanti)?\W*\b(?:kalau|kalo|bila|jika|apabila|seandainya|andai|misal\w*)\b"
    r"(?! (?:yang|soal|untuk|di|dari|menurut|dilihat|begitu|boleh|berkenan)\b)",
    re.I,
)
_REQUEST = re.compile(
    r"\b(?:mohon|boleh|bisa|dapat|silakan|silahkan|sebutkan|disebutkan|tolong|minta|coba|dibantu|berapa|siapa|mana|apa|kapan|harap)\b",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:tadi|barusan|sebelumnya)\b[^.?!]{0,25}\b(?:bapak|ibu|pak|bu|kakak|kak|anda)\b[^.?!]{0,20}"
    r"\b(?:bilang|sebut\w*|menyebut\w*|sampaikan|menyampaikan|cerita\w*|jawab|katakan|mengatakan)\b"
    r"|\b(?:bapak|ibu|pak|bu|kakak|kak)\b[^.?!]{0,15}\b(?:tadi|barusan)\b[^.?!]{0,15}\b(?:bilang|sebut\w*|menyebut\w*|sampaikan|menyampaikan|jawab)\b",
    re.I,
)
_BY_DUTY = re.compile(
    r"\b(?:sop|prosedur\w*|aturan\w*|wajib|seharusnya|semestinya|biasanya|rekan\w*|petugas lain)\b[^.?!]{0,40}"
    r"\b(?:menanya\w*|tanya\w*|bertanya|nanya\w*)\b",
    re.I,
)
_QUESTION = re.compile(
    r"\?|\b(?:pernah|apa|apakah|apaan|siapa|mana|dimana|kapan|berapa\w*|brp|kenapa|mengapa|bagaimana|gimana|atau|atw|apo|nopo|menapa|pundi|"
    r"pinten|sinten|naon|saha|sabaraha|kumaha|iraha|atanapi|belum|blm|betul|benar|bener|leres|kan|tidak|gak|ga|nggak)\b|\w+kah\b",
    re.I,
)
_CALLS = re.compile(
    r"\b(?:mohon|boleh|bisa|bs|dapat|dapatkah|silakan|silahkan|sebutkan|disebutkan|tolong|tlg|minta|coba|dibantu|bantu|harap|monggo|"
    r"mangga|saged|tiasa|kersa|nyuwun|infokan|diinfokan|informasikan|diinformasikan|sampaikan|disampaikan|bacakan|dibacakan|"
    r"perlu|butuh|memerlukan|ketik\w*|tulis\w*|lengkapi\w*|dilengkapi|catat\w*|dicatat|dicatet|dicek|cek|pastikan|dipastikan|"
    r"konfirmasi|verifikasi|lihat|dilihat|tekan\w*|ditekan|pencet\w*|dipencet|masukkan|masukin|input|enter|dekati|mendekat|menuju|ke|"
    r"ditunggu|tunggu|mau|ingin|bersedia|berkenan|ada|punya|untuk|dengan|atas nama)\b",
    re.I,
)
_SPEAKING_OF = re.compile(
    r"^\W*(?:(?:oh|jadi|berarti|baik|nah|tadi)\W+)*(?:bapak|ibu|pak|bu|kakak|kak|anda)\W+"
    r"(?:tadi|kemarin|barusan|sudah|ini)?\s*(?:bilang|menyebut\w*|menyampaikan|cerita\w*|menanyakan|"
    r"bertanya|tanya|ingin tahu|mau tahu|penasaran|menolak|tahu|paham|mengerti|dengar|mendengar)\b"
    r"|\b(?:kata|menurut) (?:bapak|ibu|pak|bu|kakak|beliau|tetangga\w*)\b|\bkatanya\b",
    re.I,
)
"""What the customer has said, asked or heard."""
_ANNOUNCED = re.compile(
    r"^\W*(?:(?:baik|oke|jadi|dan|lalu)\W+)*(?:nanti|setelah ini|sesudah ini|habis ini|sebentar lagi|berikutnya|"
    r"(?:saya|kami) akan|akan (?:saya|kami))\b[^.?!]*\b(?:jelaskan|dijelaskan|sampaikan|disampaikan|berikan|diberikan|"
    r"bacakan|dibacakan|sebutkan|disebutkan|beri ?tahu\w*|infokan|informasikan|terbit|muncul|keluar|simpan|"
    r"daftarkan)\b",
    re.I,
)
_ASKED = re.compile(
    r"^\W*(?:(?:baik|oke|nah|pak|bu|maaf)\W+)*(?:apakah|apa|sudahkah|adakah|kapan|kenapa|siapa)\b", re.I
)
_FORBIDS = re.compile(
    r"\b(?:jangan|belum(?: perlu| usah)?|tidak (?:usah|perlu)|nggak (?:usah|perlu))\s+(?!lupa|sampai|khawatir|ragu)"
    r"(?:\w+\s+)?(?:dicatat|ditulis|mencatat|menulis|disimpan|dicatet|dibacakan|terbit|keluar)\b",
    re.I,
)
_SETS_THE_MATTER = re.compile(
    r"^\W*(?:(?:baik|oke|nah|jadi|pak|bu|bapak|ibu|kak)\W+)*(?:untuk|mengenai|soal|terkait|perihal|tentang)\b"
    r"[^?]*,\W*$",
    re.I,
)
"""Only tells what the words after it are about: "untuk perbaikan di dalam rumah, …"."""
_WRITTEN_DOWN = re.compile(
    r"^\W*(?:sudah |akan )?(?:saya|kami|aku) (?:sudah |akan )?(?:catat|tulis|masukkan|input|simpan)\b", re.I
)
"""What stands after words that only repeat the answer: "Jalan Cempaka ya, saya catat"."""
_REPEATED = re.compile(r"^\W*(?:oh|o|berarti)\b[^?]*$", re.I)
_GENERAL = re.compile(r"\b(?:biasanya|umumnya|semua|setiap|rata-rata|kadang\w*|seperti (?:ini|itu) memang)\b", re.I)
_WHO_WILL_CALL = re.compile(r"\b(?:petugas\w*|teknisi\w*|unit\w*|tim|regu\w*|posko)\b", re.I)
_ASKS_WHICH = re.compile(r"\b(?:bisa|boleh|apa\w*|enak\w*|sebaiknya|mau|pilih\w*|lebih)\b", re.I)
_NUMBER = re.compile(r"\d{4}")
_TELLS_THIS_CASE = frozenset(("PRG-01", "AP2T-01", "LU-dicatat", "LU-06a", "LU-06a-telepon", "VCC-02"))
_NO_QUESTION = _TELLS_THIS_CASE | {"IML-01-jelaskan"}
"""What these rules tell is not told by asking whether it is so, nor by repeating what the customer said of it."""
_UNDER_NO_CONDITION = frozenset((*_TELLS_THIS_CASE, "PRK-20", "LU-08", "PRG-01-tidak-cocok", "PRK-12!"))
_TELLING = frozenset((*_NO_QUESTION, *_UNDER_NO_CONDITION, "ICO-01-cakupan", "ICO-01-tagihan", "ICO-01-aktivasi"))
_TAG = re.compile(r"\b(?:ya|yah|nggih|njih|nya|nyak|toh)\b", re.I)
_ECHO = re.compile(r"\W*(?:baik|oke|ok|oh|o|jadi|berarti|siap|nah)\b", re.I)
_LIST = re.compile(r"^\W*[\w/-]+(?:\s+[\w/-]+){0,2}(?:\s*,\s*[\w/-]+(?:\s+[\w/-]+){0,2}){3,}\W*$")


def is_list_of_words(words: str) -> bool:
    """Whether ``words`` only string key words together, without saying anything with them."""
    return "?" not in words and _LIST.match(words) is not None


def is_unspoken(rule: str, words: str, before: str = "", after: str = "") -> bool:
    """Whether ``words``, which speak of what ``rule`` asks for, don't ask it.

    Args:
        before: what stands before them in the same sentence.
        after: what stands after them there.
    """
    if is_list_of_words(words):
        return True
    if _SPEAKING_OF.search(words):
        return True
    if rule in _TELLING and _is_untold(rule, words, before):
        return True
    if rule not in _asking_rules():
        return False
    asks = "?" in words
    if rule == "PRK-16c" and not asks and _WHO_WILL_CALL.search(before) and not _ASKS_WHICH.search(words):
        return True  # "petugas akan menghubungi lewat telepon, WA, atau SMS" promises, it asks nothing
    confirms = _TAG.search(words) is not None and not _ECHO.match(words)
    if not parts_of(rule) and not confirms and not _QUESTION.search(words) and not _CALLS.search(words):
        return True
    if _BY_DUTY.search(before + words) or _LATER.search(words) and not asks:
        return True
    if asks:
        return False
    if _WRITTEN_DOWN.match(after):
        return True
    if _SETS_THE_MATTER.search(words) and not _REQUEST.search(words):
        return True
    if _ECHO.match(words) and not _REQUEST.search(words):
        return True
    if _DENIED.search(words) or _TOLD.search(words):
        return True
    return bool(_SUPPOSED.search(words)) and not _REQUEST.search(words)


def _is_untold(rule: str, words: str, before: str) -> bool:
    """Whether ``words`` only ask, announce, suppose, forbid or repeat what ``rule`` would have told."""
    if _ANNOUNCED.search(words) or _FORBIDS.search(words):
        return True
    if rule in _UNDER_NO_CONDITION and _GENERAL.search(words):
        return True
    if rule in _UNDER_NO_CONDITION and (_SUPPOSED.search(words) or _SUPPOSED.search(before)):
        return True
    if rule not in _NO_QUESTION or _NUMBER.search(words):
        return False
    asked = "?" in words and not _TAG.search(words) or _ASKED.search(words) is not None
    return asked or _REPEATED.search(words) is not None


@lru_cache(maxsize=1)
def _asking_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in load_book().rules.values() if rule.ask)
