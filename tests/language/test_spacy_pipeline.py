"""The spaCy pipeline: tokens with standard forms, names, places, the same result every time."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from bot.language import chat_tokens, name_and_place_sentences, spacy_pipeline


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy_pipeline.load(spacy_pipeline.trained_pipeline())


def entities(doc: Doc) -> list[tuple[str, str]]:
    return [(entity.text, entity.label_) for entity in doc.ents]


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


def test_names_and_places_are_found(nlp: Language) -> None:
    assert entities(nlp("nama saya Budi Santoso")) == [("Budi Santoso", "PERSON")]
    assert ("kebumen", "PLACE") in entities(nlp("rumah saya di kebumen"))


def test_everyday_answers_hold_no_entity(nlp: Language) -> None:
    for text in ("iya", "padam", "periksa", "belum pernah", "saya mau lapor listrik padam"):
        assert entities(nlp(text)) == [], text


def test_an_everyday_word_is_not_a_region_though_a_kecamatan_has_the_name(nlp: Language) -> None:
    assert entities(nlp("sudah selesai")) == []


def test_generated_sentences_are_the_same_for_the_same_seed_and_labelled_exactly() -> None:
    first = list(name_and_place_sentences.generate(200, seed=7))
    assert first == list(name_and_place_sentences.generate(200, seed=7))
    assert first != list(name_and_place_sentences.generate(200, seed=8))
    spans = [sentence.text[start:end] for sentence in first for start, end, _ in sentence.entities]
    assert spans
    assert all(span == span.strip() and span for span in spans)


def test_training_is_reproducible() -> None:
    text = "saya budi di kebumen"
    first, second = (spacy_pipeline.train(sentences=120, epochs=1) for _ in range(2))
    assert (first(text).tensor == second(text).tensor).all()


def test_the_hash_follows_the_word_lists(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # noqa: ANN001
    before = spacy_pipeline.content_hash()
    changed = tmp_path / "ordinary.txt"
    changed.write_text("baru\n", encoding="utf-8")
    monkeypatch.setattr(spacy_pipeline.region_table, "ORDINARY_NAMES_FILE", changed)
    assert spacy_pipeline.content_hash() != before
