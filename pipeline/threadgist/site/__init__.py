"""A folder of digests as a site: an index, a feed, a sitemap, and a server on this machine to look at it."""

from threadgist.site.build import build_site
from threadgist.site.entries import Entry, read_entries
