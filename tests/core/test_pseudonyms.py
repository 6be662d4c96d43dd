import json

import pytest
from hypothesis import HealthCheck, given, settings

from threadgist import render
from threadgist.pseudonyms import pseudonymise
from threadgist.records import Article
from threads import comment, thread, threads, tiny_digest, tiny_settings, village


def masked(text, *authors, **rest):
    people = [
        comment(number, "Nothing in particular to say here.", name) for number, name in enumerate(authors)
    ]
    result = pseudonymise(thread(*people, comment("m", text, "narrator_1"), **rest))
    names = {before: after.author for before, after in zip(authors, result.comments, strict=False)}
    return result.comments[-1].text, names


@pytest.mark.parametrize(
    "text",
    [
        "As @{} said",
        "As @{}, said",
        "As @{}. Then more",
        "/u/{} and others",
        "u/{}'s point",
        "@{}-like talk",
        "(@{})",
    ],
)
@pytest.mark.parametrize("author", ["ann", "Bo_42", "fay.fox", "Gus O'Neil", "Dr. Dee", "日本", "<b>eve</b>"])
def test_a_name_is_replaced_where_it_is_addressed(text, author):
    found, names = masked(text.format(author), author)
    assert found == text.format(names[author].replace(" ", ""))


@pytest.mark.parametrize("text", ["I think {} is right.", "{}: no.", "{}-style", "quoted.{}", "({})", "{}"])
@pytest.mark.parametrize("author", ["Bo_42", "kestrel9", "camelCase", "Team Nine_9"])
def test_a_name_like_no_word_is_replaced_wherever_it_stands(text, author):
    found, names = masked(text.format(author), author)
    assert found == text.format(names[author])
    lower, _ = masked(text.format(author.lower()), author)
    assert author.lower() not in lower


def test_ordinary_words_and_numbers_are_left_alone():
    text = "The frog said in 2024 that ann may come; write to x@frog and see frogs."
    found, names = masked(text, "frog", "2024", "ann", "may")
    assert found == text.replace("@frog", "@" + names["frog"].replace(" ", ""))


def test_titles_and_articles_are_masked_too():
    source = thread(
        comment(1, "Words are said here.", "Bo_42"),
        title="Bo_42 asks: why?",
        author="Bo_42",
        article=Article("On @Bo_42", lead="Bo_42 has been heard."),
    )
    result = pseudonymise(source)
    assert "Bo_42" not in repr(result)
    assert result.author == result.comments[0].author


def test_pseudonyms_are_stable_distinct_and_of_this_thread():
    authors = [f"user_{number}" for number in range(5_000)]
    source = thread(*(comment(number, "Hello to you all.", name) for number, name in enumerate(authors)))
    first, again = pseudonymise(source), pseudonymise(source)
    assert first == again
    assert len({one.author for one in first.comments}) == len(authors)
    elsewhere = pseudonymise(thread(comment(0, "Hello to you all.", "user_0"), id="other"))
    assert elsewhere.comments[0].author != first.comments[0].author


def test_many_authors_are_found_in_long_texts():
    text = "As user_17 said to @user_400, the pool must stay open for another year. " * 100
    source = thread(*(comment(number, text, f"user_{number}") for number in range(200)))
    result = pseudonymise(source)
    assert not any("user_17 " in one.text or "user_400" not in one.text for one in result.comments)


def test_nobody_stays_nobody():
    source = thread(comment(1, "Words are said here.", None), comment(2, "And here."))
    anonymous = thread(*(comment(one.id, one.text) for one in source.comments))
    silent = thread()
    assert pseudonymise(silent) is silent
    assert all(one.author for one in pseudonymise(anonymous).comments)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(threads(min_size=1, max_size=25))
def test_no_output_names_an_author(source):
    # Names that cannot come about by chance, and that the texts mention.
    secret = {one.author: f"zq{number}xxqz" for number, one in enumerate(source.comments) if one.author}
    people = tuple(
        comment(
            one.id,
            f"{one.text} {secret.get(one.author, '')} said it, @{secret.get(one.author, '')} too."
            if not one.gone
            else "",
            secret.get(one.author),
            parent_id=one.parent_id,
            gone=one.gone,
        )
        for one in source.comments
    )
    digest = tiny_digest(thread(*people), tiny_settings(page={"pseudonyms": True}))
    for fmt in ("html", "md", "txt", "json"):
        output = render(digest, fmt).casefold()
        assert not [name for name in secret.values() if name in output]


def test_a_digest_with_pseudonyms_says_so_and_counts_the_same():
    source = village(60)
    plain, hidden = tiny_digest(source), tiny_digest(source, tiny_settings(page={"pseudonyms": True}))
    assert "pseudonyms" in [notice.code for notice in hidden.notices]
    assert hidden.counts == plain.counts
    assert "person" not in json.dumps([one.author for one in hidden.comments])
