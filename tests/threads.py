"""Threads for tests: built by hand in a line, or grown by hypothesis, realistic and hostile at once."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from threadgist.backends.encoders import TinyEncoder
from threadgist.flow import digest as make_digest
from threadgist.records import Comment, Digest, Thread
from threadgist.settings import Settings
from threadgist.sources.assemble import assemble
from threadgist.sources.base import RawComment, RawThread

START = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)

# Four quarrels of a village; each sentence can stand alone, so that points come of them.
TOPICS = (
    (
        "The bypass would take the lorries out of the high street and let children walk to school again.",
        "A bypass has never reduced traffic anywhere; within ten years the lorries fill both roads.",
        "Lorries shake the houses on the high street so badly that our plaster cracks every winter.",
        "The county promised a bypass in 1987 and has built nothing but a consultation since.",
        "Traffic on the high street halved when the quarry closed, so the bypass solves an old problem.",
    ),
    (
        "The swimming pool loses money every year because the boiler is older than most of its swimmers.",
        "Closing the swimming pool would leave the nearest lesson for children forty minutes away by bus.",
        "A heat pump would pay for itself at the pool in six years, says the council's own report.",
        "Nobody under thirty uses the pool, and the gym next door is full of them.",
        "Swimming lessons save lives in a town with a river, and no gym teaches anybody to swim.",
    ),
    (
        "Market stalls pay twice the rent they paid before the pandemic and sell half as much cheese.",
        "The market should move back to Saturday, when people who have jobs can buy vegetables there.",
        "Vegetables from the market cost more than the supermarket's and last about four times as long.",
        "Stall holders were never asked about the new market hall, and it has no water taps.",
        "A market hall without parking is a museum of vegetables with a very expensive roof.",
    ),
    (
        "The church bells at six in the morning are heritage to some and torture to shift workers.",
        "Anyone who buys a house beside a church should expect bells, as with a farm and its cows.",
        "Ringing the bells from eight o'clock would please the sleepers and cost the church nothing.",
        "Bells were silent for the whole war and the parish survived that without losing its heritage.",
        "Shift workers at the hospital asked for quiet bells in a letter that the parish never answered.",
    ),
)
SENTENCES = tuple(sentence for topic in TOPICS for sentence in topic)
HOSTILE = (
    "<script>alert('bells')</script>",
    '<b>Bold</b> claims & <i>italic</i> ones about the bypass need sources, says "nobody" at all.',
    'An "><img src=x onerror=alert(1)> walks into the market and asks for vegetables.',
    "[click here](javascript:alert(1)) for the truth about the swimming pool boiler",
    "Zero\u200bwidth and bi\u202edi marks \u2066hide\u2069 in the market stalls of this sentence.",
    "NUL\x00 bytes\x01 and bells\x07 ring in this sentence about the church tower.",
    "“Curly quotations” and … dots inside the sentence about the bypass must stay as they are.",
    "> The bypass would take the lorries out of the high street.",
    "    x = pool.boiler.replace(heat_pump)",
    'https://example.org/a?b=<c>&d="e"',
    "www.example.org/" + "x" * 300,
    "市場の野菜は高いけれど、スーパーの野菜より四倍長持ちします。だから私は市場で買います。",
    "बाज़ार की सब्ज़ियाँ महँगी हैं लेकिन वे चार गुना ज़्यादा चलती हैं।",
    "أسعار الخضار في السوق أعلى من المتجر لكنها تدوم أطول بكثير من غيرها.",
    "👍👍🏽 👨‍👩‍👧‍👦",
    "w" * 700,
    "LOL!!! what??? NO WAY THIS IS REAL!!!",
    "e" + "\u0301" * 50 + " accents pile up on one letter of the church bells here.",
    "1.",
    "[1]",
    "- ",
    "​",
    "",
    "   ",
    "I agree.",
    "This.",
)
AUTHORS = (
    "ann",
    "Bo_42",
    "cy-3",
    "Dr. Dee",
    "<b>eve</b>",
    "fay.fox",
    "Gus O'Neil",
    "ann ",
    "日本",
    "deleted?",
)

_bodies = st.lists(
    st.one_of(
        st.sampled_from(SENTENCES),
        st.sampled_from(SENTENCES),
        st.sampled_from(SENTENCES),
        st.sampled_from(HOSTILE),
        st.text(max_size=60),
    ),
    min_size=1,
    max_size=4,
).flatmap(lambda pieces: st.sampled_from((" ", "\n\n", "\n")).map(lambda gap: gap.join(pieces)))


@st.composite
def raw_comments(draw: st.DrawFn, number: int, total: int) -> RawComment:
    """One comment of a thread of `total`: now and then gone, doubly named, orphaned, or its own ancestor."""
    return RawComment(
        body=draw(_bodies),
        id=draw(st.sampled_from((str(number), str(number), str(number), None, "1"))),
        parent=draw(st.one_of(st.none(), st.integers(0, total).map(str), st.just("nowhere"))),
        author=draw(st.one_of(st.sampled_from(AUTHORS), st.none())),
        created_at=draw(
            st.one_of(st.none(), st.integers(0, 500).map(lambda m: START + timedelta(minutes=m)))
        ),
        score=draw(st.one_of(st.none(), st.integers(-20, 3_000))),
        url=draw(st.sampled_from((None, f"https://example.org/c/{number}?a=1&b=<2>", "javascript:alert(1)"))),
        gone=draw(st.sampled_from((None,) * 9 + ("deleted", "removed"))),
        markup=draw(st.sampled_from(("plain", "plain", "html"))),
    )


@st.composite
def raw_threads(draw: st.DrawFn, min_size: int = 0, max_size: int = 40) -> RawThread:
    """A whole thread, with copies of some of its comments by other people or by the same."""
    total = draw(st.integers(min_size, max_size))
    comments = [draw(raw_comments(number, total)) for number in range(total)]
    for copy in range(draw(st.integers(0, 3)) if comments else 0):
        original = draw(st.sampled_from(comments))
        author = draw(st.sampled_from(AUTHORS))
        comments.append(
            RawComment(body=original.body, id=f"copy{copy}", author=author, markup=original.markup)
        )
    title = draw(st.sampled_from(("The village <b>meeting</b> & more", "Bypass", "", "\u202eReversed\x00")))
    return RawThread(
        tuple(comments), title=title, stated_count=draw(st.sampled_from((None, total, total + 5)))
    )


def threads(min_size: int = 0, max_size: int = 40) -> st.SearchStrategy[Thread]:
    """Threads as a source hands them over: unique ids, valid parents, clean text."""
    return raw_threads(min_size, max_size).map(
        lambda raw: assemble(raw, source="test", fallback_title="A thread")
    )


def comment(number: int | str, text: str, author: str | None = "", **rest: object) -> Comment:
    """A comment with an author of its own, unless one is named, or None."""
    named = f"p{number}" if author == "" else author
    return Comment(**{"id": str(number), "parent_id": None, "author": named, "text": text, **rest})


def thread(*texts: str | Comment, **rest: object) -> Thread:
    """A thread of these texts, each by another author."""
    comments = tuple(
        text if isinstance(text, Comment) else comment(number, text) for number, text in enumerate(texts, 1)
    )
    return Thread(
        **{"id": "t", "title": "The village meeting", "source": "test", "comments": comments, **rest}
    )


def village(people: int = 60) -> Thread:
    """A debate with four subjects, said in many words by many people, with replies."""
    comments = []
    for number in range(people):
        topic = TOPICS[number % len(TOPICS)]
        first, second = topic[number // 4 % 5], topic[(number // 4 + 1 + number // 20) % 5]
        parent = str(number - 4) if number % 3 == 2 and number >= 4 else None
        text = f"{first} {second} That is what number {number} has to say."
        comments.append(comment(number, text, f"person{number % 45}", parent_id=parent))
    return thread(*comments)


TINY = Settings.model_validate({"encoder": {"name": "tiny-hash", "cache": False}})


def tiny_settings(**sections: dict[str, object]) -> Settings:
    """Settings with the tiny encoder, no cache, and these sections on top."""
    return Settings.model_validate({"encoder": {"name": "tiny-hash", "cache": False}, **sections})


def tiny_digest(source: Thread, settings: Settings = TINY) -> Digest:
    """The digest of a thread by the tiny encoder."""
    return make_digest(source, settings, encoder=TinyEncoder())
