"""The one table of rights: which role may do what. Whatever is not in it is denied.

An action is ``part.deed``; pages and API addresses name the action that they need
(:func:`bot.server.access.require`), and never a role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ROLES: Mapping[str, str] = {
    "cso": "Petugas contact center (CSO)",
    "backoffice": "Back office",
    "vcc": "VCC (pemeriksa self-diagnosis)",
    "unit": "Petugas unit pelayanan",
    "trainee": "Peserta latihan",
    "supervisor": "Supervisor",
    "qa": "QA",
    "admin": "Pengelola akun",
}
"""Role → what it is called on the pages."""

ACTIONS: Mapping[str, str] = {
    "qa.view": "melihat hasil uji, cakupan, dan putar ulang percakapan",
    "qa.run": "menjalankan dan membatalkan uji",
    "audit.view": "melihat penilaian percakapan sungguhan",
    "audit.sample": "memilih percakapan yang dinilai",
    "audit.dispute": "mengajukan keberatan atas penilaian",
    "audit.decide": "memutuskan keberatan atas penilaian",
    "desk.view": "mencari dan membuka tiket",
    "desk.create": "membuat tiket",
    "customer.view": "membuka catatan pelanggan menurut nomornya",
    "desk.update": "lapor ulang dan memperbarui laporan",
    "desk.export": "mengunduh daftar tiket",
    "backoffice.view": "melihat antrean eskalasi",
    "backoffice.handle": "mengambil, mencatat, meneruskan, dan menutup eskalasi",
    "vcc.view": "melihat antrean self-diagnosis",
    "vcc.approve": "menyetujui self-diagnosis dan menerbitkan CTT",
    "vcc.dispatch": "mengirim WO dari self-diagnosis",
    "unit.view": "melihat daftar WO",
    "unit.settle": "menyelesaikan WO",
    "handover.view": "melihat percakapan yang menunggu petugas",
    "handover.answer": "mengambil, menjawab, dan mengembalikan percakapan",
    "training.practise": "berlatih dan melihat nilai sendiri",
    "training.results": "melihat nilai semua peserta",
    "training.assign": "memberi tugas latihan",
    "training.write": "menulis skenario latihan",
    "people.view": "melihat daftar akun",
    "people.manage": "membuat, mengubah, dan menonaktifkan akun",
    "people.log": "membaca catatan kegiatan",
    "personal_data.view": "melihat data pribadi pelanggan tanpa samaran",
    "caller.export": "melihat dan mengunduh semua data seorang penelepon",
    "caller.delete": "menghapus semua data seorang penelepon",
}
"""Action → what it lets one do, after "berhak"."""

SHOWING_CUSTOMERS = frozenset(
    {"qa.view", "audit.view", "desk.view", "backoffice.view", "vcc.view", "unit.view", "handover.view", "customer.view"}
)
"""Actions whose pages show whose the data are, to those who may see that; each look is written down."""

_RIGHTS: Mapping[str, frozenset[str]] = {
    "cso": frozenset(
        {
            "desk.view",
            "desk.create",
            "customer.view",
            "desk.update",
            "handover.view",
            "handover.answer",
            "audit.dispute",
        }
        | {"training.practise", "personal_data.view"}
    ),
    "backoffice": frozenset({"desk.view", "desk.update", "backoffice.view", "backoffice.handle", "personal_data.view"}),
    "vcc": frozenset({"desk.view", "vcc.view", "vcc.approve", "vcc.dispatch", "personal_data.view"}),
    "unit": frozenset({"desk.view", "unit.view", "unit.settle", "personal_data.view"}),
    "trainee": frozenset({"training.practise"}),
    "supervisor": frozenset(
        {"qa.view", "qa.run", "audit.view", "audit.sample", "audit.dispute", "audit.decide", "desk.view", "desk.export"}
        | {"backoffice.view", "vcc.view", "unit.view", "handover.view", "handover.answer"}
        | {"training.practise", "training.results", "training.assign", "training.write"}
        | {"people.view", "personal_data.view", "caller.export", "caller.delete"}
    ),
    "qa": frozenset(
        {"qa.view", "qa.run", "audit.view", "audit.sample", "audit.dispute", "training.results", "training.write"}
    ),
    # who hands out the rights does not see customers' data by them
    "admin": frozenset({"people.view", "people.manage", "people.log"}),
}


def may(roles: Iterable[str], action: str) -> bool:
    """Whether one of ``roles`` has the right to ``action``; an unknown role has none.

    Raises:
        ValueError: if there is no such action, since a misspelled one would deny everybody without a word.
    """
    if action not in ACTIONS:
        raise ValueError(f"no such action: {action!r}")
    return any(action in _RIGHTS.get(role, ()) for role in roles)
