"""Generated threads, written in each format and read back, are equal; unknown fields change nothing."""

import csv
import io
import json
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadgist.errors import SourceError
from threadgist.sources import read_thread

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = datetime(2024, 5, 1, 10, tzinfo=UTC)
WORDS = st.lists(
    st.sampled_from(
        ["lamps", "pier", "ferry", "crew", "night", "späť", "été", "море", "夜", "more", "fewer", "never"]
    ),
    min_size=2,
    max_size=9,
)
NAMES = st.sampled_from(["ann", "bob", "cat_9", "Zoë", "Иван", "佐藤", "d.e"])


@dataclass(frozen=True)
class Said:
    id: int
    parent: int | None
    who: str
    text: str
    when: datetime

    @property
    def iso(self) -> str:
        return self.when.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def epoch(self) -> int:
        return int(self.when.timestamp())


@st.composite
def threads(draw):
    size = draw(st.integers(2, 8))
    said = []
    for number in range(1, size + 1):
        parent = draw(st.integers(0, number - 1))
        text = "I say " + " ".join(draw(WORDS))
        said.append(
            Said(
                number + 100,
                parent + 100 if parent else None,
                draw(NAMES),
                text,
                START + timedelta(minutes=number),
            )
        )
    return tuple(said)


def tree(said, children, make):
    """Nest comments: `make` writes one, `children` says under which key replies go."""
    made = {one.id: make(one) for one in said}
    top = []
    for one in said:
        (made[one.parent][children] if one.parent else top).append(made[one.id])
    return top


def with_parents(**names):
    def write(said):
        return [
            {
                names["id"]: one.id,
                names["parent"]: one.parent,
                names["who"]: one.who,
                names["text"]: one.text,
                names["when"]: one.iso,
            }
            for one in said
        ]

    return write


def a_table(said, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "parent_id", "author", "created_at", "comment"])
    writer.writerows([one.id, one.parent or "", one.who, one.iso, one.text] for one in said)
    return out.getvalue()


def a_database(said):
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(
            "CREATE TABLE talk (id INTEGER, parent_id INTEGER, author TEXT, created_at TEXT, comment TEXT)"
        )
        base.executemany(
            "INSERT INTO talk VALUES (?,?,?,?,?)", [(o.id, o.parent, o.who, o.iso, o.text) for o in said]
        )
        return base.serialize()


def a_parquet(said):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")

    out = io.BytesIO()
    names = ("id", "parent_id", "author", "created_at", "comment")
    rows = [dict(zip(names, (o.id, o.parent, o.who, o.when, o.text), strict=True)) for o in said]
    parquet.write_table(pyarrow.Table.from_pylist(rows), out)
    return out.getvalue()


def lemmy(said):
    paths = {}
    for one in said:
        paths[one.id] = f"{paths.get(one.parent, '0')}.{one.id}"
    return {
        "comments": [
            {
                "comment": {
                    "id": o.id,
                    "content": o.text,
                    "path": paths[o.id],
                    "published": o.iso,
                    "removed": False,
                    "deleted": False,
                },
                "creator": {"name": o.who},
                "post": {"id": 3, "name": "Lamps"},
                "counts": {"score": 1},
            }
            for o in said
        ]
    }


def mastodon(said):
    return {
        "ancestors": [],
        "descendants": [
            {
                "id": str(o.id),
                "in_reply_to_id": str(o.parent or 9),
                "created_at": o.iso,
                "content": f"<p>{o.text}</p>",
                "account": {"acct": o.who},
                "favourites_count": 1,
            }
            for o in said
        ],
    }


def bluesky(said):
    def node(one):
        post = {
            "uri": f"at://did:plc:x/app.bsky.feed.post/{one.id}",
            "author": {"handle": one.who},
            "record": {"text": one.text, "createdAt": one.iso},
        }
        return {"post": post, "replies": []}

    root = node(Said(1, None, "op", "Lamps?", START))
    return {"thread": {**root, "replies": tree(said, "replies", node)}}


def algolia(said):
    def item(one):
        return {
            "id": one.id,
            "type": "comment",
            "author": one.who,
            "text": f"<p>{one.text}",
            "created_at_i": one.epoch,
            "children": [],
        }

    return {
        "id": 1,
        "type": "story",
        "title": "Lamps",
        "author": "op",
        "children": tree(said, "children", item),
    }


def firebase(said):
    story = {
        "id": 1,
        "type": "story",
        "title": "Lamps",
        "by": "op",
        "time": int(START.timestamp()),
        "score": 3,
    }
    return [
        story,
        *(
            {
                "id": o.id,
                "type": "comment",
                "by": o.who,
                "parent": o.parent or 1,
                "text": o.text,
                "time": o.epoch,
            }
            for o in said
        ),
    ]


def reddit(said):
    def thing(one):
        data = {
            "id": str(one.id),
            "author": one.who,
            "body": one.text,
            "created_utc": one.epoch,
            "replies": "",
        }
        return {"kind": "t1", "data": data, "below": []}

    def listing(things):
        for one in things:
            one["data"]["replies"] = listing(one.pop("below"))
        return {"kind": "Listing", "data": {"children": things}}

    return [{"kind": "Listing", "data": {"children": []}}, listing(tree(said, "below", thing))]


def pushshift(said):
    return {
        "data": [
            {
                "id": str(o.id),
                "link_id": "t3_zz",
                "parent_id": f"t1_{o.parent}" if o.parent else "t3_zz",
                "author": o.who,
                "body": o.text,
                "created_utc": o.epoch,
                "score": 1,
                "subreddit": "s",
            }
            for o in said
        ]
    }


def wordpress(said):
    return [
        {
            "id": o.id,
            "post": 3,
            "parent": o.parent or 0,
            "author": 0,
            "author_name": o.who,
            "date_gmt": o.iso.rstrip("Z"),
            "content": {"rendered": f"<p>{o.text}</p>"},
            "status": "approved",
            "type": "comment",
        }
        for o in said
    ]


def gitlab(said):
    return [
        {
            "id": o.id,
            "body": o.text,
            "author": {"id": 1, "name": o.who},
            "created_at": o.iso,
            "system": False,
            "noteable_type": "Issue",
        }
        for o in said
    ]


def github(said):
    return {
        "title": "Lamps",
        "body": "Why?",
        "url": "https://github.com/o/r/issues/3",
        "comments": [
            {
                "id": str(o.id),
                "author": {"login": o.who},
                "authorAssociation": "NONE",
                "body": o.text,
                "createdAt": o.iso,
                "isMinimized": False,
            }
            for o in said
        ],
    }


def jira(said):
    return {
        "issues": [
            {
                "key": "A-1",
                "fields": {
                    "summary": "Lamps",
                    "comment": {
                        "comments": [
                            {
                                "id": str(o.id),
                                "author": {"displayName": o.who},
                                "body": o.text,
                                "created": o.iso,
                            }
                            for o in said
                        ]
                    },
                },
            }
        ]
    }


def newspaper(said):
    def comment(one):
        return {
            "commentID": one.id,
            "userDisplayName": one.who,
            "commentBody": one.text,
            "createDate": str(one.epoch),
            "parentID": one.parent,
            "replies": [],
        }

    return {"results": {"comments": tree(said, "replies", comment)}}


def nested(said):
    def comment(one):
        return {"id": one.id, "user": {"name": one.who}, "text": one.text, "date": one.iso, "replies": []}

    return {"title": "Lamps", "comments": tree(said, "replies", comment)}


def by_id(said):
    return {
        "posts": {
            str(o.id): {"author": o.who, "content": o.text, "timestamp": o.epoch, "parent": o.parent}
            for o in said
        }
    }


DOCUMENTS = {
    "lemmy": (lemmy, "tree"),
    "mastodon": (mastodon, "tree"),
    "bluesky": (bluesky, "tree"),
    "algolia": (algolia, "tree"),
    "firebase": (firebase, "tree"),
    "reddit": (reddit, "tree"),
    "pushshift": (pushshift, "tree"),
    "wordpress": (wordpress, "tree"),
    "newspaper": (newspaper, "tree"),
    "nested": (nested, "tree"),
    "by id": (by_id, "tree"),
    "gitlab": (gitlab, "flat"),
    "github": (github, "flat"),
    "jira": (jira, "flat"),
    "flat": (with_parents(id="id", parent="parent_id", who="author", text="text", when="created_at"), "tree"),
    "flat too": (
        with_parents(
            id="comment_id", parent="in_reply_to", who="user_name", text="message", when="posted_at"
        ),
        "tree",
    ),
}
FILES = {
    "csv": lambda said: a_table(said),
    "tsv": lambda said: a_table(said, "\t"),
    "semicolons": lambda said: a_table(said, ";"),
    "utf-16": lambda said: a_table(said).encode("utf-16"),
    "json lines": lambda said: "\n".join(
        map(json.dumps, with_parents(id="id", parent="parent", who="by", text="body", when="time")(said))
    ),
    "sqlite": a_database,
    "parquet": a_parquet,
}


def read(data):
    return read_thread("-", stdin=io.BytesIO(data if isinstance(data, bytes) else data.encode()))


def told(thread):
    return sorted(
        (int(c.id), c.parent_id and int(c.parent_id), c.author, c.text, c.created_at) for c in thread.comments
    )


def expected(said, shape="tree"):
    return sorted((o.id, o.parent if shape == "tree" else None, o.who, o.text, o.when) for o in said)


@pytest.mark.parametrize("name", FILES)
@FEW
@given(said=threads())
def test_files_are_read_back(name, said):
    assert told(read(FILES[name](said))) == expected(said)


@pytest.mark.parametrize("name", DOCUMENTS)
@FEW
@given(said=threads())
def test_documents_are_read_back(name, said):
    write, shape = DOCUMENTS[name]
    thread = read(json.dumps(write(said), ensure_ascii=False))
    assert told(thread) == expected(said, shape)
    assert thread.repairs == ()


def disturbed(value, draw):
    """Shuffle the keys of every object, and add fields that nobody knows."""
    if isinstance(value, dict):
        items = [(key, disturbed(one, draw)) for key, one in value.items()]
        if not all(key.isdigit() for key in value):
            items += [
                (f"x_{draw.randrange(99)}", draw.choice((None, 7, True, "zzz", [], {}, [1, 2], {"q": [3]})))
            ]
        draw.shuffle(items)
        return dict(items)
    return [disturbed(one, draw) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", DOCUMENTS)
@FEW
@given(said=threads(), seed=st.integers(0, 10_000))
def test_the_order_of_keys_and_unknown_fields_change_nothing(name, said, seed):
    write, _ = DOCUMENTS[name]
    document = write(said)
    plain = read(json.dumps(document))
    other = read(json.dumps(disturbed(document, random.Random(seed))))
    assert other == plain


OPTIONAL = {
    "score",
    "counts",
    "favourites_count",
    "subreddit",
    "status",
    "type",
    "authorAssociation",
    "date_gmt",
    "published",
    "created_at",
    "createdAt",
    "created_utc",
    "created_at_i",
    "time",
    "created",
    "date",
    "createDate",
    "timestamp",
    "posted_at",
}


def without(value, draw):
    if isinstance(value, dict):
        gone = [key for key in sorted(OPTIONAL.intersection(value)) if key != "type" and draw.random() < 0.3]
        return {key: without(one, draw) for key, one in value.items() if key not in gone}
    return [without(one, draw) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", DOCUMENTS)
@FEW
@given(said=threads(), seed=st.integers(0, 10_000))
def test_missing_optional_fields_lose_no_comment(name, said, seed):
    write, shape = DOCUMENTS[name]
    found = read(json.dumps(without(write(said), random.Random(seed))))
    assert sorted(
        (int(c.id), c.parent_id and int(c.parent_id), c.author, c.text) for c in found.comments
    ) == [row[:4] for row in expected(said, shape)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "text", "author", "comments", "replies", "data", "parent", "title", "items", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=120, deadline=None)
@given(document=JSON.filter(lambda value: isinstance(value, list | dict)))
def test_any_json_is_read_or_refused(document):
    try:
        thread = read(json.dumps(document))
    except SourceError as error:
        assert "\n" not in str(error)
    else:
        assert len({comment.id for comment in thread.comments}) == len(thread.comments)
