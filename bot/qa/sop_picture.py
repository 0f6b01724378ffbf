"""The SOP as a picture, drawn from the book's own data: stages from top to bottom with their rules, the ways on from
each stage, the rows of the outcome table on the right. What a run went through is told apart by colour, by pattern
and by a sign, so that it can be read in print and without colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.qa.coverage import Coverage, Targets
from bot.qa.sightings import BRANCH, ROW, rule_keys
from bot.sop.book import Stage, Topic
from bot.sop.branches import row_path, rule_path, stage_value_path
from bot.sop.flow import deciding_stages

MARGIN, GAP, LANE = 24, 18, 70
STAGE_WIDTH, RULE_HEIGHT, VALUE_HEIGHT, HEADER = 560, 26, 30, 34
ROW_WIDTH, ROW_HEIGHT = 270, 46
LEAVING = "keluar"
FULL, PARTLY, MISSED = "penuh", "sebagian", "belum"
_SIGNS = {FULL: "✓", PARTLY: "½", MISSED: "✗"}
_LONGEST = 66
_LONGEST_TEXT = 31


@dataclass(frozen=True)
class Box:
    """A rectangle with words; lengths in SVG units.

    Attributes:
        state: ``penuh``, ``sebagian`` or ``belum``; empty where there is nothing to be gone through.
        told: what a pointer or a screen reader is told about it.
    """

    x: int
    y: int
    width: int
    height: int
    text: str
    told: str
    kind: str
    state: str = ""

    @property
    def sign(self) -> str:
        """The sign of its state."""
        return _SIGNS.get(self.state, "")


@dataclass(frozen=True)
class Arrow:
    """A line through points from a way on to where it leads."""

    points: tuple[tuple[int, int], ...]
    state: str
    told: str

    @property
    def path(self) -> str:
        """As SVG draws it."""
        return "M" + " L".join(f"{x} {y}" for x, y in self.points)


@dataclass
class Picture:
    """The picture of one topic."""

    topic: str
    title: str
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    width: int = 0
    height: int = 0

    @property
    def described(self) -> str:
        """For those who don't see it."""
        counted = {state: sum(box.state == state and box.kind != "stage" for box in self.boxes) for state in _SIGNS}
        return (
            f"{sum(box.kind == 'stage' for box in self.boxes)} tahap; "
            f"{counted[FULL]} bagian dilalui penuh, {counted[PARTLY]} sebagian, {counted[MISSED]} belum. "
            "Daftar lengkap yang belum dilalui ada pada tabel halaman ini."
        )


def pictures_of(targets: Targets, coverage: Coverage) -> list[Picture]:
    """One picture for each topic that has stages."""
    return [_Drawing(targets, coverage, topic).drawn() for topic in targets.book.topics.values() if topic.stages]


class _Drawing:
    def __init__(self, targets: Targets, coverage: Coverage, topic: Topic) -> None:
        self._targets = targets
        self._coverage = coverage
        self._topic = topic
        self._picture = Picture(topic.name, topic.title)
        self._missing = {
            item.keys[0][1]: True for item in coverage.measures["branches"].missing if item.topic in targets.book.topics
        }

    def drawn(self) -> Picture:
        """The picture."""
        picture, y = self._picture, MARGIN
        tops: dict[str, int] = {}
        values: dict[tuple[str, str], Box] = {}
        for stage in self._topic.stages:
            tops[stage.form] = y
            y = self._draw_stage(stage, y, values) + GAP
        rows = self._draw_rows(values)
        deciding = deciding_stages(self._topic)
        for number, (source, target) in enumerate(self._edges()):
            start = values[source]
            if target in tops:
                # ways to the next stage run on the left, each in a lane of its own
                lane = MARGIN + LANE - 10 - 9 * (number % 6)
                points = (
                    (start.x, start.y + start.height // 2),
                    (lane, start.y + start.height // 2),
                    (lane, tops[target] + HEADER // 2),
                    (MARGIN + LANE, tops[target] + HEADER // 2),
                )
            else:
                end = rows[target]
                lane = MARGIN + LANE + STAGE_WIDTH + 12 + 9 * (number % 6)
                middle = start.y + start.height // 2
                points = (
                    (start.x + start.width, middle),
                    (lane, middle),
                    (lane, end.y + end.height // 2),
                    (end.x, end.y + end.height // 2),
                )
            told = f"{start.text} menuju {target}"
            picture.arrows.append(Arrow(points, start.state, told))
        picture.width = MARGIN * 2 + LANE * 2 + STAGE_WIDTH + ROW_WIDTH
        picture.height = max([y, *(box.y + box.height + MARGIN for box in rows.values())])
        if not deciding:
            picture.width = MARGIN * 2 + LANE + STAGE_WIDTH
        return picture

    def _draw_stage(self, stage: Stage, y: int, values: dict[tuple[str, str], Box]) -> int:
        x, inner = MARGIN + LANE, STAGE_WIDTH - 24
        boxes: list[Box] = []
        below = y + HEADER
        for step in stage.steps:
            rule = self._targets.book.rule(step)
            seen = self._coverage.seen.issuperset(rule_keys(self._targets.book, step))
            state = self._state(seen, (*rule_path(self._targets.book, step), "when"))
            told = f"{rule.id}: {rule.title}. {self._told(state)}"
            boxes.append(
                Box(x + 12, below, inner, RULE_HEIGHT - 4, _short(f"{rule.id}  {rule.title}"), told, "rule", state)
            )
            below += RULE_HEIGHT
        for item in stage.outcomes:
            path = stage_value_path(self._topic.name, stage, item.value)
            seen = any(
                pair == (stage.form, item.value) for key in self._coverage.seen if key[0] == "jalan" for pair in key[2]
            ) or self._value_seen(stage, item.value)
            state = self._state(seen, (*path, "when"))
            told = f"Hasil tahap {stage.label}: {item.value}. {self._told(state)}"
            box = Box(x + 40, below + 2, inner - 56, VALUE_HEIGHT - 6, f"→ {item.value}", told, "value", state)
            values[(stage.form, item.value)] = box
            boxes.append(box)
            below += VALUE_HEIGHT
        height = below - y + 8
        self._picture.boxes.append(
            Box(x, y, STAGE_WIDTH, height, stage.label, f"Tahap {stage.label} ({stage.form})", "stage")
        )
        self._picture.boxes.extend(boxes)
        return y + height

    def _value_seen(self, stage: Stage, value: str) -> bool:
        """Whether a stage that decides nothing ended so: the last comparison of its condition held."""
        when = next(item.when for item in stage.outcomes if item.value == value)
        path = (*stage_value_path(self._topic.name, stage, value), "when")
        return all((BRANCH, (*path, name), True) in self._coverage.seen for name in when if name not in ("not", "any"))

    def _draw_rows(self, values: Mapping[tuple[str, str], Box]) -> dict[str, Box]:
        x = MARGIN + LANE * 2 + STAGE_WIDTH
        wanted: dict[str, int] = {}
        for source, target in self._edges():
            if target not in self._targets.book.stages:
                wanted.setdefault(target, values[source].y)
        boxes: dict[str, Box] = {}
        y = MARGIN
        for target, level in sorted(wanted.items(), key=lambda item: item[1]):
            y = max(y, level - ROW_HEIGHT // 2)
            boxes[target] = self._row_box(target, x, y)
            y += ROW_HEIGHT + 10
        self._picture.boxes.extend(boxes.values())
        return boxes

    def _row_box(self, target: str, x: int, y: int) -> Box:
        if target == LEAVING:
            return Box(x, y, ROW_WIDTH, ROW_HEIGHT, "Di luar topik ini", "Percakapan keluar dari topik ini.", "row")
        row = next(one for one in self._topic.outcomes if one.id == target)
        path = row_path(self._topic.name, target)
        state = self._state((ROW, path) in self._coverage.seen, path)
        texts = "; ".join(text for _, text in row.permasalahan) or "tanpa tiket"
        label = _short(f"{target}  {texts}", _LONGEST_TEXT)
        return Box(
            x, y, ROW_WIDTH, ROW_HEIGHT, label, f"Baris hasil {target}: {texts}. {self._told(state)}", "row", state
        )

    def _edges(self) -> Iterator[tuple[tuple[str, str], str]]:
        """From each value of a deciding stage: the next stage, rows, or out of the topic; each once."""
        edges: dict[tuple[tuple[str, str], str], None] = {}
        for way in self._targets.walks[self._topic.name].ways:
            for source, following in zip(way.stages, way.stages[1:], strict=False):
                edges[source, following[0]] = None
            if way.stages:
                for target in way.rows or ((LEAVING,) if way.leaves else ()):
                    edges[way.stages[-1], target] = None
        yield from edges

    def _state(self, seen: bool, path: tuple[str | int, ...]) -> str:
        if not seen:
            return MISSED
        return PARTLY if any(missing[: len(path)] == path for missing in self._missing) else FULL

    @staticmethod
    def _told(state: str) -> str:
        return {FULL: "Dilalui, semua cabang.", PARTLY: "Dilalui, tidak di semua cabang.", MISSED: "Belum dilalui."}[
            state
        ]


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
