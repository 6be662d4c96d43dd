"""`threadgist inspect`, and the options that say how a file is to be read."""

import json


def test_what_would_be_read_is_shown(threadgist, save):
    rows = [
        {
            "id": 1,
            "author": "ann",
            "text": "More lamps at the pier.",
            "created_at": "2024-05-01T10:00:00Z",
            "score": 3,
        },
        {
            "id": 2,
            "author": "bob",
            "text": "Fewer lamps.",
            "parent_id": 1,
            "created_at": "2024-05-02T10:00:00Z",
        },
        {"id": 3, "author": "[deleted]", "text": "[removed]", "parent_id": 2},
    ]
    outcome = threadgist("inspect", save("pier.json", json.dumps(rows).encode()))
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "pier.json",
        "  format    json (JSON and JSON Lines of any shape: every list of objects with text, replies nested or "
        "named by id)",
        "  title     Pier",
        "  comments  3; 1 deleted or removed",
        "  authors   2, and 1 comment without an author",
        "  replies   2 of 3, 3 levels deep",
        "  dates     2024-05-01 10:00 to 2024-05-02 10:00 UTC; 1 comment without one",
        "  scores    of 1 comment",
        "  first     ann, 2024-05-01 10:00: More lamps at the pier.",
        "            bob, 2024-05-02 10:00: Fewer lamps.",
    ]


def test_options_of_reading(threadgist, digest, save):
    table = "video_id,id,author,said\nv1,1,Ann,Größer\nv1,2,Bob,Kleiner\nv2,3,Cat,Gleich\n".encode("cp850")
    path = save("talk.csv", table)
    outcome = threadgist("inspect", path, "--encoding", "cp850", "--column", "text=said", "--thread", "v1")
    assert "  first     Ann: Größer" in outcome.out.splitlines()
    assert "  comments  2" in outcome.out.splitlines()
    outcome = threadgist("inspect", path, "--encoding", "cp850", "--column", "text=said")
    assert outcome.code == 0
    assert [line.split()[:2] for line in outcome.out.splitlines()[1:]] == [
        ["ID", "COMMENTS"],
        ["v1", "2"],
        ["v2", "1"],
    ]
    other = threadgist(
        "inspect",
        path,
        "--encoding",
        "cp850",
        "--column",
        "text=said",
        "--column",
        "thread=author",
        "--thread",
        "Cat",
    )
    assert "  comments  1" in other.out.splitlines()
    two = save("survey.csv", b"id,likes it,wants\n1,Yes of course,More lamps\n2,Not at all,\n")
    both = threadgist("inspect", two, "--column", "text=likes it", "--column", "text=wants")
    assert "  comments  3" in both.out.splitlines()
    made = digest(path, "--encoding", "cp850", "--column", "text=said", "--thread", "v2", "--stdout", "json")
    assert [comment["text"] for comment in json.loads(made.out)["comments"]] == ["Gleich"]


def test_what_cannot_be_read_is_told_as_by_digest(threadgist, save):
    outcome = threadgist("inspect", save("x.pdf", b"%PDF-1.4"), save("ok.csv", b"id,text\n1,hello there\n"))
    assert outcome.code == 3
    assert "x.pdf: is a PDF" in outcome.err
    assert "ok.csv" in outcome.out
