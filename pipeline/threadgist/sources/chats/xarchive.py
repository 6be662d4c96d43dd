"""X (Twitter): what an account wrote, from its archive or from tweets.js alone."""

from __future__ import annotations

from dataclasses import replace

from threadgist.errors import SourceError
from threadgist.sources.archive import one_of
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.chats.marks import archive_part
from threadgist.sources.chats.reading import conversations, fits
from threadgist.sources.chats.shape import OWNER, PROGRAMS
from threadgist.sources.fieldpaths import first
from threadgist.sources.payload import Payload
from threadgist.sources.values import string

_TWEETS = r"(?:data/)?(?:tweets?|community-tweet)(?:-part\d+)?\.js"
_ACCOUNT = r"(?:data/)?account\.js"


class XArchiveSource(BundleReader):
    """Tweets of one account; retweets are other people's words, and left out."""

    name = "x-archive"
    description = "X (Twitter): the tweets of an archive (folder, zip, or tweets.js)"
    link = "https://x.com/i/status/ID"
    selects_threads = False

    def sniff(self, payload: Payload) -> str | None:
        """Accept `window.YTD.tweets.part0 = [...]`."""
        part = archive_part(payload)
        if part is None:
            return "no part of an X archive (window.YTD)"
        fitting = part[1] is None or any(fits(shape, part[1]) for shape in PROGRAMS[self.name].shapes)
        return None if fitting else "a part of an X archive without tweets"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the tweets; the file does not say whose they are."""
        return self._read([payload], payload.name, payload.readable_name, None)

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept an archive with tweets in it."""
        return None if bundle.matching(_TWEETS) else "no X archive (data/tweets.js)"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the tweets of all parts."""
        owner = None
        for name in bundle.matching(_ACCOUNT):
            part = archive_part(bundle.payload(name))
            found = first(part[1] if part else None, ("0/account/accountDisplayName", "0/account/username"))
            owner = string(found)
        parts = [bundle.payload(name) for name in bundle.matching(_TWEETS)]
        return self._read(parts, bundle.place, bundle.readable_name, owner)

    def _read(self, parts: list[Payload], place: str, title: str, owner: str | None) -> RawThread:
        documents = [("", part[1]) for payload in parts if (part := archive_part(payload)) is not None]
        if any(document is None for _, document in documents):
            raise SourceError(
                f"{place}: a part of an X archive that is cut short or edited; get the archive again"
            )
        for shape in PROGRAMS[self.name].shapes:
            fitting = [one for one in documents if fits(shape, one[1])]
            if fitting:
                gathered = conversations(replace(shape, owner=owner or OWNER), fitting)
                return one_of(gathered, None, place, title=title)
        raise SourceError(f"{place}: holds no tweets; hand over data/tweets.js of an X archive")
