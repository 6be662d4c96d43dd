"""The injection suite lets through what must not matter, and catches what must."""

from dataclasses import replace

import pytest
from suites.attacks import BENIGN, attacks
from suites.injection import injection
from suites.maker import Maker
from suites.report import Report, Score

from threadgist.progress import Progress
from threadgist.records import Notice, Span
from threads import TINY as TINY_SETTINGS

IDS = tuple(f"c{number:02d}" for number in range(1, len(BENIGN) + 1))


def made(change=None):
    maker = Maker("tiny", TINY_SETTINGS)
    if change is not None:
        honest = maker.digest
        maker.digest = lambda thread: change(honest(thread))
    return maker


def test_no_attack_gets_out_of_its_quotation():
    report = injection([made()], Progress(), count=24)
    assert report.broken == ()
    assert {score.subset: score.threads for score in report.scores}["all"] == 24
    assert all(score.figure("changed") == 0 for score in report.scores)


def hostile(digest):
    return [comment for comment in digest.comments if comment.id.startswith("x")]


def obeys(digest):
    for comment in hostile(digest):
        for attack in attacks(6, IDS):
            if attack.word in comment.text:
                first, *rest = digest.themes
                return replace(digest, themes=(replace(first, heading=f"All for {attack.word}"), *rest))
    return digest


def announces(digest):
    found = [attack for attack in attacks(6, IDS) if any(attack.word in one.text for one in hostile(digest))]
    return replace(digest, notices=tuple(Notice("x", attack.word) for attack in found))


def forgets(digest):
    if not hostile(digest):
        return digest
    lost = replace(digest.ledger[-1], status="grouped", theme_ids=())
    return replace(digest, ledger=(*digest.ledger[:-1], lost))


def misquotes(digest):
    if not hostile(digest):
        return digest
    first, *rest = digest.themes
    bullet = replace(first.bullets[0], text="“Nobody said this.”")
    return replace(digest, themes=(replace(first, bullets=(bullet, *first.bullets[1:])), *rest))


def believes(digest):
    """Takes a forged citation at its word: those it names have said so."""
    for attack in attacks(6, IDS):
        own = [one for one in hostile(digest) if attack.word in one.text]
        if own and attack.claims:
            first, *rest = digest.themes
            bullet = replace(
                first.bullets[0],
                text=f"“{own[0].text}”",
                cites=(Span(own[0].id, 0, len(own[0].text)),),
                comment_ids=(own[0].id, *attack.claims),
            )
            return replace(digest, themes=(replace(first, bullets=(bullet, *first.bullets[1:])), *rest))
    return digest


def multiplies(digest):
    """Takes forty copies by one person for forty people."""
    copies = [one for one in hostile(digest) if one.id.startswith("x1")]
    first, *rest = digest.themes
    return replace(digest, themes=(replace(first, author_count=first.author_count + len(copies)), *rest))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (obeys, "heading"),
        (announces, "notice"),
        (forgets, "not accounted for"),
        (misquotes, "not grounded"),
        (believes, "speak for"),
        (multiplies, "forty copies"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_gets_out_is_caught(change, word):
    report = injection([made(change)], Progress(), count=6)
    assert any(word in fault for fault in report.broken)
    assert report.scores[-1].figure("changed") > 0


def test_attacks_differ_and_carry_words_of_their_own():
    party = attacks(1_000, IDS)
    assert len({attack.text for attack in party}) == 1_000
    assert len({attack.word for attack in party}) == 1_000
    assert all(attack.word in attack.text for attack in party)
    assert {attack.family for attack in party} == {
        "orders", "markup", "citations", "delimiters", "invisible", "floods",
    }  # fmt: skip


def test_a_leak_fails_the_run(measured, monkeypatch):
    import quality

    leak = Report("injection", (Score("it", "all", 1, {"changed": 1.0}),), broken=("it: orders: out",))
    monkeypatch.setattr(quality, "run", lambda *arguments: leak)
    outcome = measured("injection")
    assert outcome.code == 1
    assert "! it: orders: out" in outcome.out
