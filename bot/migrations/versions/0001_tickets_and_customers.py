"""Tickets with their history, numbers, search indexes; the hand-over queue; simulated customers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_WORDS = ("nomor", "nama_pelapor", "alamat", "acuan_lokasi", "permasalahan", "keterangan")


def upgrade() -> None:
    """Make the tables, then what only one engine has: word indexes and the guard of the history."""
    _create_tickets()
    _create_handovers()
    _create_customers()
    if op.get_bind().dialect.name == "sqlite":
        _index_words_in_sqlite()
        _guard_history_in_sqlite()
    else:
        _index_words_in_postgresql()
        _guard_history_in_postgresql()


def downgrade() -> None:
    """Back to an empty database."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("DROP TABLE ticket_words")
    for table in (
        "customers",
        "handovers",
        "ticket_operations",
        "ticket_number_counters",
        "ticket_history",
        "tickets",
    ):
        op.drop_table(table)
    if not sqlite:
        op.execute("DROP FUNCTION refuse_to_rewrite_history()")


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", _KEY, primary_key=True, autoincrement=False),
        sa.Column("nomor", sa.String(14), nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("jenis", sa.String(10), nullable=False),
        sa.Column("status", sa.String(15), nullable=False),
        sa.Column("lapor_ulang", sa.Boolean, nullable=False),
        sa.Column("issue_closed", sa.Boolean, nullable=False),
        sa.Column("eskalasi", sa.Boolean, nullable=False),
        sa.Column("kode_unit", sa.String(2), nullable=False),
        sa.Column("tipe_wo", sa.String(20)),
        sa.Column("tipe_permasalahan", sa.String(100)),
        sa.Column("tipe_keluhan", sa.String(100)),
        sa.Column("tipe_sub_keluhan", sa.String(100)),
        sa.Column("permasalahan", sa.Text, nullable=False),
        sa.Column("keterangan", sa.Text),
        sa.Column("idpel", sa.String(12)),
        sa.Column("nomor_meter", sa.String(11)),
        sa.Column("nama_pelapor", sa.String(100)),
        sa.Column("alamat", sa.String(500)),
        sa.Column("acuan_lokasi", sa.String(500)),
        sa.Column("provinsi", sa.String(100)),
        sa.Column("kabupaten", sa.String(100)),
        sa.Column("kecamatan", sa.String(100)),
        sa.Column("kelurahan", sa.String(100)),
        sa.Column("no_telepon", sa.String(20)),
        sa.Column("hp_pelapor", sa.String(20)),
        sa.Column("email_pelapor", sa.String(254)),
        sa.Column("kontak", sa.Text, nullable=False),
        sa.Column("tanggal_padam", _MOMENT),
        sa.Column("lokasi_kejadian", sa.String(500)),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("unit", sa.String(100)),
        sa.Column("unit_pelayanan", sa.String(100)),
        sa.Column("posko", sa.String(100)),
        sa.Column("konfirmasi", _MOMENT),
        sa.Column("self_diagnosis", sa.Text),
        sa.Column("cso_penerima", sa.String(100)),
        sa.Column("nomor_terkait", sa.String(14)),
        sa.Column("kanal", sa.String(30)),
        sa.Column("catatan_unit", sa.String(500)),
        sa.Column("ctt", sa.String(20)),
        sa.Column("wo_dikirim_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    for name, columns in (
        ("tickets_no_telepon", ["no_telepon", "id"]),
        ("tickets_hp_pelapor", ["hp_pelapor", "id"]),
        ("tickets_idpel", ["idpel", "id"]),
        ("tickets_status", ["status", "jenis", "id"]),
        ("tickets_unit", ["unit", "status", "id"]),
        ("tickets_tipe_wo", ["tipe_wo", "status", "id"]),
        ("tickets_nomor_terkait", ["nomor_terkait"]),
    ):
        op.create_index(name, "tickets", columns)
    op.create_table(
        "ticket_history",
        sa.Column("ticket_id", _KEY, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
    )
    op.create_table(
        "ticket_number_counters",
        sa.Column("jenis", sa.String(10), primary_key=True),
        sa.Column("kode_unit", sa.String(2), primary_key=True),
        sa.Column("day", sa.String(6), primary_key=True),
        sa.Column("last_serial", sa.Integer, nullable=False),
    )
    op.create_table(
        "ticket_operations",
        sa.Column("idempotency_key", sa.String(200), primary_key=True),
        sa.Column("operation", sa.String(30), nullable=False),
        sa.Column("nomor", sa.String(14), sa.ForeignKey("tickets.nomor"), nullable=False),
        sa.Column("done_at", _MOMENT, nullable=False),
    )


def _create_handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("sender", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("taken_by", sa.String(100)),
        sa.Column("taken_at", _MOMENT),
        sa.Column("closed_at", _MOMENT),
        sa.Column("open_sender", sa.String(200)),
        sa.UniqueConstraint("open_sender", name="handovers_one_open_per_talk"),
    )
    op.create_index("handovers_waiting", "handovers", ["closed_at", "created_at"])


def _create_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("idpel", sa.String(12), primary_key=True),
        sa.Column("nomor_meter", sa.String(11), nullable=False, unique=True),
        sa.Column("nama", sa.String(100), nullable=False),
        sa.Column("sapaan", sa.String(10), nullable=False),
        sa.Column("jalan", sa.String(200), nullable=False),
        sa.Column("nomor", sa.String(20), nullable=False),
        sa.Column("rt", sa.String(3), nullable=False),
        sa.Column("rw", sa.String(3), nullable=False),
        sa.Column("kelurahan", sa.String(100), nullable=False),
        sa.Column("kecamatan", sa.String(100), nullable=False),
        sa.Column("kabupaten", sa.String(100), nullable=False),
        sa.Column("provinsi", sa.String(100), nullable=False),
        sa.Column("kode_unit", sa.String(2), nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("zona", sa.String(4), nullable=False),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("unit_pelayanan", sa.String(100)),
        sa.Column("posko", sa.String(100)),
        sa.Column("telepon", sa.String(20)),
        sa.Column("email", sa.String(254)),
        sa.Column("nama_kelurahan_baru", sa.String(100)),
        sa.Column("invented", sa.Boolean, nullable=False),
    )
    op.create_index("customers_telepon", "customers", ["telepon"])


def _index_words_in_sqlite() -> None:
    columns = ", ".join(_WORDS)
    new = ", ".join(f"new.{name}" for name in _WORDS)
    old = ", ".join(f"old.{name}" for name in _WORDS)
    # external content: the words point at the tickets table and are not kept a second time
    op.execute(
        f"CREATE VIRTUAL TABLE ticket_words USING fts5({columns}, content='tickets', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='2 3', detail=column)"
    )
    enter = f"INSERT INTO ticket_words(rowid, {columns}) VALUES (new.id, {new});"
    withdraw = f"INSERT INTO ticket_words(ticket_words, rowid, {columns}) VALUES ('delete', old.id, {old});"
    op.execute(f"CREATE TRIGGER ticket_words_enter AFTER INSERT ON tickets BEGIN {enter} END")
    op.execute(f"CREATE TRIGGER ticket_words_change AFTER UPDATE OF {columns} ON tickets BEGIN {withdraw} {enter} END")
    op.execute(f"CREATE TRIGGER ticket_words_withdraw AFTER DELETE ON tickets BEGIN {withdraw} END")


def _index_words_in_postgresql() -> None:
    everything = " || ' ' || ".join(f"coalesce({name}, '')" for name in _WORDS)
    for column, text in (("name_words", "coalesce(nama_pelapor, '')"), ("all_words", everything)):
        # only letters and digits reach the parser: it would keep e-mail addresses and hyphenated words whole
        words = f"to_tsvector('simple', regexp_replace({text}, '[^[:alnum:]]+', ' ', 'g'))"
        op.execute(f"ALTER TABLE tickets ADD COLUMN {column} tsvector GENERATED ALWAYS AS ({words}) STORED")
        op.execute(f"CREATE INDEX tickets_{column} ON tickets USING gin ({column})")


def _guard_history_in_sqlite() -> None:
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER ticket_history_no_{deed.lower()} BEFORE {deed} ON ticket_history "
            "BEGIN SELECT RAISE(ABORT, 'ticket_history only grows'); END"
        )


def _guard_history_in_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'ticket_history only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ticket_history_only_grows BEFORE UPDATE OR DELETE ON ticket_history "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()"
    )
