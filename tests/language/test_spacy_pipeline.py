"""The spaCy pipeline: tokens with standard forms, names of regions, nothing that is trained."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from bot.language import chat_tokens, reference, region_table, spacy_pipeline


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy_pipeline.build()


def places(nlp: Language, text: str) -> list[str]:
    return [entity.text for entity in nlp(text).ents if entity.label_ == "tempat"]


@pytest.mark.parametrize(
    "text",
    [
        "gk  ada-in, dgn bu Siti. di jl.melati no.12 rt3/4\n\n ya",
        " gabisa 0,35A",
        "",
        "   ",
        "😀😀 padam!!",
        "a@b.id, (x)",
    ],
)
def test_tokens_give_back_the_callers_text_letter_for_letter(text: str) -> None:
    tokenizer = chat_tokens.ChatTokens(spacy.blank("xx").vocab)
    doc = tokenizer(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_every_token_carries_its_standard_form(nlp: Language) -> None:
    assert [token.norm_ for token in nlp("Gk nyala, gabisa")] == ["tidak", "menyala", ",", "tidak bisa"]


def test_regions_are_found_however_they_are_written(nlp: Language) -> None:
    assert places(nlp, "rumah saya di kebumen") == ["kebumen"]
    assert places(nlp, "JAWA BARAT, Cempaka Putih") == ["JAWA BARAT", "Cempaka Putih"]


def test_of_two_names_that_overlap_the_longer_is_meant(nlp: Language) -> None:
    assert places(nlp, "di tanjung jabung timur") == ["tanjung jabung timur"]


def test_everyday_answers_hold_no_entity(nlp: Language) -> None:
    for text in ("iya", "padam", "periksa", "belum pernah", "saya mau lapor listrik padam", "", "  "):
        assert places(nlp, text) == [], text


def test_an_everyday_word_is_not_a_region_though_a_kecamatan_has_the_name(nlp: Language) -> None:
    assert "selesai" in {region_table.without_kind(name).lower() for _, name in region_table.upper_regions()}
    assert places(nlp, "sudah selesai") == []


def test_nothing_in_the_pipeline_is_trained(nlp: Language) -> None:
    assert nlp.pipe_names == ["region_names"]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (region_table, "ORDINARY_NAMES_FILE"),
        (region_table, "REGIONS_FILE"),
        (spacy_pipeline, "slang.tsv"),
        (spacy_pipeline, "everyday_words.yml"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_hash_follows_the_word_lists(
    module: object, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = spacy_pipeline.content_hash()
    if module is region_table:
        changed = tmp_path / "changed.txt"
        changed.write_text("baru\n", encoding="utf-8")
        monkeypatch.setattr(region_table, name, changed)
    else:
        for original in reference.REFERENCE_DIRECTORY.iterdir():
            (tmp_path / original.name).symlink_to(original)
        (tmp_path / name).unlink()
        (tmp_path / name).write_text("baru\n", encoding="utf-8")
        monkeypatch.setattr(reference, "REFERENCE_DIRECTORY", tmp_path)
    assert spacy_pipeline.content_hash() != before
