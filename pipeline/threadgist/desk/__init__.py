"""The editor's desk: a page of this machine on which a digest is edited; what it writes is edits.toml."""

from threadgist.desk.serve import DeskServer
