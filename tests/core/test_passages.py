from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from threadgist.flow import make_corpus
from threadgist.passages import cut
from threadgist.settings import Settings
from threadgist.words import count_words, own_words
from threads import HOSTILE, SENTENCES, comment, threads

pieces = st.lists(st.one_of(st.sampled_from(SENTENCES + HOSTILE), st.text(max_size=80)), max_size=12)
texts = st.tuples(pieces, st.sampled_from((" ", "\n", "\n\n"))).map(lambda drawn: drawn[1].join(drawn[0]))
sizes_drawn = st.fixed_dictionaries(
    {
        "_TARGET_WORDS": st.integers(5, 40),
        "_MAX_WORDS": st.integers(10, 90),
        "_MOST_PASSAGES": st.integers(1, 40),
    }
)


def cut_by(text, language="en", **sizes):
    with patch.multiple("threadgist.passages", **sizes):
        return cut(comment("c", text), language)


@settings(max_examples=50)
@given(texts, sizes_drawn, st.sampled_from(("en", "ja", "xx", "zh")))
@example("[1]\n[2]\n[3]\n[4]", {"_MOST_PASSAGES": 40}, "en")
def test_passages_are_the_comment_letter_by_letter(text, chosen, language):
    passages = cut_by(text, language, **chosen)
    assert len(passages) <= chosen["_MOST_PASSAGES"]
    assert [passage.id for passage in passages] == [f"c:{number}" for number in range(1, len(passages) + 1)]
    end = 0
    for passage in passages:
        assert passage.text == text[passage.span.start : passage.span.end]
        assert passage.text.strip() == passage.text != ""
        assert passage.span.start >= end
        assert (passage.span.start, passage.span.end) == (
            passage.sentences[0].start,
            passage.sentences[-1].end,
        )
        for sentence in passage.sentences:
            assert end <= sentence.start < sentence.end
            end = sentence.end
            assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]


@settings(max_examples=15)
@given(threads(max_size=20))
def test_every_used_comment_has_a_passage_and_no_other(source):
    corpus = make_corpus(source, Settings())
    used = {one.comment_id for one in corpus.admissions if one.status == "used"}
    assert {passage.comment_id for passage in corpus.passages} == used
    order = {one.id: number for number, one in enumerate(corpus.thread.comments)}
    places = [(order[passage.comment_id], passage.span.start) for passage in corpus.passages]
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["[1]\n[2]\n[3]\n[4]", "- \n1. one two three four", "1. 2. 3. 4."])
def test_lists_of_bare_numbers_still_have_a_passage(text):
    assert count_words(own_words(text)) >= 4
    assert cut(comment("c", text))


def test_quotations_and_code_are_in_no_passage():
    text = (
        "> The pool is old and loses money.\nThe pool is loved by everybody here.\n\n"
        "    pool = None\n\nKeep it open for the children."
    )
    for passage in cut_by(text, _TARGET_WORDS=1, _MAX_WORDS=1):
        assert "old" not in passage.text
        assert "None" not in passage.text


ONE = "The bells ring at six every single morning."


def test_a_short_comment_is_one_passage_whatever_its_paragraphs():
    text = f"No way.\n\n{ONE} {ONE}\n\n{ONE}"
    (passage,) = cut(comment("c", text))
    assert passage.text == text
    assert len(passage.sentences) == 4


@pytest.mark.parametrize(("sentences", "passages"), [(22, 1), (30, 2), (45, 3), (100, 7)])
def test_a_long_comment_is_cut_evenly_between_sentences(sentences, passages):
    made = cut(comment("c", " ".join([ONE] * sentences)))
    sizes = [len(passage.sentences) for passage in made]
    assert sum(sizes) == sentences
    assert len(sizes) == passages
    assert max(sizes) - min(sizes) <= 1


def test_an_endless_sentence_is_cut_between_words():
    text = "word " * 1_000
    passages = cut_by(text.strip(), _MAX_WORDS=50)
    assert len(passages) == 20
    assert {count_words(passage.text) for passage in passages} == {50}


def test_an_endless_word_is_cut_too():
    passages = cut_by("x" * 20_000, _MAX_WORDS=10)
    assert sum(len(passage.text) for passage in passages) == 20_000
    assert max(len(passage.text) for passage in passages) <= 5_000


def test_list_markers_are_left_out():
    passages = cut(comment("c", "- The bells ring far too early.\n2) The pool closes far too late."))
    starts = [passage.text.split()[0] for passage in passages]
    assert starts == ["The"] * len(starts)
