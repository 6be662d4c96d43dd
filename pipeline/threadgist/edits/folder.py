"""The files of a digest: as it was made, what an editor changed, and the pages with both.

`edits.toml` is what the editor changed, `digest.json` the digest with that, as the pages show it, and
`digest.unedited.json` the digest as it was made, which lies there only where the edits change something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from threadgist.digest_file import load_digest
from threadgist.edits.apply import apply_edits
from threadgist.edits.lines import keep_locked
from threadgist.edits.records import Edits, Misfit, read_edits
from threadgist.errors import SourceError
from threadgist.outputs import write_whole, writing
from threadgist.pages import FORMATS, render, render_files
from threadgist.records import Digest
from threadgist.refresh import refresh, same_thread
from threadgist.settings import PageSettings

EDITS: Final = "edits.toml"
_DIGEST: Final = "digest.json"
_UNEDITED: Final = "digest.unedited.json"


@dataclass(frozen=True, slots=True)
class Revision:
    """A digest as it was `made` and with the `edits` beside it; `misfits` says which of them do not fit."""

    made: Digest
    digest: Digest
    misfits: tuple[Misfit, ...] = ()
    edits: Edits = field(default_factory=Edits)


def read_made(folder: Path) -> Digest:
    """Return the digest of a folder as it was made, without edits; raises SourceError where none can be read."""
    path, unedited = folder / _DIGEST, folder / _UNEDITED
    if not path.is_file():
        raise SourceError(f"{path}: no such digest; make one with `threadgist digest`")
    digest = load_digest(path)
    if not digest.edited:
        return digest
    if not unedited.is_file():
        raise SourceError(
            f"{unedited}: is missing, and {_DIGEST} has edits in it already; make the digest again"
        )
    return load_digest(unedited)


def edits_in(path: Path) -> Edits:
    """Return the edits of a file, none where there is no file."""
    return read_edits(path) if path.is_file() else Edits()


def applied(made: Digest, edits: Edits) -> Revision:
    """Return a digest with the edits that fit it."""
    misfits: list[Misfit] = []
    digest = apply_edits(made, edits, tell=misfits.append)
    return Revision(made, digest, tuple(misfits), edits)


def continued(digest: Digest, folder: Path, *, fresh: bool = False) -> Revision:
    """Return a digest just made, refreshed by the one in its folder and with the edits there, locks kept.

    With `fresh`, no account is taken of the digest there; its edits are applied all the same. Raises SourceError and
    EditsError: what lies there cannot be read.
    """
    misfits: list[Misfit] = []
    if not fresh and (folder / _DIGEST).exists():
        previous = read_made(folder)
        if not same_thread(digest, previous):
            return Revision(digest, digest)
        digest = refresh(digest, previous)
        digest = keep_locked(digest, previous, edits_in(folder / EDITS), misfits.append)
    found = applied(digest, edits_in(folder / EDITS))
    return replace(found, misfits=(*misfits, *found.misfits))


def formats_there(folder: Path) -> tuple[str, ...]:
    """Return the formats in which a digest lies in its folder."""
    return tuple(name for name, one in FORMATS.items() if (folder / f"digest.{one.ends[0]}").is_file())


def publish(
    folder: Path, revision: Revision, formats: Sequence[str], page: PageSettings | None = None
) -> list[Path]:
    """Write a digest in some formats, with its edits, and return the paths."""
    keeps = revision.digest.edited and "json" in formats
    files: dict[str, str | bytes] = {_UNEDITED: render(revision.made, "json")} if keeps else {}
    written = write_whole(folder, files | render_files(revision.digest, formats, page, folder.name))
    if not keeps and "json" in formats:
        with writing(folder / _UNEDITED, "remove it yourself", "cannot be removed"):
            (folder / _UNEDITED).unlink(missing_ok=True)
    return written
