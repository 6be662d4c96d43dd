"""digest.json: there and back, its schema, and what is said of a file that is not one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pytest
from example import assemble, consultation, empty, example, small, written
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.digest_file import load_digest
from threadgist.errors import GroundingError, SourceError
from threadgist.pages import render
from threadgist.pages.data import schema_of
from threadgist.records import SCHEMA_VERSION, Bullet, Comment, Digest, Dot, Span

TIMES = st.none() | st.datetimes(
    min_value=datetime(1, 1, 4), max_value=datetime(9999, 12, 28), timezones=st.just(UTC)
)
TEXTS = st.text(max_size=40)
FLOATS = st.floats(-1e12, 1e12)
COMMENTS = st.lists(
    st.builds(
        Comment,
        id=st.text(max_size=8),
        parent_id=st.none(),
        author=st.none() | TEXTS,
        text=st.text(min_size=1, max_size=40),
        created_at=TIMES,
        score=st.none() | st.integers(-(2**40), 2**40),
        url=st.none() | TEXTS,
        gone=st.sampled_from([None, "deleted", "removed"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda comment: comment.id,
)


@st.composite
def digests(draw) -> Digest:
    first, *answers = draw(COMMENTS)
    comments = (first, *(replace(answer, parent_id=first.id) for answer in answers))
    bullet, *replies = (
        Bullet(f"p{at}", "quote", "reply", f"“{c.text}”", (c.id,), (Span(c.id, 0, len(c.text)),))
        for at, c in enumerate(comments)
    )
    points = (replace(bullet, role="point", children=tuple(replies)),)
    return replace(
        assemble(comments, {c.id: "0" for c in comments}, points=points, mode="points"),
        title=draw(TEXTS),
        dots=tuple(Dot(Span(c.id, 0, len(c.text)), draw(FLOATS), draw(FLOATS), None) for c in comments),
        mean=tuple(draw(st.lists(FLOATS, max_size=3))),
        language=draw(st.none() | TEXTS),
        first_at=draw(TIMES),
        retrieved_at=draw(TIMES),
    )


@settings(max_examples=100, deadline=None)
@given(digests())
def test_there_and_back(digest) -> None:
    text = render(digest, "json")
    assert load_digest(text) == digest
    assert render(load_digest(text), "json") == text


@pytest.mark.parametrize("make", [example, small, empty, written, consultation])
def test_examples_there_and_back_and_valid(make) -> None:
    text = render(make(), "json")
    assert load_digest(text) == make()
    jsonschema.Draft202012Validator(schema_of(Digest, "digest", SCHEMA_VERSION)).validate(json.loads(text))


def test_shape() -> None:
    text = render(example(), "json")
    raw = json.loads(text)
    assert list(raw) == list(Digest.__dataclass_fields__)
    assert raw["first_at"] == "2025-10-21T23:12:00Z"
    assert "شهاب" in text
    assert text.endswith("}\n")
    assert max(len(line) for line in text.splitlines()) < 6_000


def test_schema_is_one() -> None:
    schema = schema_of(Digest, "digest", SCHEMA_VERSION)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "threadgist digest"
    assert schema["$id"]
    assert "input comments" in schema["description"]
    broken = json.loads(render(example(), "json"))
    broken["ledger"][0]["status"] = "lost"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(broken)


def altered(change) -> str:
    raw = json.loads(render(example(), "json"))
    change(raw)
    return json.dumps(raw)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not valid JSON"),
        ('{"schema_version": 1', "line 1 column"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "no digest"),
        ('{"title": "x"}', "schema_version is missing"),
        (
            altered(lambda raw: raw.update(schema_version=99)),
            "schema version 99, this threadgist reads version 2",
        ),
        (
            altered(lambda raw: raw.update(schema_version=1)),
            "schema version 1, this threadgist reads version 2; make the digest again",
        ),
        (altered(lambda raw: raw.pop("counts")), "counts: Field required"),
        (altered(lambda raw: raw["comments"][3].update(score="7")), "comments.3.score"),
        (altered(lambda raw: raw["ledger"].pop()), "ledger"),
        (altered(lambda raw: raw["comments"].append(raw["comments"][0])), "two comments share an id"),
        (
            altered(lambda raw: raw["themes"][0]["bullets"][0]["comment_ids"].append("zz")),
            "'zz', which the thread does not have",
        ),
        (altered(lambda raw: raw["themes"][0]["bullets"][0]["comment_ids"].clear()), "rests on no comment"),
        (altered(lambda raw: raw["themes"][0]["bullets"][0]["cites"].clear()), "rests on no comment"),
        (altered(lambda raw: raw["summary"][0]["bullet_ids"].clear()), "rests on no bullet"),
        (altered(lambda raw: raw["dots"][0]["span"].update(end=10**6)), "is outside comment"),
        (altered(lambda raw: raw["flows"][0].update(source="t99")), "theme 't99'"),
        (altered(lambda raw: raw.update(first_at="0001-01-01T00:00:00+14:00")), "first_at"),
        (altered(lambda raw: raw["comments"][0].update(score=10**400)), "comments.0.score"),
        (altered(lambda raw: raw["dots"][0].update(x=float("inf"))), "dots.0.x"),
        (
            altered(lambda raw: raw["comments"][0].update(parent_id=raw["comments"][0]["id"])),
            "answers itself",
        ),
        (
            altered(lambda raw: raw["themes"][0]["bullets"][0].update(text="“Nobody ever wrote that.”")),
            "'Nobody ever wrote that.' is not verbatim",
        ),
        (
            altered(lambda raw: raw["comments"][1].update(text=raw["comments"][1]["text"].upper())),
            "is not verbatim in what it cites",
        ),
        (altered(lambda raw: raw["counts"].update(commenters=4000)), "are not those of the ledger"),
    ],
)
def test_what_is_said_of_a_broken_file(text, says) -> None:
    with pytest.raises(SourceError, match=r"^old\.json: ") as caught:
        load_digest(text, "old.json")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_must_be_finite() -> None:
    with pytest.raises(GroundingError, match="not finite"):
        render(replace(example(), mean=(float("nan"),)), "json")
