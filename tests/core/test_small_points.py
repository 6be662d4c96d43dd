"""Small threads: what every comment says, in the order of the thread."""

from threadgist.backends.encoders import TinyEncoder
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.select import SMALL_THREAD, Context, select_points
from threads import TINY, TOPICS, comment, thread

QUESTION = "Is there a way to keep the swimming pool open in winter without heating it?"


def printed(*comments, most=SMALL_THREAD):
    corpus = make_corpus(thread(*comments), TINY)
    context = Context(corpus, embed(corpus, TinyEncoder()))
    points = select_points(context, most)
    texts = {one.id: one.text for one in corpus.thread.comments}
    return [texts[p.span.comment_id][p.span.start : p.span.end] for p in points]


def test_points_follow_the_thread():
    said = [topic[0] for topic in TOPICS[:4]]
    assert printed(*said) == said
    assert printed(*said[::-1]) == said[::-1]


def test_what_a_comment_opens_with_comes_before_what_it_adds_and_the_opener_may_have_two():
    first, second, third = TOPICS[0][:3]
    answer, addition = TOPICS[1][:2]
    others = [TOPICS[2][0], TOPICS[3][0], TOPICS[2][3]]
    assert printed(f"{first} {second} {third}", f"{answer} {addition}", *others) == [
        first,
        second,
        answer,
        *others,
    ]
    assert printed(f"{first} {second}", answer, most=2) == [first, answer]


def test_where_few_have_spoken_more_is_said_of_each():
    mine, yours = " ".join(TOPICS[0]), " ".join(TOPICS[1])
    alone = printed(mine)
    assert 1 < len(alone) <= 3
    assert alone == sorted(alone, key=mine.index)
    two = printed(mine, yours)
    assert len(two) == 5
    assert two[0] == TOPICS[0][0]
    assert [text in mine for text in two] == sorted((text in mine for text in two), reverse=True)
    assert len(printed(mine, yours, most=3)) == 3


def test_a_question_is_a_point_and_a_signature_is_none():
    mail = f"Hello all,\n\n{QUESTION}\n\nRegards,\nAnn Lee\nPhone: +1 617 555 0100"
    assert printed(comment("1", mail, "ann"), TOPICS[1][0])[0] == QUESTION


def test_there_is_room_where_little_was_said_and_none_where_much_was():
    pairs = [topic[:2] for topic in TOPICS[:3]]
    assert len(printed(*(" ".join(pair) for pair in pairs))) > len(pairs) + 1
    padding = ", which everybody knows who has ever lived here for a winter or two or three,"
    long = [" ".join(f"{text[:-1]}{padding} and that is all." for text in pair) for pair in pairs]
    assert len(printed(*long)) <= len(pairs) + 1


def test_a_sentence_in_the_words_of_the_others_is_printed_rather_than_one_in_words_of_its_own():
    others = ["The bypass needs a bridge for cyclists.", "No bridge, no bypass: cyclists drown otherwise."]
    own, shared = "My uncle collects antique porcelain owls.", "A bypass without a bridge ignores cyclists."
    assert shared in printed(*others, f"{own} {shared}", most=3)
    assert own not in printed(*others, f"{own} {shared}", most=3)
