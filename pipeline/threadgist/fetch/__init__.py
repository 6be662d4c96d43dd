"""Threads from links: each through its site's public API, at the pace it allows."""

from threadgist.fetch.exchange import FetchOptions
from threadgist.fetch.run import (
    expand,
    fetch_page,
    fetch_thread,
    fetch_to_folder,
    fetched_thread,
    is_fetched,
    is_link,
    list_sites,
    read_folder,
)
