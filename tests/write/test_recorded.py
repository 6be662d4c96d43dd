"""The whole path with a strong model: its answers to the prompts of the example threads, recorded and played back."""

import json
import re
import sys
from pathlib import Path

import pytest

from threadgist.flow import digest
from threadgist.pages import render
from threadgist.records import walk
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.speakers import parted
from threadgist.vector_cache import VectorCache

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from recorded import RecordedServer

pytest.importorskip("openai")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ANSWERS = Path(__file__).with_name("recorded")
THREADS = sorted(file.stem for file in ANSWERS.glob("*.json"))


@pytest.fixture(scope="module", params=THREADS)
def written(request, vectors, tmp_path_factory):
    """An example thread, digested with the recorded answers, and the server that gave them."""
    folder = tmp_path_factory.mktemp("recorded")
    (source,) = EXAMPLES.glob(f"{request.param}.*")
    # A trimmed copy of the answers would be missed here, a stale one shows what to answer in `folder`.
    with RecordedServer(ANSWERS / f"{request.param}.json", folder / "prompts") as server:
        writer = {"name": "server:recorded", "base_url": server.url, "context": 65_536, "retries": 0}
        settings = Settings.model_validate({"writer": writer})
        made = digest(read_thread(source), settings, cache=VectorCache(vectors))
        assert not server.missing, f"nobody has answered {server.missing}: see tests/recorded.py"
        yield made, server


def claims(made):
    return [bullet for theme in made.themes for bullet in walk(theme.bullets) if bullet.kind == "claim"]


def test_a_strong_model_writes_a_digest_of_its_own_sentences(written):
    made, _ = written
    assert not any(notice.code == "call" for notice in made.notices)
    # A clause that goes on in the sentence before it is none of its own.
    assert 2 <= len([one for one in made.summary if not parted(one.text, "en")[0]]) <= 4
    # What is not told by the title is said by several, who are counted.
    assert len([sentence for sentence in made.summary if len(sentence.comment_ids) > 1]) >= 2
    assert made.provenance.checker == "recorded"
    assert len(claims(made)) >= 10
    points = [bullet for bullet in claims(made) if bullet.role == "point"]
    authors = {comment.id: comment.author for comment in made.comments}
    paragraphs = [{authors[id_] for one in walk([point]) for id_ in one.comment_ids} for point in points]
    assert len([people for people in paragraphs if len(people) > 1]) >= len(points) / 2
    assert any(child.role == "side" for bullet in claims(made) for child in bullet.children)
    assert all(theme.heading for theme in made.themes)


def test_every_comment_has_its_place_and_most_are_told_of(written):
    made, _ = written
    assert [entry.comment_id for entry in made.ledger] == [comment.id for comment in made.comments]
    assert made.counts.coverage > 0.8
    assert made.counts.cited > made.counts.usable / 3


def test_the_words_for_people_fit_their_number(written):
    made, _ = written
    for bullet in claims(made):
        first = re.match(r"(One commenter|Two commenters|Some|Several|Many)\b", bullet.text)
        # "Some hours should be quiet, one commenter asks": of things, not people.
        people = not re.search(r", (?:one|two|some|several|many|others)\b", bullet.text)
        if first is not None and people and not bullet.text.endswith(":"):
            least, most = {
                "One commenter": (1, 1),
                "Two commenters": (2, 2),
                "Some": (3, 3),
                "Several": (4, 11),
                "Many": (5, 999),
            }[first[1]]
            assert least <= bullet.people <= most, bullet.text
            # Seven and more are several only where they are a small part of all, and many only where they are not.
            few = bullet.people < 12 and bullet.people < 0.08 * made.counts.commenters
            assert bullet.people < 7 or few == (first[1] == "Several"), bullet.text


def test_the_page_leads_from_sentences_to_comments(written):
    made, _ = written
    page = render(made, "html")
    assert page.count('class="evidence behind"') >= len(claims(made)) / 2
    for sentence in made.summary:
        assert sentence.text[:40].replace("'", "&#39;") in page or sentence.text[:20] in page


def test_nothing_is_asked_twice(written):
    _, server = written
    assert len(server.asked) == len(set(server.asked))
    known = json.loads(server.answers.read_text(encoding="utf-8"))
    assert set(server.asked) <= set(known)
