"""Stack Exchange and GitHub. No samples of these answers were at hand: the fields are those of
api.stackexchange.com/docs (types question, answer, comment, wrapper), docs.github.com/rest (issues, pulls) and
its GraphQL reference (Discussion, DiscussionComment)."""

import json

import pytest

from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions
from threadgist.fetch.patience import Tokens

SE = "https://api.stackexchange.com/2.3"
COMMON = "site=stackoverflow&filter=withbody&pagesize=100"
ORDERED = "&order=asc&sort=creation"


def wrapper(*items, more=False, **fields):
    return {"items": list(items), "has_more": more, "quota_max": 300, "quota_remaining": 250, **fields}


def owner(name):
    return {"user_id": 1, "user_type": "registered", "display_name": name, "link": "https://x.example/"}


QUESTION = {
    "question_id": 9,
    "title": "Why is &quot;x&quot; slow?",
    "body": "<p>My loop is <code>slow</code>.</p>",
    "owner": owner("Ann &amp; Co"),
    "creation_date": 1_700_000_000,
    "score": 8,
    "answer_count": 3,
    "link": "https://stackoverflow.com/questions/9/why-is-x-slow",
}


def answer(number):
    return {
        "answer_id": number,
        "question_id": 9,
        "body": f"<p>Answer {number}</p>",
        "owner": owner(f"user{number}"),
        "creation_date": 1_700_000_000 + number,
        "score": number,
        "is_accepted": False,
    }


def note(number, post):
    return {
        "comment_id": number,
        "post_id": post,
        "body": f"note {number} &lt;b&gt;",
        "owner": {"user_type": "does_not_exist", "display_name": "gone"},
        "creation_date": 1_700_001_000 + number,
        "score": 0,
    }


def stackoverflow(site):
    site.on(f"{SE}/questions/9?{COMMON}&page=1", wrapper(QUESTION))
    first = wrapper(answer(20), answer(21), more=True, backoff=10)
    site.on(f"{SE}/questions/9/answers?{COMMON}&page=1{ORDERED}", first)
    site.on(f"{SE}/questions/9/answers?{COMMON}&page=2{ORDERED}", wrapper(answer(22)))
    site.on(f"{SE}/questions/9/comments?{COMMON}&page=1{ORDERED}", wrapper(note(30, 9)))
    site.on(f"{SE}/answers/20;21;22/comments?{COMMON}&page=1{ORDERED}", wrapper(note(31, 21)))


def test_stackexchange_reads_answers_and_comments_and_pauses_when_asked(site, fetch, clock):
    stackoverflow(site)
    thread = fetch("https://stackoverflow.com/questions/9/why-is-x-slow")
    assert {c.id: c.parent_id for c in thread.comments} == {
        "a20": None, "a21": None, "a22": None, "c30": None, "c31": "a21",
    }  # fmt: skip
    urls = {c.id: c.url for c in thread.comments}
    assert urls["a20"] == "https://stackoverflow.com/a/20"
    assert urls["c31"] == "https://stackoverflow.com/questions/9#comment31_21"
    assert (thread.title, thread.author) == ('Why is "x" slow?', "Ann & Co")
    assert next(c.text for c in thread.comments if c.id == "c30") == "note 30 <b>"
    assert thread.stated_count == 5
    assert thread.article.lead == "My loop is slow."
    assert 10.0 in clock.slept


def test_stackexchange_with_its_allowance_used_up(site, fetch):
    problem = {
        "error_id": 502,
        "error_name": "throttle_violation",
        "error_message": "too many requests from this IP, more requests available in 80000 seconds",
    }
    site.on(f"{SE}/questions/9?{COMMON}&page=1", problem, status=400)
    with pytest.raises(SourceError, match=r"throttle_violation \(too many.*300 requests a day"):
        fetch("https://stackoverflow.com/questions/9")


def test_stackexchange_without_the_question(site, fetch):
    site.on(f"{SE}/questions/9?{COMMON}&page=1", wrapper())
    with pytest.raises(SourceError, match="not found: deleted"):
        fetch("https://stackoverflow.com/questions/9")


GH = "https://api.github.com/repos/ann/tool"


def gh_comment(number, text, **more):
    return {
        "id": number,
        "user": {"login": f"user{number}"},
        "body": text,
        "created_at": "2024-09-01T10:00:00Z",
        "html_url": f"https://github.com/ann/tool/issues/5#issuecomment-{number}",
        "reactions": {"+1": 3, "-1": 1, "total_count": 4},
        **more,
    }


def gh_issue(comments, **more):
    return {
        "number": 5,
        "title": "Crash on start",
        "body": "It *crashes*.",
        "user": {"login": "ann"},
        "comments": comments,
        "created_at": "2024-09-01T09:00:00Z",
        "html_url": "https://github.com/ann/tool/issues/5",
        **more,
    }


def following(url):
    return {"Link": f'<{url}>; rel="next", <{GH}/issues/5/comments?page=9>; rel="last"'}


def test_github_follows_the_link_header(site, fetch):
    site.on(f"{GH}/issues/5", gh_issue(4))
    second = f"{GH}/issues/5/comments?per_page=100&page=2"
    site.on(
        f"{GH}/issues/5/comments?per_page=100",
        [
            gh_comment(1, "Same **here**", author_association="MEMBER"),
            gh_comment(2, "> Same\n\nNot here", user={"login": "user2", "type": "Bot"}),
        ],
        headers=following(second),
    )
    site.on(second, [gh_comment(3, "Fixed", user=None)])
    thread = fetch("https://github.com/ann/tool/issues/5#issuecomment-2")
    assert [(c.id, c.author, c.score) for c in thread.comments] == [
        ("1", "user1", 2),
        ("2", "user2", 2),
        ("3", None, 2),
    ]
    assert [c.role for c in thread.comments] == ["host", "bot", None]
    assert thread.comments[0].text == "Same here"
    assert thread.comments[0].url.endswith("#issuecomment-1")
    assert thread.stated_count == 4
    assert (thread.id, thread.article.site) == ("ann/tool#5", "ann/tool")
    assert site.seen[0].headers["X-GitHub-Api-Version"]


@pytest.mark.parametrize("target", ["https://evil.example/x", f"{GH}/issues/5/comments"])
def test_github_pages_elsewhere_or_again_are_not_followed(site, fetch, target):
    site.on(f"{GH}/issues/5", gh_issue(1))
    site.on(f"{GH}/issues/5/comments?per_page=100", [gh_comment(1, "One")], headers=following(target))
    thread = fetch("https://github.com/ann/tool/issues/5", tokens=Tokens(github="ghp_secret"))
    assert len(thread.comments) == 1
    assert len(site.seen) == 2


def test_github_reads_all_that_is_said_of_a_pull_request(site, fetch):
    site.on(f"{GH}/issues/5", gh_issue(1, pull_request={"url": f"{GH}/pulls/5"}))
    site.on(f"{GH}/issues/5/comments?per_page=100", [gh_comment(1, "Nice")])
    site.on(f"{GH}/pulls/5", {"number": 5, "comments": 1, "review_comments": 2})
    code = [gh_comment(1, "Rename this"), gh_comment(2, "Done", in_reply_to_id=1)]
    site.on(f"{GH}/pulls/5/comments?per_page=100", code)
    reviews = [
        {"id": 1, "user": {"login": "bob"}, "body": "Looks good", "state": "APPROVED",
         "submitted_at": "2024-09-02T10:00:00Z", "html_url": "https://github.com/ann/tool/pull/5#r1"},
        {"id": 2, "user": {"login": "bob"}, "body": "", "state": "COMMENTED"},
    ]  # fmt: skip
    site.on(f"{GH}/pulls/5/reviews?per_page=100", reviews)
    thread = fetch("https://github.com/ann/tool/pull/5")
    assert {c.id: c.parent_id for c in thread.comments} == {"1": None, "r1": None, "r2": "r1", "v1": None}
    assert thread.stated_count == 4


def test_github_that_is_private_says_what_helps(site, fetch):
    with pytest.raises(
        SourceError, match=r"HTTP 404: .*set THREADGIST_GITHUB_TOKEN to a token if it is private"
    ):
        fetch("https://github.com/ann/tool/issues/5")


GRAPHQL = "https://api.github.com/graphql"


def connection(nodes, total=None, cursor=None):
    return {
        "totalCount": len(nodes) if total is None else total,
        "pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor},
        "nodes": nodes,
    }


def gql_comment(number, text, replies=None, **more):
    return {
        "id": f"DC_{number}",
        "databaseId": number,
        "url": f"https://github.com/ann/tool/discussions/8#discussioncomment-{number}",
        "body": text,
        "createdAt": f"2024-09-01T10:{number:02}:00Z",
        "upvoteCount": 2,
        "isMinimized": False,
        "deletedAt": None,
        "author": {"login": f"user{number}"},
        **({} if replies is None else {"replies": replies}),
        **more,
    }


def discussion(comments):
    about = {
        "id": "D_1",
        "title": "Roadmap",
        "url": "https://github.com/ann/tool/discussions/8",
        "body": "What next?",
        "createdAt": "2024-09-01T09:00:00Z",
        "author": {"login": "ann"},
    }
    return {"data": {"repository": {"discussion": {**about, "comments": comments}}}}


def test_github_discussions_page_through_comments_and_replies(site, fetch):
    first = gql_comment(1, "Speed", connection([gql_comment(2, "Yes")], 2, "R1"), authorAssociation="OWNER")
    second = gql_comment(4, "Spam", connection([]), isMinimized=True)
    more = {"data": {"node": {"replies": connection([gql_comment(3, "No")], 2)}}}
    site.on(GRAPHQL, discussion(connection([first], 2, "C1")), posted='"after": null')
    site.on(GRAPHQL, discussion(connection([second], 2)), posted='"after": "C1"')
    site.on(GRAPHQL, more, posted='"replies": "R1"')
    thread = fetch("https://github.com/ann/tool/discussions/8", tokens=Tokens(github="ghp_secret"))
    assert [(c.id, c.parent_id, c.gone) for c in thread.comments] == [
        ("1", None, None),
        ("2", "1", None),
        ("3", "1", None),
        ("4", None, "removed"),
    ]
    assert [c.role for c in thread.comments] == ["host", None, None, None]
    assert thread.stated_count == 4
    assert {seen.method for seen in site.seen} == {"POST"}
    assert json.loads(site.seen[0].body)["variables"]["number"] == 8
    assert site.seen[0].headers["Authorization"] == "Bearer ghp_secret"


def test_github_discussions_need_a_token(site, fetch):
    with pytest.raises(SourceError, match="only to those with a token; set THREADGIST_GITHUB_TOKEN"):
        fetch("https://github.com/ann/tool/discussions/8")
    assert site.seen == []


def test_github_discussions_tell_graphqls_errors(site, fetch):
    problem = {
        "data": None,
        "errors": [{"type": "NOT_FOUND", "message": "Could not resolve to a Discussion"}],
    }
    site.on(GRAPHQL, problem)
    with pytest.raises(SourceError, match="GitHub says: Could not resolve"):
        fetch("https://github.com/ann/tool/discussions/8", tokens=Tokens(github="x"))


def test_one_page_of_a_question_is_not_enough_but_its_comments_may_lack(site, fetch):
    stackoverflow(site)
    thread = fetch("https://stackoverflow.com/questions/9", FetchOptions(max_pages=2))
    assert len(thread.comments) == 2
    assert thread.stated_count == 3
    assert any("stopped after 2 pages" in repair for repair in thread.repairs)
