"""What programs and habits put below a message: footers of lists, signatures, disclaimers, names of phones."""

from __future__ import annotations

import re
from functools import partial
from itertools import groupby

from threadgist.sources.vocabulary import pattern, phrases

_any = partial(phrases, "mail")
_FOOTER = re.compile(
    r"^(?:_{20,}|-{20,}|={20,}|(?:-=){6,}-?|~{20,})\s*\n"
    r"(?=(?:.*\n){0,3}.*(?:mailing list|unsubscribe|groups?\.io links|listinfo|to subscribe))"
    r"|^(?:To unsubscribe (?:from|send|, )|You received this message because you are subscribed)",
    re.IGNORECASE | re.MULTILINE,
)
# Mailman leaves this where a part of the message was; what follows is another part, and may be text.
_NEXT_PART = re.compile(
    r"-{5,} ?(?:next part|nächster Teil|section suivante|próxima parte|parte successiva) ?-{5,}\s*"
)
_SCRUBBED = re.compile(pattern("mail", "scrubbed"), re.IGNORECASE)
_SIGNATURE = re.compile(r"-- ?\s*")
_SIGNATURE_LINES = 12
_DEVICE = re.compile(rf"[ \t(]*{_any('devices')}.{{0,80}}", re.IGNORECASE)
_CLOSING = re.compile(rf"[ \t]*{_any('closings')}[ \t]*[,.!]?[ \t]*", re.IGNORECASE)
_CLOSING_LINES = 6
_DISCLAIMER = re.compile(pattern("mail", "disclaimers"), re.IGNORECASE)
_TELLTALE = re.compile(pattern("mail", "telltales"), re.IGNORECASE)


def cut_footers(text: str) -> str:
    """Take the footer of a list off, and what Mailman writes where it took parts of the message away."""
    if footer := _FOOTER.search(text):
        text = text[: footer.start()]
    if "-----" not in text:
        return text
    kept: list[str] = []
    between = False
    for line in text.split("\n"):
        if _NEXT_PART.fullmatch(line):
            between = True
        elif not between or not (not line.strip() or _SCRUBBED.fullmatch(line[:300])):
            between = False
            kept.append(line)
    return "\n".join(kept)


def cut_signatures(lines: list[str]) -> list[str]:
    """Take signatures, closing words, disclaimers and names of phones out of the lines that are no quotation."""
    kept: list[str] = []
    own: list[str] = []
    for line in lines:
        if line.startswith(">"):
            kept.extend(_own(own))
            own.clear()
            kept.append(line)
        else:
            own.append(line)
    return [*kept, *_own(own)]


def _own(lines: list[str]) -> list[str]:
    """Cut what is below one stretch of the writer's own lines."""
    # The last mark counts: a text may quote one. A signature is short; two hyphens may also part two sections.
    marks = [index for index, line in enumerate(lines) if _SIGNATURE.fullmatch(line)]
    if marks and sum(bool(line.strip()) for line in lines[marks[-1] + 1 :]) <= _SIGNATURE_LINES:
        lines = lines[: marks[-1]]
    lines = _without_disclaimers(lines)
    last = range(len(lines) - 1, max(-1, len(lines) - 1 - 3 * _CLOSING_LINES), -1)
    lines = [line for index, line in enumerate(lines) if index not in last or not _DEVICE.fullmatch(line)]
    below: list[str] = []
    for index in range(len(lines) - 1, 0, -1):
        line = lines[index].strip()
        # Thanks alone may be the message.
        if len(line) < 60 and _CLOSING.fullmatch(line) and any(one.strip() for one in lines[:index]):
            return lines[:index]
        # What goes on below is no name and no address.
        if len(line) > 60 or line[-1:] in ("?", ":", ";") or (line.endswith(".") and line.count(" ") > 2):
            break
        below.extend([line] if line else [])
        if len(below) > _CLOSING_LINES:
            break
    return lines


def _without_disclaimers(lines: list[str]) -> list[str]:
    kept: list[str] = []
    dropped = False
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        paragraph = list(group)
        if not blank:
            dropped = _is_disclaimer(" ".join(paragraph), after_one=dropped)
        if blank or not dropped:
            kept.extend(paragraph)
    return kept


def _is_disclaimer(text: str, *, after_one: bool) -> bool:
    tales = {found[0].lower() for found in _TELLTALE.finditer(text[:3_000])}
    if _DISCLAIMER.match(text.lstrip(" *_[(\t")):
        return bool(tales) or len(text) < 400
    return len(tales) >= (1 if after_one else 3)
