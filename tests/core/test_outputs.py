import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.errors import OutputError
from threadgist.outputs import MAX_SLUG_BYTES, ensure_writable, folder_for, slug, write_whole
from threads import thread, tiny_digest


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("US declines to sign: why?", "us-declines-to-sign-why"),
        ("It's the council’s pool", "its-the-councils-pool"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "thread"),
        ("", "thread"),
        ("...hidden", "hidden"),
        ("市場の野菜", "市場の野菜"),
        ("Ｆｕｌｌ ＷＩＤＴＨ", "full-width"),
        ("👍", "thread"),
    ],
)
def test_a_title_makes_a_folder_name(title, name):
    assert slug(title) == name


@given(st.text())
def test_a_folder_name_is_safe(title):
    name = slug(title)
    assert name
    assert not name.startswith((".", "-"))
    assert len(name.encode()) <= MAX_SLUG_BYTES
    assert not set(name) & set('/\\:*?"<>|\x00\n ')


def test_long_titles_end_at_a_word_and_endless_words_are_cut():
    assert slug("word " * 50) == "-".join(["word"] * 16)
    assert slug("x" * 500) == "x" * 80
    assert slug("市" * 500) == "市" * 26


def test_threads_share_no_folder(tmp_path):
    def named(thread_id):
        return tiny_digest(thread("The pool must stay open for everybody.", id=thread_id))

    taken: set = set()
    first = folder_for(tmp_path, named("a b"), taken)
    second = folder_for(tmp_path, named("a-b"), taken)
    third = folder_for(tmp_path, named("a.b"), taken)
    assert [path.name for path in (first, second, third)] == [
        "the-village-meeting",
        "the-village-meeting-a-b",
        "the-village-meeting-a-b-2",
    ]


def test_a_later_run_leaves_other_threads_alone(tmp_path):
    def run(*ids):
        taken: set = set()
        folders = []
        for thread_id in ids:
            digest = tiny_digest(thread("The pool must stay open for everybody.", id=thread_id))
            folder = folder_for(tmp_path, digest, taken)
            write_whole(folder, {"digest.json": f'{{"thread_id": "{thread_id}"}}'})
            folders.append(folder)
        return folders

    one, two = run("1", "2 x")
    assert run("2 x") == [two]
    (three,) = run("2-x")
    assert len({one, two, three}) == 3
    assert run("1", "2 x", "2-x") == [one, two, three]
    # Whatever somebody may have made of the file.
    (three / "digest.json").write_text(
        '{"thread_id": "4", "source": "made", "comments": [{"id": [1]}, {"id": 2}]}'
    )
    assert run("2-x") != [three]


def test_files_are_written_as_they_are(tmp_path):
    paths = write_whole(tmp_path / "new", {"a.txt": "ü\n", "b.txt": "line\r\nend"})
    assert [path.read_bytes() for path in paths] == ["ü\n".encode(), b"line\r\nend"]
    assert not [name for name in os.listdir(tmp_path / "new") if name.startswith(".")]
    mask = os.umask(0)
    os.umask(mask)
    assert paths[0].stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize("broken", ["os.fsync", "pathlib.Path.replace", "tempfile.mkstemp"])
def test_a_failure_leaves_the_old_and_no_rubbish(tmp_path, monkeypatch, broken):
    write_whole(tmp_path, {"a.txt": "old"})

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(broken, full)
        with pytest.raises(OutputError, match="No space left"):
            write_whole(tmp_path, {"a.txt": "new", "b.txt": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}


def test_a_folder_is_probed_without_a_trace(tmp_path):
    ensure_writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="--out"):
        ensure_writable(tmp_path / "file")
    with pytest.raises(OutputError, match="--out"):
        ensure_writable(tmp_path / "file" / "below")
