from dataclasses import replace

from threadgist.ground.verify import count, make_ledger, with_figures
from threadgist.people import commenters
from threadgist.records import Admission, Bullet, Corpus, DigestTheme, LedgerEntry, Span, Thread
from threads import comment

COMMENTS = tuple(
    comment(name, "Words enough to be read here.", author)
    for name, author in zip("abcdefg", "ppqrrst", strict=True)
)
ADMISSIONS = (
    *(Admission(name, "used") for name in "abcd"),
    Admission("e", "duplicate", duplicate_of="a"),
    Admission("f", "skipped", reason="too_short"),
    Admission("g", "used"),
)
CORPUS = Corpus(Thread("t", "T", "test", COMMENTS), (), ADMISSIONS)


def bullet(*ids, children=()):
    return Bullet("x", "quote", "point", "“Words”", ids, (Span(ids[0], 0, 5),), children)


def theme(name, ids, *bullets):
    return DigestTheme(name, "Heading", bullets, tuple(ids), 1, 0.1)


def statuses(themes=(), points=()):
    bullets = (*(bullet for theme in themes for bullet in theme.bullets), *points)
    return {
        entry.comment_id: (entry.status, entry.theme_ids)
        for entry in make_ledger(CORPUS.admissions, themes, bullets)
    }


def test_every_comment_is_somewhere():
    themes = (theme("t1", "abe", bullet("a", "e", children=(bullet("c"),))), theme("t2", "b"))
    assert statuses(themes) == {
        "a": ("cited", ("t1",)),
        "b": ("grouped", ("t1", "t2")),
        "c": ("cited", ()),
        "d": ("one_off", ()),
        "e": ("duplicate", ("t1",)),
        "f": ("skipped", ()),
        "g": ("one_off", ()),
    }


def test_points_cite():
    found = statuses(points=(bullet("a", "e"),))
    assert {name: status for name, (status, _) in found.items()} == {
        "a": "cited",
        "b": "one_off",
        "c": "one_off",
        "d": "one_off",
        "e": "duplicate",
        "f": "skipped",
        "g": "one_off",
    }


def test_reasons_and_originals_are_kept():
    entries = {entry.comment_id: entry for entry in make_ledger(CORPUS.admissions, (), ())}
    assert entries["e"].duplicate_of == "a"
    assert entries["f"].reason == "too_short"


def test_figures_follow_from_the_ledger():
    ledger = make_ledger(CORPUS.admissions, (theme("t1", "abe"),), (bullet("a", "e"),))
    figures = count(COMMENTS, ledger, (theme("t1", "abe"),), 9, 2)
    assert (figures.comments, figures.usable, figures.duplicate, figures.skipped) == (7, 5, 1, 1)
    assert (figures.cited, figures.grouped, figures.one_off) == (1, 1, 3)
    assert figures.coverage == 0.4
    assert count(COMMENTS, ledger, (), None, 0).coverage == 0.2
    assert (figures.stated, figures.missing) == (9, 2)
    # p wrote a and b; r wrote d and the copy e; s was skipped.
    assert (figures.commenters, figures.named) == (4, 6)


def test_copies_have_a_voice_and_skipped_comments_have_none():
    assert commenters(CORPUS) == 4
    skipped = tuple(replace(one, status="skipped") for one in CORPUS.admissions)
    assert commenters(replace(CORPUS, admissions=skipped)) == 0


def test_share_is_of_all_commenters_copies_included():
    by_id = {one.id: one for one in COMMENTS}
    figures = with_figures(theme("t1", "ab"), by_id, commenters(CORPUS))
    assert (figures.author_count, figures.share) == (1, 0.25)
    assert with_figures(theme("t2", "be"), by_id, commenters(CORPUS)).share == 0.5


def test_comments_that_name_nobody_are_told_apart_from_those_that_do():
    unnamed = tuple(replace(one, author=None) if one.id in "abd" else one for one in COMMENTS)
    figures = count(unnamed, make_ledger(CORPUS.admissions, (), ()), (), None, 0)
    assert (figures.named, figures.signed) == (3, False)


def test_a_thread_of_nothing():
    empty = count((), (), (), None, 0)
    assert (empty.comments, empty.commenters, empty.coverage) == (0, 0, 0.0)
    only = count(COMMENTS[:1], (LedgerEntry("a", "skipped", reason="empty"),), (), None, 0)
    assert (only.comments, only.usable, only.commenters, only.coverage) == (1, 0, 0, 0.0)
