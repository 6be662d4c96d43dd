"""The invariants of a thread hold whatever a source hands over, in whatever order."""

import json
import random
from datetime import UTC, datetime
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.records import Article
from threadgist.sources import RawComment, RawThread, jsontext
from threadgist.sources.assemble import assemble, natural_key
from threadgist.sources.jsontext import JSONDecodeError, parse_json

IDS = st.one_of(st.none(), st.sampled_from(["1", "2", "3", "10", "a", "1#2", "\u200b", " 1 "]))
COMMENTS = st.builds(
    RawComment,
    body=st.sampled_from(["one", "two", "", "one\x00"]),
    id=IDS,
    parent=IDS,
    author=st.sampled_from([None, "ann", "bob"]),
    created_at=st.sampled_from([None, datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2)]),
    score=st.sampled_from([None, 1, 2]),
    gone=st.sampled_from([None, "deleted"]),
)


def build(comments, **more):
    return assemble(RawThread(tuple(comments), **more), source="test", fallback_title="A title")


@given(st.lists(COMMENTS, max_size=14), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_shuffled_comments_give_the_same_thread(comments, chance):
    shuffled = comments.copy()
    chance.shuffle(shuffled)
    assert build(shuffled) == build(comments)


@given(st.lists(COMMENTS, max_size=14))
@settings(max_examples=150)
def test_ids_are_unique_parents_exist_and_there_are_no_circles(comments):
    thread = build(comments)
    parents = {comment.id: comment.parent_id for comment in thread.comments}
    assert len(parents) == len(thread.comments) == len(comments)
    assert "" not in parents
    for comment_id in parents:
        seen = set()
        at = comment_id
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = parents[at]


TREES = st.recursive(
    st.fixed_dictionaries({"text": st.sampled_from(["x", "y"])}),
    lambda inner: st.fixed_dictionaries(
        {"text": st.sampled_from(["x", "y"]), "replies": st.lists(inner, max_size=4)}
    ),
    max_leaves=12,
)


def shuffle_tree(trees, chance):
    mixed = [{**tree, "replies": shuffle_tree(tree.get("replies", []), chance)} for tree in trees]
    chance.shuffle(mixed)
    return mixed


@given(st.lists(TREES, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_shuffled_trees_without_ids_give_the_same_thread(trees, chance):
    import io

    from threadgist.sources import read_thread

    def read(document):
        return read_thread("-", stdin=io.BytesIO(json.dumps(document).encode()))

    assert read(shuffle_tree(trees, chance)) == read(trees)


def test_comments_are_in_order_of_time_then_natural_id():
    late = datetime(2024, 1, 2, tzinfo=UTC)
    comments = [RawComment("a", id="10"), RawComment("b", id="9"), RawComment("c", id="x", created_at=late)]
    assert [comment.id for comment in build(comments).comments] == ["x", "9", "10"]


def test_natural_keys():
    ids = ["a2", "a10", "b1", "2", "10", "010", "9" * 5000, "1" + "0" * 5000]
    assert sorted(ids, key=lambda i: (natural_key(i), i)) == [
        "2",
        "010",
        "10",
        "9" * 5000,
        "1" + "0" * 5000,
        "a2",
        "a10",
        "b1",
    ]


def test_repairs_are_told():
    thread = build(
        [
            RawComment("one", id="1"),
            RawComment("one", id="1"),
            RawComment("reply", id="2", parent="nowhere"),
            RawComment("of the thread", id="3", parent="t"),
            RawComment("x", id="5", parent="6"),
            RawComment("y", id="6", parent="5"),
            RawComment("self", id="7", parent="7"),
        ],
        id="t",
    )
    assert [(c.id, c.parent_id) for c in thread.comments] == [
        ("1", None), ("1#2", None), ("2", None), ("3", None), ("5", None), ("6", "5"), ("7", None),
    ]  # fmt: skip
    assert thread.repairs == (
        "1 comment shared its id with another and was renamed",
        "1 reply to a comment that is not there now stands at the top level",
        "2 circles of replies were cut",
    )


def test_an_id_made_from_content_does_not_depend_on_what_else_there_is():
    alone = build([RawComment("hello there", author="ann")]).comments[0].id
    both = {
        comment.text: comment.id
        for comment in build([RawComment("other"), RawComment("hello there", author="ann")]).comments
    }
    assert both["hello there"] == alone
    twins = build([RawComment("same"), RawComment("same")]).comments
    assert twins[1].id == f"{twins[0].id}#2"


def test_what_the_forum_no_longer_shows_is_not_kept():
    comment = build([RawComment("secret", id="1", gone="removed")]).comments[0]
    assert (comment.text, comment.gone) == ("", "removed")


def test_single_lines_are_cleaned():
    thread = build(
        [RawComment("x", id="i\n1", author=" A\u202enn\x00  B ", url="javascript:x")],
        title="A\ntitle\u200b ",
        url="https://x.org/a b",
        article=Article("T\x00", "javascript:x", lead="one\x00\n\n\n\ntwo"),
    )
    comment = thread.comments[0]
    assert (comment.id, comment.author, comment.url) == ("i 1", "Ann B", None)
    assert (thread.title, thread.url) == ("A title", "https://x.org/a%20b")
    assert (thread.article.title, thread.article.url, thread.article.lead) == ("T", None, "one\n\ntwo")


def test_long_chains_and_circles():
    count = 20_000
    chain = [RawComment("x", id=str(n), parent=str(n - 1) if n else None) for n in range(count)]
    random.Random(1).shuffle(chain)
    assert build(chain).repairs == ()
    circle = [RawComment("x", id=str(n), parent=str((n + 1) % count)) for n in range(count)]
    thread = build(circle)
    assert [comment.id for comment in thread.comments if comment.parent_id is None] == ["0"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


class TooDeep:
    """A parser that always gives up, as the standard one does on deep trees."""

    def raw_decode(self, text, at):
        raise RecursionError


def parse_deep(text):
    with mock.patch.object(jsontext, "_decoder", TooDeep()):
        return parse_json(text)


@given(JSON, st.sampled_from([None, 1]))
def test_the_deep_parser_reads_what_the_standard_one_reads(value, indent):
    text = json.dumps(value, indent=indent)
    assert parse_deep(text) == json.loads(text)


@given(JSON, st.integers(0, 60), st.sampled_from(["", "x", ",", "]", "}", '"', ":", " 1"]))
@settings(max_examples=150)
def test_the_deep_parser_refuses_what_the_standard_one_refuses(value, at, junk):
    text = json.dumps(value)
    text = text[:at] + junk + text[at + 1 :]
    try:
        expected = json.loads(text, strict=False)
    except json.JSONDecodeError:
        with pytest.raises(JSONDecodeError):
            parse_deep(text)
    else:
        assert parse_deep(text) == expected


def test_numbers_too_long_for_an_int_are_read():
    assert parse_json("[1, " + "9" * 10_000 + "]") == [1, float("inf")]
