from dataclasses import replace

import pytest

from threadgist.errors import GroundingError
from threadgist.ground import verify
from threadgist.ground.assemble import ground_bullets
from threadgist.ground.verify import check_bullet, dominant, is_verbatim
from threadgist.records import Bullet, Counts, Part, Span, walk
from threads import comment, tiny_digest, village

TEXT = "The pool loses money. “Close it”, they say. And yet… people swim."
COMMENTS = {
    "a": comment("a", TEXT, "ann"),
    "b": comment("b", "The pool is loved.", "bob", parent_id="a"),
    "c": comment("c", "So what?", "ann", parent_id="b"),
    "d": comment("d", TEXT.upper().replace(".", "!"), "dee"),
    "e": comment("e", "Nobody is asked.", None),
}


def draft(text, *cites, kind="quote", role="point", by=("a",), **rest):
    return Bullet("", kind, role, text, by, cites or (Span("a", 0, len(TEXT)),), **rest)


def reply(name, said, **rest):
    end = len(COMMENTS[name].text)
    return Bullet("", "quote", "reply", f"“{said}”", (name,), (Span(name, 0, end),), **rest)


def grounded(one):
    (made,) = ground_bullets((one,), COMMENTS, "t")
    check_bullet(made, COMMENTS, None)
    for above in walk((made,)):
        for nested in above.children:
            check_bullet(nested, COMMENTS, above)
    return made


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
    assert (
        grounded(draft("ann says that money is lost, “The pool loses money”.", kind="claim")).kind == "claim"
    )
    with pytest.raises(GroundingError, match="not verbatim"):
        grounded(draft("ann says that money is lost, “The pool burns money”.", kind="claim"))


def test_a_report_begins_with_who_says_so():
    assert grounded(draft("A commenter says that money is lost.", kind="report"))
    assert grounded(draft("Eine Person sagt, dass Geld verloren geht.", kind="report"))
    for text in (
        "Money is lost.",
        "bob says that money is lost.",
        "Several commenters say that money is lost.",
    ):
        with pytest.raises(GroundingError, match="does not begin with who says so"):
            grounded(draft(text, kind="report"))


def test_a_claim_counts_the_people_of_its_comments_and_a_lead_in_rests_on_its_items():
    said = draft("Some object.", kind="claim")
    assert grounded(said).people == 1
    item = replace(said, role="item")
    lead = replace(said, text="Some object:", children=(item, replace(item, role="side")))
    assert [one.role for one in walk((grounded(lead),))] == ["point", "item", "side"]
    with pytest.raises(GroundingError, match="leads in what it does not rest on"):
        grounded(replace(lead, children=()))
    with pytest.raises(GroundingError, match="both says it and is against it"):
        grounded(replace(said, against=said.comment_ids))
    with pytest.raises(GroundingError, match="a quote is nested as a item"):
        grounded(replace(said, children=(replace(draft("“pool”"), role="item"),)))


def test_an_answer_is_a_direct_reply_to_what_it_stands_below():
    made = grounded(draft("“The”", children=(reply("b", "The pool", children=(reply("c", "So what?"),)),)))
    assert [(one.id, one.role) for one in walk((made,))] == [
        ("t-1", "point"),
        ("t-1-1", "reply"),
        ("t-1-1-1", "reply"),
    ]
    for stray in (reply("c", "So what?"), reply("d", "THE POOL"), reply("e", "Nobody is asked.")):
        with pytest.raises(GroundingError, match="no direct reply"):
            grounded(draft("“The”", children=(stray,)))
    with pytest.raises(GroundingError, match="where it stands"):
        grounded(reply("b", "The pool"))
    with pytest.raises(GroundingError, match="where it stands"):
        grounded(draft("“The”", children=(draft("“pool”"),)))


def test_only_the_same_words_are_copies():
    assert grounded(draft("“The pool loses money.”", by=("a", "d"))).comment_ids == ("a", "d")
    with pytest.raises(GroundingError, match="'b' does not say the same word for word"):
        grounded(draft("“The pool loses money.”", by=("a", "b")))
    with pytest.raises(GroundingError, match="is not among its comments"):
        grounded(draft("“The pool loses money.”", by=("d",)))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (draft("“x”", Span("z", 0, 1)), "'z'"),
        (draft("“The”", by=("a", "z")), "'z'"),
        (draft("“The”", Span("a", 0, 999)), "outside"),
        (draft("“The”", Span("a", 3, 3)), "outside"),
        (draft("“The”", Span("a", -1, 3)), "outside"),
        (draft("“The”", by=()), "rests on no comment"),
        (Bullet("", "quote", "point", "“The”", ("a",), ()), "rests on no comment"),
        (draft("“The”", children=(reply("b", "nowhere"),)), "t-1-1"),
    ],
)
def test_what_rests_on_nothing_is_refused(one, said):
    with pytest.raises(GroundingError, match=said):
        grounded(one)


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

    part = Part(f"{theme.id}-part-1", "A part", theme.comment_ids[:1], 1)
    answered = next(bullet for one in digest.themes for bullet in one.bullets if bullet.children)
    cited = next(entry for entry in digest.ledger if entry.status == "cited")
    entries = tuple(replace(one, status="grouped") if one is cited else one for one in digest.ledger)
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
        "a heading that nobody wrote": with_theme(heading="“Nobody in the village wrote this.”"),
        "a dominant author": with_theme(dominant_author="person1", dominant_share=0.9),
        "named comments": replace(digest, counts=replace(digest.counts, named=1)),
        "authors of a part": with_theme(parts=(replace(part, author_count=2),)),
        "a part of something else": with_theme(
            parts=(replace(part, comment_ids=(digest.themes[-1].comment_ids[0],)),)
        ),
        "a part without a heading": with_theme(parts=(replace(part, heading=""),)),
        "an answer of somebody else": with_bullet(children=answered.children)
        if answered is not first
        else with_bullet(cites=digest.themes[1].bullets[0].cites),
        "a status": replace(digest, ledger=entries),
        "a theme of a comment": replace(
            digest, ledger=(replace(digest.ledger[0], theme_ids=("t99",)), *digest.ledger[1:])
        ),
        "jokes first": with_theme(banter=True),
        "a theme without lines first": with_theme(bullets=()),
        "votes that nobody gave": replace(digest, agreed=(replace(first, id="agreed-1"),)),
        "an id twice": replace(digest, points=(first,)),
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
    digest = tiny_digest(village(60))
    verify(digest)
    first = digest.themes[0]
    part = Part(f"{first.id}-part-1", "A part", first.comment_ids, first.author_count)
    verify(replace(digest, themes=(replace(first, parts=(part,)), *digest.themes[1:])))
    verify(replace(digest, themes=(replace(first, heading=first.bullets[0].text), *digest.themes[1:])))


@pytest.mark.parametrize(
    ("named", "heard", "signed"),
    [(0, 0, False), (0, 9, False), (1, 9, False), (5, 10, False), (6, 10, True), (9, 9, True)],
)
def test_people_can_be_counted_where_most_comments_name_their_author(named, heard, signed):
    counts = Counts(20, heard - 1 if heard else 0, 4, named, 0, 0, heard, 1 if heard else 0, 0, 0.0)
    assert counts.signed is signed
