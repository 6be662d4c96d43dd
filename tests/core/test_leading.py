import pytest

from threadgist.backends.encoders import TinyEncoder
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.records import Brief, Clustering, Point, Span, Theme
from threadgist.select.context import Context, Line
from threadgist.select.leading import lead
from threadgist.select.points import BAR
from threadgist.write.extractive import bullet, in_short, write
from threads import TINY, comment, thread

CLAIMS = (
    "Closing the swimming pool costs the council more than a new boiler, because swimming lessons would move away.",
    "The market should return to Saturday, because people with jobs could buy vegetables from the market stalls again.",
    "Church bells before eight should be forbidden, because shift workers at the hospital need quiet mornings.",
    "Lorries should leave the high street by a bypass, because traffic keeps children from walking to school.",
)
CONTRADICTION = "No, a new boiler costs less than the council pays consultants in a single winter."
INFORMATION = "The council has ordered a heat pump for the pool, and builders will fit it in the autumn."
NOD = "Exactly, the boiler of the pool is older than the church and has never been repaired."
QUIP = "Cats have boilers too."


def spoken(claims=CLAIMS, **rest):
    return [comment(f"c{n}", text, **rest) for n, text in enumerate(claims)]


def read(*comments, values):
    """A context in which every comment is one line; `values` is what it is worth above the bar of a line, else 1.7."""
    corpus = make_corpus(thread(*comments), TINY)
    context = Context(corpus, embed(corpus, TinyEncoder(), None))
    worth = {one.id: BAR + values.get(one.id, 1.7) for one in comments}

    def lines(comment_id, *, answer=False):
        said = context.comments[comment_id]
        line = Line(whole(said).span, said.text, worth[comment_id], False, frozenset())
        return () if comment_id in context.barred else (line,)

    context.lines = lines
    return context


def whole(one, *answers):
    return Point(Span(one.id, 0, len(one.text)), (), answers)


def said(comments, *, sizes=(9, 7, 5, 1), banter=(False,) * 4, answers=(), values=None):
    """Choose among themes of one line each, below the first of which stand `answers`."""
    below = [comment(f"a{n}", text, parent_id="c0", role=role) for n, (text, role) in enumerate(answers)]
    context = read(*comments, *below, values=values or {})
    points = [(whole(one),) for one in comments]
    points[0] = (whole(comments[0], *map(whole, below)),)
    themes = [Theme(f"t{n}", (), (one.id,), sizes[n]) for n, one in enumerate(comments)]
    return lead(context, points, Clustering(tuple(themes), (), None), banter[: len(themes)])


def test_the_first_lines_of_the_largest_themes():
    assert said(spoken()) == ((0, 0, None), (1, 0, None), (2, 0, None))
    assert said(spoken(), sizes=(1, 5, 7, 9)) == ((1, 0, None), (2, 0, None), (3, 0, None))


def test_an_answer_that_contradicts_or_comes_from_the_host_stands_below_its_claim():
    for text, role in ((CONTRADICTION, None), (INFORMATION, "host")):
        assert said(spoken(), answers=[(text, role)])[0] == (0, 0, 0)


@pytest.mark.parametrize("text", [NOD, INFORMATION, QUIP])
def test_an_answer_that_agrees_adds_or_quips_does_not(text):
    assert said(spoken(), answers=[(text, None)])[0] == (0, 0, None)


def test_the_best_answer_is_taken():
    assert said(spoken(), answers=[(NOD, None), (CONTRADICTION, None)])[0] == (0, 0, 1)


def test_a_pair_of_a_small_theme_goes_before_a_line_of_a_larger():
    small_first = said(spoken(), sizes=(2, 9, 8, 7), answers=[(CONTRADICTION, None)])
    assert small_first[0] == (0, 0, 0)
    assert len(small_first) == 3


def test_nothing_of_a_theme_of_jokes():
    assert said(spoken(), banter=(True, False, False, False)) == ((1, 0, None), (2, 0, None), (3, 0, None))


def test_one_line_alone_says_nothing_in_short():
    assert said(spoken(), banter=(False, True, True, True)) == ()
    assert said(spoken(CLAIMS[:1])) == said(spoken(["Me too.", CLAIMS[0]])) == ()


def test_a_line_must_deserve_it_and_with_an_answer_less_is_enough():
    weak = {"c0": 0.4, "c1": 0.4}
    assert said(spoken(), values=weak) == ((2, 0, None), (3, 0, None))
    assert said(spoken(), values=weak, answers=[(CONTRADICTION, None)])[0] == (0, 0, 0)
    poor = {"a0": -0.8}
    assert said(spoken(), values=poor, answers=[(CONTRADICTION, None)])[0] == (0, 0, None)


def test_no_line_twice():
    again = CLAIMS[0].replace("would", "will")
    assert said(spoken([CLAIMS[0], again, *CLAIMS[1:3]])) == ((0, 0, None), (2, 0, None), (3, 0, None))


def test_votes_choose_in_a_consultation_and_what_most_reject_is_left_out():
    votes = [(10, 190), (120, 80), (190, 10), (180, 20)]
    statements = [
        comment(f"c{n}", text, agrees=agrees, disagrees=disagrees)
        for n, (text, (agrees, disagrees)) in enumerate(zip(CLAIMS, votes, strict=True))
    ]
    assert said(statements, sizes=(5, 5, 5, 5))[-2:] == ((2, 0, None), (3, 0, None))
    assert all(theme != 0 for theme, _, _ in said(statements, sizes=(9, 5, 5, 5)))


def test_a_thread_of_banter_has_no_short_form():
    jokes = [comment(f"j{n}", f"All hail goose number {n} lol", parent_id="c0") for n in range(40)]
    claims = spoken()
    context = read(*claims, *jokes, values={})
    points = [(whole(one),) for one in claims]
    themes = tuple(Theme(f"t{n}", (), (f"c{n}",), 5) for n in range(len(CLAIMS)))
    assert lead(context, points, Clustering(themes, (), None), [False] * 4) == ()


def test_in_short_names_lines_below_a_heading_and_lines_set_aside():
    said = {f"c{n}": comment(f"c{n}", text) for n, text in enumerate(CLAIMS[:4])}
    one, two, three, four = map(whole, said.values())
    briefs = [Brief("t0", ("Buses",), (one,), (two,)), Brief("t1", ("Trams",), (), (three, four))]
    points = [bullet(point, said) for brief in briefs for point in brief.aside]
    short = in_short([write(brief, said) for brief in briefs], points, briefs, [(0, 0, None), (1, 1, None)])
    assert [(sentence.text, sentence.bullet_ids) for sentence in short] == [
        (f"“{CLAIMS[0]}”", ("t0-1",)),
        (f"“{CLAIMS[3]}”", ("p-3",)),
    ]
