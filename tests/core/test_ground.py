from dataclasses import replace

import pytest

from threadgist.errors import GroundingError
from threadgist.ground import verify
from threadgist.ground.bullets import dominant, ground_bullets, is_verbatim, quantifier
from threadgist.records import DraftBullet, Span
from threads import comment, tiny_digest, village

TEXT = "The pool loses money. “Close it”, they say. And yet… people swim."
COMMENTS = {
    "a": comment("a", TEXT, "ann"),
    "b": comment("b", "The pool is loved.", "bob"),
    "c": comment("c", "x y", "ann"),
}


def draft(text, *cites, kind="quote", by=("a",), **rest):
    return DraftBullet(kind, text, cites or (Span("a", 0, len(TEXT)),), by, **rest)


def grounded(one):
    return ground_bullets((one,), COMMENTS, 2, "t")[0]


@pytest.mark.parametrize(
    ("people", "of", "word"),
    [
        (1, 1, "One"),
        (2, 2, "Two"),
        (2, 500, "Two"),
        (3, 5, "Most"),
        (3, 6, "A few"),
        (4, 100, "A few"),
        (5, 9, "Most"),
        (5, 10, "Many"),
        (5, 20, "Many"),
        (5, 21, "Several"),
        (9, 90, "Several"),
        (10, 100, "Many"),
        (10, 101, "Several"),
        (51, 100, "Most"),
        (50, 100, "Many"),
    ],
)
def test_quantifiers_are_counted(people, of, word):
    assert quantifier(people, of) == word


@pytest.mark.parametrize(
    "text",
    [
        "“The pool loses money.”",
        "“…loses money.”",
        "“The pool loses…”",
        "““Close it”, they say.”",
        "“And yet…”",
        "“…yet… people…”",
    ],
)
def test_a_verbatim_quotation_passes(text):
    assert grounded(draft(text)).text == text


@pytest.mark.parametrize(
    "text",
    [
        "“The pool loses cash.”",
        "“the pool loses money.”",
        "“The pool  loses money.”",
        "“The pool … money.”",
        "“”",
        "The pool loses money.",
        "“The pool is loved.”",
    ],
)
def test_an_altered_quotation_does_not(text):
    with pytest.raises(GroundingError):
        grounded(draft(text))


def test_a_quotation_has_to_be_in_what_is_cited():
    with pytest.raises(GroundingError, match="not verbatim"):
        grounded(draft("“people swim.”", Span("a", 0, 21)))


def test_a_claim_s_quotations_are_checked_and_its_words_are_not():
    assert grounded(draft("Money is lost, “The pool loses money”.", kind="claim")).kind == "claim"
    with pytest.raises(GroundingError, match="not verbatim"):
        grounded(draft("Money is lost, “The pool burns money”.", kind="claim"))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (draft("“x”", Span("z", 0, 1)), "'z'"),
        (draft("“The”", by=("a", "z")), "'z'"),
        (draft("“The”", Span("a", 0, 999)), "outside"),
        (draft("“The”", Span("a", 3, 3)), "outside"),
        (draft("“The”", Span("a", -1, 3)), "outside"),
        (draft("“The”", by=()), "rests on no comment"),
        (DraftBullet("quote", "“The”", (), ("a",)), "rests on no comment"),
        (draft("“The”", children=(draft("“nowhere”"),)), "t-1-1"),
    ],
)
def test_what_rests_on_nothing_is_refused(one, said):
    with pytest.raises(GroundingError, match=said):
        grounded(one)


def test_people_are_counted_once():
    made = grounded(draft("“The”", by=("a", "b", "c"), children=(draft("“pool”", role="reply"),)))
    assert (made.id, made.author_count, made.quantifier) == ("t-1", 2, "Two")
    assert (made.children[0].id, made.children[0].author_count) == ("t-1-1", 1)


@pytest.mark.parametrize("quoted", ["", "…", "……"])
def test_nothing_is_not_verbatim(quoted):
    assert not is_verbatim(quoted, "some text")


def test_who_dominates():
    def by(*names):
        return [
            comment(number, "x", None).__class__(str(number), None, name, "x")
            for number, name in enumerate(names)
        ]

    assert dominant(by("ann", "ann", "bob")) == (None, 0.0)
    assert dominant(by("ann", "ann", "bob", "cy")) == ("ann", 0.5)
    assert dominant(by("ann", "bob", "cy", "dee")) == (None, 0.0)
    assert dominant(by(None, None, None, None)) == (None, 0.0)
    assert dominant(by("ann", "ann", "bob", "bob")) == ("ann", 0.5)
    assert dominant(by("ann", "ann", "ann", None)) == ("ann", 0.75)


def damaged():
    digest = tiny_digest(village(60))
    theme = digest.themes[0]
    first = theme.bullets[0]

    def with_theme(**changes):
        return replace(digest, themes=(replace(theme, **changes), *digest.themes[1:]))

    def with_bullet(**changes):
        return with_theme(bullets=(replace(first, **changes), *theme.bullets[1:]))

    def with_sentence(**changes):
        return replace(digest, summary=(replace(digest.summary[0], **changes), *digest.summary[1:]))

    other = next(word for word in ("Most", "One") if word != first.quantifier)
    return {
        "a comment gone": replace(digest, comments=digest.comments[1:]),
        "a comment twice": replace(digest, comments=(*digest.comments, digest.comments[0])),
        "an entry gone": replace(digest, ledger=digest.ledger[1:]),
        "entries swapped": replace(digest, ledger=digest.ledger[::-1]),
        "a count": replace(digest, counts=replace(digest.counts, usable=digest.counts.usable + 1)),
        "commenters": replace(digest, counts=replace(digest.counts, commenters=3)),
        "authors of a theme": with_theme(author_count=theme.author_count + 1),
        "a member unknown": with_theme(comment_ids=(*theme.comment_ids, "nobody")),
        "no heading": with_theme(heading=" "),
        "a dominant author": with_theme(dominant_author="person1", dominant_share=0.9),
        "authors of a bullet": with_bullet(author_count=first.author_count + 1),
        "a quantifier": with_bullet(quantifier=other),
        "a word of a quotation": with_bullet(text=f"{first.text[:5]}zzz{first.text[5:]}"),
        "a maker unknown": with_bullet(comment_ids=(*first.comment_ids[1:], "nobody")),
        "a span": with_bullet(cites=(replace(first.cites[0], end=10**6),)),
        "a sentence in short": with_sentence(text=digest.summary[0].text.replace("e", "a")),
        "a bullet in short": with_sentence(bullet_ids=("t9-9",)),
        "another bullet in short": with_sentence(bullet_ids=digest.summary[1].bullet_ids),
        "no bullet in short": with_sentence(bullet_ids=()),
        "a dot": replace(digest, dots=(replace(digest.dots[0], span=Span("nobody", 0, 1)),)),
    }


@pytest.mark.parametrize(("what", "digest"), damaged().items(), ids=list(damaged()))
def test_a_digest_that_was_tampered_with_is_noticed(what, digest):
    with pytest.raises(GroundingError):
        verify(digest)


def test_a_sound_digest_passes():
    verify(tiny_digest(village(60)))
