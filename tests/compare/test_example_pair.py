"""The two example threads that ship with threadgist make a pair."""

from pathlib import Path

from threadgist import read_thread

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_second_example_reads_as_the_first_does() -> None:
    thread = read_thread(str(EXAMPLES / "chat-control-vote.json"))
    assert thread.source == read_thread(str(EXAMPLES / "un-cybercrime-treaty.json")).source == "hackernews"
    people = {one.author for one in thread.comments if one.author}
    assert 90 <= len(thread.comments) <= 110
    assert len(people) >= 55
    assert sum(one.gone is not None for one in thread.comments) == 1
    texts = [one.text for one in thread.comments]
    assert len(texts) - len(set(texts)) == 1
    by_id = {one.id: one for one in thread.comments}
    assert all(one.created_at > by_id[one.parent_id].created_at for one in thread.comments if one.parent_id)
