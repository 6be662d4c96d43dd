"""WordPress: no sample of its REST API was at hand; fields and headers are those of developer.wordpress.org."""

import pytest

from threadgist.errors import SourceError

BLOG = "https://blog.example"
API = f"{BLOG}/wp-json/wp/v2"


def post(number=12, link=f"{BLOG}/2024/05/a-post/"):
    return {
        "id": number,
        "link": link,
        "slug": "a-post",
        "date_gmt": "2024-05-01T08:00:00",
        "title": {"rendered": "Bread &#038; butter"},
        "content": {"rendered": "<p>First paragraph.</p>", "protected": False},
    }


def comment(number, text, parent=0):
    return {
        "id": number,
        "post": 12,
        "parent": parent,
        "author": 0,
        "author_name": f"Reader &#8211; {number}",
        "date": "2024-05-02T10:00:00",
        "date_gmt": f"2024-05-02T08:{number % 60:02}:00",
        "content": {"rendered": f"<p>{text}</p>\n"},
        "link": f"{BLOG}/2024/05/a-post/#comment-{number}",
        "status": "approved",
        "type": "comment",
    }


def page(number, api=API, of=12):
    return f"{api}/comments?post={of}&per_page=100&page={number}&order=asc&orderby=date"


def test_wordpress_pages_through_the_comments(site, fetch):
    site.on(f"{API}/posts?slug=a-post", [post(3, f"{BLOG}/2019/05/a-post/"), post()])
    total = {"X-WP-Total": "105", "X-WP-TotalPages": "2"}
    site.on(page(1), [comment(n, f"Opinion {n}") for n in range(1, 101)], headers=total)
    site.on(page(2), [comment(101, "A reply", 1), comment(102, "Last")], headers=total)
    thread = fetch(f"{BLOG}/2024/05/a-post/#comment-5")
    assert len(thread.comments) == 102
    found = {c.id: c for c in thread.comments}
    assert (found["101"].parent_id, found["102"].parent_id) == ("1", None)
    assert found["5"].url == f"{BLOG}/2024/05/a-post/#comment-5"
    assert found["5"].author == "Reader – 5"
    assert (thread.title, thread.stated_count) == ("Bread & butter", 105)
    assert thread.article.lead == "First paragraph."


def test_wordpress_with_exactly_full_pages(site, fetch):
    site.on(f"{API}/posts?slug=a-post", [post()])
    site.on(page(1), [comment(n, "x") for n in range(1, 101)], headers={"X-WP-Total": "100"})
    site.on(page(2), {"code": "rest_post_invalid_page_number"}, status=400)
    assert len(fetch(f"{BLOG}/2024/05/a-post/").comments) == 100


def test_wordpress_finds_pages_as_well_as_posts(site, fetch):
    site.on(f"{API}/posts?slug=about", []).on(f"{API}/pages?slug=about", [post()])
    site.on(page(1), [])
    thread = fetch(f"{BLOG}/about")
    assert thread.comments == ()


def test_wordpress_by_number(site, fetch):
    site.on(f"{API}/posts/12", post()).on(page(1), [comment(1, "Hello")])
    assert len(fetch(f"{BLOG}/?p=12").comments) == 1


def test_wordpress_below_a_path_is_found_by_what_its_page_says(site, fetch):
    page_url = f"{BLOG}/journal/a-post"
    missing = b"<!doctype html><title>Not found</title>"
    site.on(f"{API}/posts?slug=a-post", body=missing, status=404, headers={"Content-Type": "text/html"})
    tag = f"<html><head><link rel='https://api.w.org/' href='{BLOG}/journal/wp-json/' /></head></html>"
    site.on(page_url, body=tag.encode(), headers={"Content-Type": "text/html"})
    other = f"{BLOG}/journal/wp-json/wp/v2"
    site.on(f"{other}/posts?slug=a-post", [post()]).on(page(1, other), [comment(1, "Found you")])
    assert [c.text for c in fetch(page_url).comments] == ["Found you"]


def test_wordpress_com_has_its_api_elsewhere(site, fetch):
    api = "https://public-api.wordpress.com/wp/v2/sites/ann.wordpress.com"
    site.on(f"{api}/posts?slug=a-post", [post()]).on(page(1, api), [comment(1, "Hosted")])
    assert len(fetch("https://ann.wordpress.com/2024/05/a-post/").comments) == 1


def test_a_page_of_no_known_software(site, fetch):
    html = {"Content-Type": "text/html"}
    site.on(f"{API}/posts?slug=a-story", body=b"<html>no</html>", status=404, headers=html)
    site.on(f"{BLOG}/a-story", body=b"<html>a story</html>", headers=html)
    with pytest.raises(
        SourceError, match="not a link of a known forum, and the site offers no WordPress API"
    ):
        fetch(f"{BLOG}/a-story")


def test_wordpress_without_such_a_post(site, fetch):
    site.on(f"{API}/posts?slug=a-post", []).on(f"{API}/pages?slug=a-post", [])
    with pytest.raises(SourceError, match="knows no such post"):
        fetch(f"{BLOG}/a-post/")
