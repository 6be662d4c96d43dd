"""Sources: everything from bytes to a `records.Thread`. Content decides which reads them."""

from threadgist.sources.base import Columns, RawComment, RawThread, Source, SourceInfo, list_sources
from threadgist.sources.payload import Payload
from threadgist.sources.read import read_thread
