"""The network of the comparison: exact training sentences, the same result every time."""

from __future__ import annotations

from bench import name_and_place_sentences, name_network


def test_generated_sentences_are_the_same_for_the_same_seed_and_labelled_exactly() -> None:
    first = list(name_and_place_sentences.generate(200, seed=7))
    assert first == list(name_and_place_sentences.generate(200, seed=7))
    assert first != list(name_and_place_sentences.generate(200, seed=8))
    spans = [sentence.text[start:end] for sentence in first for start, end, _ in sentence.entities]
    assert spans
    assert all(span == span.strip() and span for span in spans)


def test_training_is_reproducible() -> None:
    text = "saya budi di kebumen"
    first, second = (name_network.train(sentences=60, epochs=1) for _ in range(2))
    assert (first(text).tensor == second(text).tensor).all()


def test_a_copy_corrected_by_the_word_lists_knows_regions_and_leaves_the_network_alone() -> None:
    network = name_network.train(sentences=60, epochs=1)
    corrected = name_network.with_word_lists(network)
    assert "kebumen" in [entity.text for entity in corrected("rumah di kebumen").ents]
    assert not [entity for entity in corrected("iya padam belum").ents if entity.label_ == name_network.PERSON]
    assert network.pipe_names == ["tok2vec", "ner"]
