"""Who finds out whether comments say what a sentence says: a language model, an entailment model, or words alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import ClassVar, Final, TypeAlias

from threadgist.records import BY_WORDS, Floats
from threadgist.write.answers import Verdict, failure, read_verdicts
from threadgist.write.ask import A_TEXT, CLAIM_TOKENS, IDS, Claim, an_object, ask_of_claims, fenced
from threadgist.write.material import Material
from threadgist.write.model import LONGEST, Budget, Encode, LanguageModel, Request, complete, portions, room
from threadgist.write.rules import Fault
from threadgist.write.rules.close import overgeneral
from threadgist.write.rules.tokens import content

# Claims, and the thread whose lines they cite.
Sheet: TypeAlias = tuple[Material, Sequence[Claim]]
# What was found of a claim, part by part of what it cites.
_Row: TypeAlias = list[Verdict | Fault]
_VERDICT: Final = an_object(says=IDS, other=IDS, against=IDS, whole={"type": "boolean"}, missing=A_TEXT)


@dataclass(frozen=True)
class ModelChecker:
    """A language model that is shown what a sentence cites, a sheet a call."""

    CLAIMS: ClassVar = 16
    translates: ClassVar = True
    model: LanguageModel
    budget: Budget

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.info.name

    @property
    def notices(self) -> Sequence[str]:
        """Those of the model."""
        return self.model.notices

    def check(self, sheets: Sequence[Sheet]) -> list[list[Verdict | Fault]]:
        """Ask about all sheets at once; a sheet, or what a claim cites, that is too long is asked about in parts."""
        found: list[list[_Row]] = [[[] for _ in claims] for _, claims in sheets]
        parts = [part for rows, sheet in zip(found, sheets, strict=True) for part in self._parts(rows, sheet)]
        answers = complete(self.model, [request for _, request in parts], self.budget)
        for (asked, _), answer in zip(parts, answers, strict=True):
            none = failure(answer) or Fault("unsupported", "There is no verdict on it.")
            verdicts = read_verdicts(answer.text, [claim.keys for _, claim in asked])
            for (row, _), verdict in zip(asked, verdicts, strict=True):
                row.append(verdict or none)
        return [list(map(_together, rows)) for rows in found]

    def _parts(self, rows: list[_Row], sheet: Sheet) -> Iterator[tuple[list[tuple[_Row, Claim]], Request]]:
        """Yield claims to ask about in one call, each with the row that its verdict belongs to, and the call."""
        material, claims = sheet
        most = min(LONGEST, room(self.model, CLAIM_TOKENS * (1 + self.CLAIMS)))
        cited = {key: material.with_answered(key) for claim in claims for key in claim.keys}
        sizes = {key: sum(self.model.count_tokens(line.shown) for line in cited[key]) for key in cited}
        parts: list[list[tuple[_Row, Claim]]] = []
        shown: set[str] = set()
        left = 0
        for row, claim in zip(rows, claims, strict=True):
            for keys in portions(claim.keys, [sizes[key] for key in claim.keys], most - CLAIM_TOKENS):
                more = CLAIM_TOKENS + sum(sizes[key] for key in keys if key not in shown)
                if more > left or len(parts[-1]) == self.CLAIMS:
                    parts.append([])
                    shown, left = set(), most
                    more = CLAIM_TOKENS + sum(sizes[key] for key in keys)
                parts[-1].append((row, replace(claim, keys=keys)))
                shown.update(keys)
                left -= more
        for part in parts:
            asked = [claim for _, claim in part]
            own = sorted({key for claim in asked for key in claim.keys}, key=int)
            lines = dict.fromkeys(line.shown for key in own for line in cited[key])
            blocks = {"about": fenced((*material.about, material.kind)), "lines": fenced(lines)}
            yield part, ask_of_claims("check", asked, _VERDICT, None, **blocks)


def _together(found: Sequence[Verdict | Fault]) -> Verdict | Fault:
    """One verdict of those on parts of what a claim cites: where one part says all of it, all of it is said."""
    verdicts = [one for one in found if isinstance(one, Verdict)]
    if len(found) == 1 or not verdicts:
        return found[0]
    return Verdict(
        tuple(key for one in verdicts for key in one.says),
        tuple(key for one in verdicts for key in one.against),
        any(one.whole for one in verdicts),
        next((one.missing for one in verdicts if one.missing), ""),
    )


@dataclass(frozen=True)
class EntailmentChecker:
    """A model that tells how likely a sentence follows from a text.

    What one comment says of a sentence that several make up is little: a comment says it where the sentence follows
    from it, or less so without it than with it; the sentence is backed where it follows from all of them together.
    `entails` gives for pairs (text, sentence) how likely the second follows from the first, 0 to 1.
    """

    FOLLOWS: ClassVar = 0.5
    ADDS: ClassVar = 0.05
    translates: ClassVar = True
    name: str
    entails: Callable[[Sequence[tuple[str, str]]], Sequence[float]]
    notices: Sequence[str] = ()

    def check(self, sheets: Sequence[Sheet]) -> list[list[Verdict | Fault]]:
        """Compare each claim with each line it cites, with all of them, and with all but each."""
        pairs: list[tuple[str, str]] = []
        for material, claims in sheets:
            for claim in claims:
                texts = material.texts(claim.keys)
                without = ("\n".join((*texts[:at], *texts[at + 1 :])) for at in range(len(texts)))
                pairs += [(text, claim.text) for text in ("\n".join(texts), *texts, *without)]
        chances = iter(map(float, self.entails(pairs) if pairs else ()))
        return [[self._verdict(claim.keys, chances) for claim in claims] for _, claims in sheets]

    def _verdict(self, keys: tuple[str, ...], chances: Iterator[float]) -> Verdict:
        together, *each = islice(chances, 1 + 2 * len(keys))
        rows = list(zip(keys, each[: len(keys)], each[len(keys) :], strict=True))
        says = [key for key, own, rest in rows if own >= self.FOLLOWS or together - rest >= self.ADDS]
        whole = together >= self.FOLLOWS
        if whole and not says:
            says = [max(rows, key=lambda row: row[1])[0]]
        return Verdict(tuple(says), whole=whole)


@dataclass(frozen=True)
class WordChecker:
    """Words and vectors alone: finds what a sentence is not about, and does not notice a view turned round."""

    # A comment says it where its vector is so near, or so many of the sentence's content words stand in it.
    NEAR: ClassVar = 0.45
    WORDS: ClassVar = 3
    SHARE: ClassVar = 0.3
    # All of it is said where so many of its content words stand in what says it.
    COVERED: ClassVar = 0.5
    translates: ClassVar = False
    name: ClassVar = BY_WORDS
    notices: ClassVar[Sequence[str]] = ()
    encode: Encode

    def check(self, sheets: Sequence[Sheet]) -> list[list[Verdict | Fault]]:
        """Compare each claim with each line it cites."""
        pairs = [(material, claim) for material, claims in sheets for claim in claims]
        texts = sorted(
            {text for material, claim in pairs for text in (claim.text, *material.texts(claim.keys))}
        )
        vectors = dict(zip(texts, self.encode(texts), strict=True)) if texts else {}
        return [[self._verdict(claim, material, vectors) for claim in claims] for material, claims in sheets]

    def _verdict(self, claim: Claim, material: Material, vectors: dict[str, Floats]) -> Verdict:
        stems = frozenset(content(claim.text))

        def is_said(text: str) -> bool:
            shared = len(stems.intersection(content(text)))
            near = float(vectors[claim.text] @ vectors[text])
            return near >= self.NEAR or (shared >= self.WORDS and shared >= self.SHARE * len(stems))

        texts = zip(claim.keys, material.texts(claim.keys), strict=True)
        says = tuple(key for key, text in texts if is_said(text))
        cited = material.texts(says)
        there = {stem for text in (*cited, *material.about, material.kind) for stem in content(text)}
        covered = len(stems - there) <= (1 - self.COVERED) * len(stems)
        general = overgeneral(claim.text, cited)
        return Verdict(says, whole=bool(says) and covered and not general, missing=general)


# Decides about claims, safely in several threads. `name` is what a page says that sentences were checked by, `notices`
# what did not go as asked, `translates` whether sentence and comments may be in two languages. `check` returns for
# each claim of each sheet, in order, a verdict or why there is none ("call", "budget").
Checker: TypeAlias = ModelChecker | EntailmentChecker | WordChecker
