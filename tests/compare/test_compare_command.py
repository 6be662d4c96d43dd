"""`threadgist compare`, `trends` and `schema comparison` on files, good ones and bad ones."""

import json
from itertools import permutations

import jsonschema
import pytest

from threadgist.backends.encoders import TinyEncoder
from threadgist.compare import make_side, reencode
from threadgist.digest_file import load_digest
from threadgist.pages import render


def test_two_digests(home, threadgist) -> None:
    code, out, err = threadgist(
        "compare", "archive/one", "archive/other/digest.json", "--out", "out", "--labels", "A,B"
    )
    assert code == 0, err
    assert out.splitlines() == ["out/comparison.html", "out/comparison.md", "out/comparison.json"]
    assert "measured for the encoder all-MiniLM-L6-v2, not for tiny-hash" in err
    comparison = json.loads((home / "out/comparison.json").read_text(encoding="utf-8"))
    assert [event["label"] for event in comparison["events"]] == ["A", "B"]
    assert any(len(family["cells"]) == 2 for family in comparison["views"][0]["families"])
    page = (home / "out/comparison.html").read_text(encoding="utf-8")
    assert 'href="../archive/one/digest.html"' in page
    code, schema, _ = threadgist("schema", "comparison")
    assert code == 0
    jsonschema.validate(comparison, json.loads(schema), jsonschema.Draft202012Validator)


def test_the_order_of_arguments_does_not_change_the_files(home, threadgist) -> None:
    names = {"archive/one": "A", "archive/other": "B", "archive/small": "C"}
    made = set()
    for number, order in enumerate(permutations(names)):
        labels = ",".join(names[name] for name in order)
        assert threadgist("compare", *order, "--labels", labels, "--out", f"o{number}")[0] == 0
        made.add(
            tuple(
                (home / f"o{number}" / f"comparison.{kind}").read_bytes() for kind in ("html", "md", "json")
            )
        )
    assert len(made) == 1


def test_a_folder_holds_them_all(home, threadgist) -> None:
    code, _, err = threadgist("compare", "archive", "--out", "out", "--format", "json")
    assert code == 0
    assert "A small one" in err
    assert "no clear themes" in err
    assert [path.name for path in (home / "out").iterdir()] == ["comparison.json"]


def _write(home, name: str, text: str | bytes) -> str:
    folder = home / name
    folder.mkdir()
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "digest.json").write_bytes(content)
    return name


def _old(home) -> str:
    fields = json.loads((home / "archive/other/digest.json").read_text(encoding="utf-8"))
    return _write(home, "old", json.dumps({**fields, "schema_version": 0}))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda home: None,
            "archive/one/digest.json: one debate cannot be compared; name two or more digests",
        ),
        (lambda home: "archive/one/digest.json", "one debate cannot be compared"),
        (
            lambda home: _write(home, "copy", (home / "archive/one/digest.json").read_bytes()),
            "are the same digest",
        ),
        (
            _old,
            "old/digest.json: written with schema version 0, this threadgist reads version 2; make the digest again",
        ),
        (lambda home: _write(home, "cut", '{"title": '), "cut/digest.json: not valid JSON"),
        (lambda home: _write(home, "bytes", b"\xff\xfe{}"), "bytes/digest.json: not valid JSON"),
        (lambda home: _write(home, "list", "[1, 2]"), "list/digest.json: no digest"),
        (lambda home: "nowhere", "nowhere: no such file or folder"),
        (lambda home: (home / "empty").mkdir() or "empty", "empty: no digest.json in this folder"),
    ],
)
def test_bad_input(home, threadgist, make, says) -> None:
    second = make(home)
    code, out, err = threadgist("compare", "archive/one", *([second] if second else []), "--out", "out")
    assert (code, out) == (3, "")
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert not (home / "out").exists()


def test_labels_of_another_number(home, threadgist) -> None:
    code, _, err = threadgist("compare", "archive", "--labels", "A,B")
    assert code == 3
    assert (
        "--labels names 2 for 3 digests: give one for each, in this order: archive/one/digest.json, " in err
    )


def test_unknown_format(home, threadgist) -> None:
    code, _, err = threadgist("compare", "archive", "--format", "pdf")
    assert (code, "html, md, json" in err) == (3, True)
    code, _, err = threadgist("schema", "nothing")
    assert (code, "there are digest, comparison" in err) == (3, True)


def _made_by_another(home) -> str:
    text = (home / "archive/other/digest.json").read_text(encoding="utf-8")
    fields = json.loads(text)
    fields["provenance"]["encoder"] |= {"name": "other-model", "revision": "9", "dimension": 3}
    for one in fields["themes"]:
        one["centroid"] = [1.0, 0.0, 0.0]
    return _write(home, "foreign", json.dumps(fields))


def test_another_encoder_is_refused_or_encoded_again(home, threadgist) -> None:
    foreign = _made_by_another(home)
    code, _, err = threadgist("compare", "archive/one", foreign, "--out", "out")
    assert code == 3
    assert "tiny-hash (1), foreign/digest.json was made with the encoder" not in err
    assert "tiny-hash (1)" in err
    assert "other-model (9)" in err
    assert "--reencode" in err
    labels = ("--labels", "A,B")
    code, _, err = threadgist(
        "compare", "archive/one", foreign, "--out", "again", "--reencode", "--encoder", "tiny-hash", *labels
    )
    assert code == 0, err
    assert threadgist("compare", "archive/one", "archive/other", "--out", "plain", *labels)[0] == 0
    again, plain = (
        json.loads((home / name / "comparison.json").read_text(encoding="utf-8"))
        for name in ("again", "plain")
    )
    strip = [
        [(len(f["cells"]), f["heading"], f["similarity"]) for f in c["views"][0]["families"]]
        for c in (again, plain)
    ]
    assert strip[0] == strip[1]


def test_encoding_again_with_the_same_encoder_changes_nothing(digests) -> None:
    for digest in digests.values():
        again = reencode(digest, TinyEncoder())
        before, after = make_side(digest, "k", "n"), make_side(again, "k", "n")
        for one, other in zip(before.themes, after.themes, strict=True):
            assert one.centroid == pytest.approx(other.centroid, abs=2e-4)


def test_a_side_is_cut_down_but_whole(digests) -> None:
    digest = digests["one"]
    side = make_side(load_digest(render(digest, "json")), "k", "n")
    assert [one.theme.people for one in side.themes] == [theme.author_count for theme in digest.themes]
    assert [one.theme.share for one in side.themes] == [theme.share for theme in digest.themes]
    for one, theme in zip(side.themes, digest.themes, strict=True):
        flat = list(theme.bullets)
        for bullet in flat:
            flat.extend(bullet.children)
        assert {saying.id for saying in one.theme.sayings} == {bullet.id for bullet in flat}


def test_trends_reads_only_what_is_new(home, threadgist, monkeypatch) -> None:
    for number, name in enumerate(("one", "other", "small")):
        path = home / "archive" / name / "digest.json"
        fields = json.loads(path.read_text(encoding="utf-8"))
        fields["first_at"] = fields["last_at"] = f"2025-0{number + 1}-01T00:00:00Z"
        path.write_text(json.dumps(fields), encoding="utf-8")
    _write(home / "archive", "broken", "{")
    code, out, err = threadgist("trends", "archive", "--out", "out")
    assert code == 0, err
    assert out.splitlines()[0] == "out/trends.html"
    assert "left out: archive/broken/digest.json: not valid JSON" in err
    first = (home / "out/trends.json").read_bytes()
    result = json.loads(first)
    assert result["trends"]["since"] == "2025-02-01T00:00:00Z"
    assert any("broken" in notice for notice in result["notices"])

    read = []
    import threadgist.compare.load as module

    monkeypatch.setattr(
        module, "make_side", lambda *arguments: read.append(arguments[2]) or make_side(*arguments)
    )
    assert threadgist("trends", "archive", "--out", "out")[0] == 0
    assert read == []
    assert (home / "out/trends.json").read_bytes() == first
    (home / "archive/other/digest.json").write_text(
        render(load_digest((home / "archive/other/digest.json").read_text(encoding="utf-8")), "json"),
        encoding="utf-8",
    )
    assert threadgist("trends", "archive", "--out", "out")[0] == 0
    assert read == ["archive/other/digest.json"]


def test_trends_without_dates(home, threadgist) -> None:
    code, _, err = threadgist("trends", "archive")
    assert code == 3
    assert "fewer than two digests are dated" in err
    code, _, err = threadgist("trends", "archive", "--since", "soon")
    assert code == 3
    assert "write it as 2025-11-01" in err
