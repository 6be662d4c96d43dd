"""Sources: everything from bytes to a `records.Thread`. Content decides which reads them."""

from threadgist.sources.base import Columns, RawComment, RawThread, Source, SourceInfo
from threadgist.sources.payload import Payload
from threadgist.sources.read import read_thread
from threadgist.sources.registry import list_sources
