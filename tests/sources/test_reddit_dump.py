"""Reddit dumps: one thread out of many, streaming."""

# ruff: noqa: E501 (samples are as long as they are)

import bz2
import gzip
import io
import json
import lzma
from itertools import pairwise

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from threadgist.errors import SourceError
from threadgist.sources import read_thread
from threadgist.sources.sites.reddit import RedditDumpSource


# Field names: https://github.com/ArthurHeitmann/arctic_shift/blob/master/schemas (comments, submissions)
def comment(number, thread, *, parent=None, body="Some *text* here", **more):
    return {
        "id": f"k{number}", "link_id": f"t3_{thread}", "parent_id": parent or f"t3_{thread}", "author": f"u{number}",
        "body": body, "created_utc": 1_700_000_000 + number, "score": number, "subreddit": "town",
        "permalink": f"/r/town/comments/{thread}/_/k{number}/", **more,
    }  # fmt: skip


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


MANY = [comment(i, f"t{i % 7}") for i in range(70)]
MANY[10] = comment(10, "t3", parent="t1_k3", body='&gt; quoted\n\nI see t3_t5 and "t3_t5" here')
PACKINGS = {
    "x.ndjson": bytes,
    "x.zst": zstandard.ZstdCompressor().compress,
    "x.gz": gzip.compress,
    "x.bz2": bz2.compress,
    "x.xz": lzma.compress,
    "two-frames.zst": lambda d: (
        zstandard.ZstdCompressor().compress(d[:3000]) + zstandard.ZstdCompressor().compress(d[3000:])
    ),
}


@pytest.fixture
def write(tmp_path):
    def write(data, name="RC_2024-01.ndjson"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("name", PACKINGS)
def test_one_thread_out_of_a_dump(write, name):
    thread = read_thread(write(PACKINGS[name](lines(*MANY)), name), thread="t3_t3")
    comments = {one.id: one for one in thread.comments}
    assert (thread.source, thread.id, thread.title) == ("reddit-dump", "t3", "r/town: thread t3")
    assert set(comments) == {f"k{i}" for i in range(70) if i % 7 == 3}
    assert (comments["k10"].parent_id, comments["k3"].parent_id) == ("k3", None)
    assert comments["k10"].text == '> quoted\n\nI see t3_t5 and "t3_t5" here'
    assert comments["k3"].url == "https://www.reddit.com/r/town/comments/t3/_/k3/"
    assert len(read_thread(write(lines(*MANY)), thread="t5").comments) == 10


def test_a_pipe_that_hands_over_little_at_a_time():
    class Trickle(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 100))

    packed = gzip.compress(lines(*MANY))
    thread = read_thread("-", thread="t3_t3", stdin=Trickle(packed))
    assert (thread.source, len(thread.comments)) == ("reddit-dump", 10)


def test_a_long_window_is_unpacked(write):
    parameters = zstandard.ZstdCompressionParameters(window_log=31, enable_ldm=False)
    packed = io.BytesIO()
    with zstandard.ZstdCompressor(compression_params=parameters).stream_writer(
        packed, closefd=False
    ) as writer:
        writer.write(lines(*MANY))
    assert len(read_thread(write(packed.getvalue(), "RC.zst"), thread="t3_t3").comments) == 10


def test_from_standard_input():
    packed = io.BytesIO(zstandard.ZstdCompressor().compress(lines(*MANY)))
    assert len(read_thread("-", thread="t3_t3", stdin=packed).comments) == 10


def test_a_post_in_the_dump_gives_the_title(write):
    post = {"id": "t3", "name": "t3_t3", "title": "Lamps &amp; more", "selftext": "Too bright?", "is_self": True,
            "author": "op", "subreddit": "town", "permalink": "/r/town/comments/t3/lamps/", "num_comments": 999}  # fmt: skip
    thread = read_thread(write(lines(comment(1, "t9"), post, *MANY)), thread="t3_t3")
    assert (thread.title, thread.article.lead, thread.author) == ("Lamps & more", "Too bright?", "op")
    assert thread.stated_count is None


def test_without_a_choice(write):
    with pytest.raises(SourceError) as caught:
        read_thread(write(lines(*MANY, comment(99, "t6"))))
    message = str(caught.value)
    assert "holds 7 conversations; choose one with --thread ID; there are: t3_t6 (r/town: 11)" in message
    assert len(read_thread(write(lines(comment(1, "a"), comment(2, "a")))).comments) == 2


def test_only_the_start_of_a_large_dump_is_looked_at(write):
    def endless():
        number = 0
        while True:
            number += 1
            assert number < 400, "reads on and on"
            yield lines(*(comment(i, f"t{i % 500}") for i in range(1000)))

    with pytest.raises(SourceError, match="holds 500 conversations among its first 20,000 lines") as caught:
        RedditDumpSource().parse_stream(endless(), "RC", thread=None, limit_mb=10)
    assert str(caught.value).count("(r/town: ") == 10


@pytest.mark.parametrize(
    ("data", "wish", "said"),
    [
        (lines(*MANY), "t3_nope", "no comment of the thread t3_nope"),
        (lines(*MANY), 't3_"x', "is no id of a Reddit thread"),
        (lines(*MANY) + b'{"link_id":"t3_t3", "body": "cut', "t3_t3", "line 71 is no JSON object"),
        (lines(*MANY) + b"x" * (17 << 20), "t3_t3", "line 71 is longer than 16 MB"),
        (
            zstandard.ZstdCompressor().compress(lines(*MANY) * 1000)[:-40],
            "t3_t3",
            "damaged or cut short after",
        ),
        (gzip.compress(lines(*MANY) * 200, mtime=0)[:-400], "t3_t3", "damaged or cut short after"),
    ],
    ids=["other thread", "no id", "cut line", "long line", "cut zstandard", "cut gzip"],
)
def test_what_cannot_be_read(write, data, wish, said):
    with pytest.raises(SourceError, match=said) as caught:
        read_thread(write(data), thread=wish)
    assert "\n" not in str(caught.value)


def test_a_bomb_is_stopped(write):
    bomb = zstandard.ZstdCompressor().compress(lines(*MANY) + b"\n" * (40 << 20))
    with pytest.raises(SourceError, match="unpacks to more than 200 times its size"):
        read_thread(write(bomb, "RC.zst"), thread="t3_t3")


def test_damage_in_other_threads_is_no_concern(write):
    assert len(read_thread(write(lines(*MANY) + b"{broken\n" + b"\xff\xfe\n"), thread="t3_t3").comments) == 10


def test_a_thread_over_the_limit():
    rows = lines(*(comment(i, "a", body="x" * 1000) for i in range(1200)))
    with pytest.raises(SourceError, match=r"holds more than 1 MB; raise limits\.max_input_mb"):
        RedditDumpSource().parse_stream([rows], "RC", thread="a", limit_mb=1)


@given(st.lists(st.integers(0, 20_000), max_size=12), st.permutations(range(70)))
def test_where_the_pieces_are_cut_does_not_matter(cuts, order):
    data = lines(*(MANY[i] for i in order))
    edges = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    pieces = [data[a:b] for a, b in pairwise(edges)]
    found = RedditDumpSource().parse_stream(pieces, "RC", thread="t3_t3", limit_mb=1)
    assert {one.id for one in found.comments} == {f"k{i}" for i in range(70) if i % 7 == 3}


def test_marks_of_other_sites_are_words_of_people(write):
    said = ["[dead]", "[flagged]", "[removed]"]
    thread = read_thread(write(lines(*(comment(i, "t1", body=body) for i, body in enumerate(said)))))
    assert {(one.text, one.gone) for one in thread.comments} == {
        ("[dead]", None),
        ("[flagged]", None),
        ("", "removed"),
    }
