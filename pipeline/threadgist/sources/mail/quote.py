"""What is in a message that its writer did not write: quoted blocks, footers, signatures, disclaimers, devices."""

import re
from functools import partial
from itertools import groupby

from threadgist.sources.vocabulary import pattern, phrases

_any = partial(phrases, "mail")
_LABEL = re.compile(
    rf"^[>\s]*\*?(?:(?P<from>{_any('from')})|(?P<sent>{_any('sent')})|(?P<to>{_any('to')})"
    rf"|(?P<subject>{_any('subject')}))\s?\*?\s?[:：]"
)
_BELOW = re.compile(rf"(?i)^\s*(?:[-_ ]{{2,}}\s?{_any('below')}\s?[-_ ]{{2,}}|{_any('attached')}\s?:)\s*$")
_RULE = re.compile(r"^\s*(?:_{10,}|-{10,}|\*{10,})\s*$")
_ADDRESS = (
    r"(?:[<(\[](?:mailto:)?[^<>()\[\]\s]{1,80}(?:@|\sat\s)[^<>()\[\]\s]{1,80}\s?[>)\]]"
    r"|[\w.+-]{1,60}@[\w.-]{3,60})"
)
_HOUR = r"[0-9]{1,2}[:.h][0-9]{2}"
_DAY = r"(?:[0-9]{4}[-./年년][\s0-9]{1,3}|[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2,4}|\b(?:19|20)[0-9]{2}\b)"
_ENDS_WROTE = re.compile(rf"{_any('wrote')}(?:\W[^\n]{{0,120}})?\s?[:：]\s*$", re.IGNORECASE)
_BROKEN = re.compile(rf">\s?\W{{0,3}}{_any('wrote')}\s?[:：]\s*", re.IGNORECASE)
_ENDS_NAMED = re.compile(rf"{_ADDRESS}\W{{0,4}}[:：]\s*$")
_DATED = re.compile(rf"{_DAY}.{{0,80}}{_HOUR}|{_HOUR}.{{0,80}}{_DAY}", re.DOTALL)
_TELLS = re.compile(r"[0-9@<]")
_OPENS = re.compile(pattern("mail", "opens"))
_MAX_LINES = 5
_LONGEST = 400

_FOOTER = re.compile(pattern("mail", "footers"), re.IGNORECASE | re.MULTILINE)
# Mailman leaves this where a part of the message was; what follows is another part, and may be text.
_NEXT_PART = re.compile(rf"-{{5,}} ?{_any('next_part')} ?-{{5,}}\s*")
_SCRUBBED = re.compile(pattern("mail", "scrubbed"), re.IGNORECASE)
_SIGNATURE = re.compile(r"-- ?\s*")
_SIGNATURE_LINES = 12
_DEVICE = re.compile(rf"[ \t(]*{_any('devices')}.{{0,80}}", re.IGNORECASE)
_CLOSING = re.compile(rf"[ \t]*{_any('closings')}[ \t]*[,.!]?[ \t]*", re.IGNORECASE)
_CLOSING_LINES = 6
_DISCLAIMER = re.compile(pattern("mail", "disclaimers"), re.IGNORECASE)
_TELLTALE = re.compile(pattern("mail", "telltales"), re.IGNORECASE)


def mark_quotations(lines: list[str]) -> list[str]:
    """Put `> ` before every line that is not the writer's own.

    Lines that introduce a quotation ("On Monday, Ann wrote:") are part of it; all below "-----Original Message-----", a
    block of headers, or a dated introduction without quotation marks is one quotation.
    """
    marked = list(lines)
    last_mark = max((index for index, line in enumerate(lines) if line.startswith(">")), default=-1)
    at = 0
    while at < len(lines):
        length = 0
        if not lines[at].startswith(">"):
            length = len(lines) - at if _all_below(lines, at) else _introduction(lines, at, last_mark)
        marked[at : at + length] = map(_quoted, lines[at : at + length])
        at += max(1, length)
    return marked


def _quoted(line: str) -> str:
    return f"> {line}" if line.strip() and not line.startswith("> ") else line


def _all_below(lines: list[str], at: int) -> bool:
    """Whether a quotation starts here that goes to the end."""
    line = lines[at]
    if len(line) > _LONGEST:
        return False
    if _RULE.match(line):
        below = next((i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()), None)
        return below is not None and _is_block(lines, below)
    return _BELOW.match(line) is not None or _is_block(lines, at)


def _is_block(lines: list[str], at: int) -> bool:
    """Whether a block of headers starts here: From, and at least two of the others, one a date or a subject."""
    first = _LABEL.match(lines[at][:_LONGEST])
    if first is None or first["to"]:
        return False
    found: set[str] = set()
    misses = 0
    for line in lines[at : at + 14]:
        label = _LABEL.match(line[:_LONGEST])
        found |= {str(label.lastgroup)} if label else set()
        misses = 0 if label else misses + 1
        # Long lists of addresses are wrapped; programs that write a line between the headers write one.
        if misses > 2:
            break
    return "from" in found and len(found) >= 3


def _introduction(lines: list[str], at: int, last_mark: int) -> int:
    """Return how many lines from here introduce a quotation: all, where none below `last_mark` is marked."""
    joined = ""
    for length in range(1, _MAX_LINES + 1):
        index = at + length - 1
        if index >= len(lines) or not lines[index].strip():
            return 0
        # An address that was wrapped before its last bracket looks like a quotation.
        if lines[index].startswith(">") and not (length > 1 and _BROKEN.fullmatch(lines[index])):
            return 0
        joined = f"{joined} {lines[index].strip()}".strip()
        if len(joined) > _LONGEST:
            return 0
        if not joined.endswith((":", "：")):
            continue
        starts = next(filter(str.strip, lines[index + 1 : index + 5]), "").startswith(">")
        opens = bool(_OPENS.match(lines[at].strip()))
        if not starts and not (opens and _DATED.search(joined)):
            continue
        # A first line of several has a date, an address or the start of one.
        likely = opens or length == 1 or _TELLS.search(lines[at])
        if not likely or not (_ENDS_WROTE.search(joined) or _ENDS_NAMED.search(joined)):
            continue
        if starts:
            return length
        if last_mark < at and any(line.strip() for line in lines[index + 1 : index + 20]):
            return len(lines) - at
    return 0


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
        elif not between or (line.strip() and not _SCRUBBED.fullmatch(line[:300])):
            between = False
            kept.append(line)
    return "\n".join(kept)


def cut_signatures(lines: list[str]) -> list[str]:
    """Take signatures, closing words, disclaimers and names of phones out of the lines that are no quotation."""
    stretches = groupby(lines, key=lambda line: line.startswith(">"))
    return [line for quoted, stretch in stretches for line in (stretch if quoted else _own(list(stretch)))]


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
            text = " ".join(paragraph)
            tales = {found[0].lower() for found in _TELLTALE.finditer(text[:3_000])}
            if _DISCLAIMER.match(text.lstrip(" *_[(\t")):
                dropped = bool(tales) or len(text) < 400
            else:
                dropped = len(tales) >= (1 if dropped else 3)
        if blank or not dropped:
            kept.extend(paragraph)
    return kept
