"""Made-up threads, for tests that write one in a format and read it back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

START = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
PEOPLE = ("Ada Quill", "Bo Reed", "Zoë Lund", "Дима")
WORDS = ("ferry", "should", "run", "übermorgen", "until", "midnight", "поздно", "夜中", "crews", "tire")


@dataclass(frozen=True)
class Said:
    """A comment: its number from 1, the number of what it answers or None, who, when and what."""

    number: int
    parent: int | None
    author: str
    time: datetime
    text: str


@st.composite
def talks(draw, *, tree=True, step=timedelta(minutes=1)):
    """Some comments in the order of their times, minutes apart."""
    size = draw(st.integers(1, 6))
    said = []
    moment = START
    for number in range(1, size + 1):
        moment += step * draw(st.integers(1, 3_000))
        parents = [None, *range(1, number)] if tree else [None]
        words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6))
        said.append(
            Said(
                number,
                draw(st.sampled_from(parents)),
                draw(st.sampled_from(PEOPLE)),
                moment,
                " ".join(words).capitalize() + ".",
            )
        )
    return said


def plain(said):
    """What shall come back: who says what, when, in answer to what text."""
    texts = {one.number: one.text for one in said}
    return [(one.author, one.text, one.time, texts.get(one.parent)) for one in said]


def read_back(thread):
    texts = {comment.id: comment.text for comment in thread.comments}
    return sorted(
        ((c.author, c.text, c.created_at, texts.get(c.parent_id)) for c in thread.comments),
        key=lambda row: tuple(map(str, row)),
    )


def expected(said):
    return sorted(plain(said), key=lambda row: tuple(map(str, row)))
