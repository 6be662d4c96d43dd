"""Stack Exchange: a question's answers, and the comments on all of them, from the network's API."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites import Ref, first_page
from threadgist.sources.base import RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.stackexchange import STACKEXCHANGE
from threadgist.sources.values import count, identifier, objects, string

_API = "https://api.stackexchange.com/2.3"
_PER_PAGE = 100


def stackexchange(ref: Ref, pages: Pages) -> RawThread:
    """Read the question, all answers, then the comments of all."""
    site, question_id = ref.parts
    found = _items(pages, site, f"/questions/{question_id}", first=ref)
    if not found:
        raise SourceError(f"{ref.url}: not found: deleted, or a wrong link")
    question = found[0]
    answers = _items(pages, site, f"/questions/{question_id}/answers")
    notes = _items(pages, site, f"/questions/{question_id}/comments")
    ids = [i for answer in answers if (i := identifier(answer.get("answer_id")))]
    for at in range(0, len(ids), _PER_PAGE):
        notes += _items(pages, site, f"/answers/{';'.join(ids[at : at + _PER_PAGE])}/comments")
    stated = count(question.get("answer_count"))
    thread = STACKEXCHANGE.read([{**question, "link": ref.url}, *answers, *notes], Payload("", ref.url))
    # The site states how many answers there are, but not how many comments.
    return replace(thread, stated_count=None if stated is None else stated + len(notes))


def _items(pages: Pages, site: str, path: str, *, first: Ref | None = None) -> list[dict[str, Any]]:
    """Return all items of a method, page by page, pausing when asked to."""
    items: list[dict[str, Any]] = []
    for number in itertools.count(1):
        query = {"site": site, "filter": "withbody", "pagesize": _PER_PAGE, "page": number}
        if first is None:
            query |= {"order": "asc", "sort": "creation"}
        page = pages.json(_API + path, query, allow=(400,))
        if page is None:
            if first is not None:
                first_page(None, first)
            break
        if not page.ok:
            raise _refusal(_API + path, page.text)
        if not isinstance(page.fields.get("items"), list):
            raise SourceError(f"{_API}{path}: no list of items; the API may have changed")
        items += objects(page.fields["items"])
        if (pause := count(page.fields.get("backoff"))) is not None:
            pages.hold(_API, float(max(0, pause)))
        if page.fields.get("has_more") is not True:
            break
    return items


def _refusal(address: str, text: str) -> SourceError:
    problem = Payload(text, address).document
    fields = problem if isinstance(problem, dict) else {}
    name = " ".join((string(fields.get("error_name")) or "bad request").split())[:60]
    message = " ".join((string(fields.get("error_message")) or "no reason given").split())[:200]
    way = "without a key the API answers 300 requests a day" if "throttle" in name else "check the link"
    return SourceError(f"{address}: HTTP 400: {name} ({message}); {way}")
