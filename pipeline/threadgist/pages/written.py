"""What a page says in short, what is new in it, and of who wrote the sentences outside quotation marks."""

from dataclasses import replace
from typing import Any

from threadgist.pages import words
from threadgist.pages.lines import Lines
from threadgist.pages.safe import theme_anchor
from threadgist.records import BY_WORDS, Digest, walk
from threadgist.speakers import WRITTEN_LANGUAGES, in_running_text
from threadgist.translations import gettext as _
from threadgist.translations import grouped, in_row, listed, ngettext
from threadgist.words import one_line


def in_short(digest: Digest) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return "In short": quotations of the comments, or else sentences of a language model.

    A quotation is a `bullet` with one answer at most, from theme `number` (0: from none), where `anchor` leads; it is
    `whole` where it is from no theme and nothing else hangs below it. A sentence has the themes whose bullets it rests
    on: number, anchor, heading.
    """
    # A quotation is the line of the page that says the same, where every sentence is one.
    apart = {"number": 0, "anchor": "points", "heading": words.points_heading(digest)}
    places = {bullet.id: (bullet, apart) for bullet in digest.points}
    behind: dict[str, tuple[int, str, str]] = {}
    for number, theme in enumerate(digest.themes, 1):
        anchor, heading = theme_anchor(theme.id, number), words.theme_heading(theme)
        for place, line in enumerate(theme.bullets, 1):
            places[line.id] = line, {"number": number, "anchor": f"{anchor}_{place}", "heading": heading}
        behind |= {one.id: (number, anchor, heading) for one in walk(theme.bullets)}
    quotations = []
    for sentence in digest.summary:
        bullet, place_of = places.get(sentence.bullet_ids[0], (None, {}))
        if bullet is not None and bullet.text == sentence.text:
            answers = (child for child in bullet.children if child.id in sentence.bullet_ids)
            said = replace(bullet, children=tuple(replace(answer, children=()) for answer in answers))
            whole = not place_of["number"] and said == bullet
            quotations.append({**place_of, "bullet": said, "whole": whole})
    if len(quotations) == len(digest.summary):
        return quotations, []
    texts = [one_line(sentence.text) for sentence in digest.summary]
    if any(sentence.comment_ids for sentence in digest.summary):
        texts = in_running_text(texts)
    return [], [
        {"text": text, "themes": sorted({behind[one] for one in sentence.bullet_ids if one in behind})}
        for text, sentence in zip(texts, digest.summary, strict=True)
    ]


def asked_language(digest: Digest) -> str | None:
    """Return the ISO 639-1 code of the language that the digest was asked to be in, None where nobody asked."""
    asked = dict(digest.provenance.settings).get("writer.language", "null").strip('"')
    return None if asked == "null" else asked


def written_language(digest: Digest) -> str:
    """Return the ISO 639-1 code of the writer's sentences, "" where no language model wrote."""
    own = digest.language if digest.language in WRITTEN_LANGUAGES else "en"
    return (asked_language(digest) or own) if digest.provenance.writer_model is not None else ""


def sums_up(digest: Digest) -> bool:
    """Whether the digest says in sentences of its own what several people say."""
    return any(bullet.kind == "claim" for bullet in walk(digest.quoted))


def number_note(digest: Digest) -> str:
    """Return what the number behind a sentence means, and votes in one, "" where there are none."""
    lines = Lines(digest)
    claims = [lines.line(bullet) for bullet in walk(digest.quoted) if bullet.kind == "claim"]
    told = any(line.voted for line in claims)
    votes = _("“85 to 28”: 85 voters agree with what a comment states, 28 disagree.") if told else ""
    if not any(line.number for line in claims):
        return votes
    counts = digest.counts
    of = {"people": grouped(counts.commenters), "comments": grouped(counts.comments)}
    note = _("[n]: the number of comments, of %(comments)s, that say what the sentence says", **of)
    if counts.signed:
        note = _("[n]: how many of the %(people)s people say what the sentence says, under any heading", **of)
    against = any(line.against for line in claims)
    note = _("%(note)s; against: that say the opposite.", note=note) if against else words.as_sentence(note)
    return " ".join(filter(None, (note, votes)))


def written_note(digest: Digest) -> str:
    """Return who wrote the sentences outside quotation marks, what checked them, and what did not pass."""
    fared = (one_line(notice.text) for notice in digest.notices if notice.code in words.WRITING_CODES)
    return " ".join(filter(None, (_who_wrote(digest), *fared)))


def _who_wrote(digest: Digest) -> str:
    made = digest.provenance
    model = made.writer_model
    if model is None:
        return ""
    name = f"{one_line(model.name)} ({one_line(model.backend)})"
    wrote = _("Sentences outside quotation marks were written by the language model %(name)s", name=name)
    if any(bullet.kind == "editor" for bullet in walk(digest.quoted)):
        wrote = _(
            "Other sentences outside quotation marks were written by the language model %(name)s", name=name
        )
    if not made.checker:
        return _("%(wrote)s; nothing has checked them against the comments behind them.", wrote=wrote)
    if made.checker == BY_WORDS:
        return _(
            "%(wrote)s and compared by their words only with the comments behind them: read those before you rely "
            "on a sentence.",
            wrote=wrote,
        )
    return _(
        "%(wrote)s. A sentence stands here only where a check by %(reader)s found that the comments behind it say so; "
        "people are counted by the program.",
        wrote=wrote,
        reader=_("the same model") if made.checker == model.name else one_line(made.checker),
    )


def news(digest: Digest) -> str:
    """Return what is new in the whole digest, in one or two sentences; "" where there was none before."""
    told = digest.refresh
    if told is None:
        return ""
    parts = [ngettext("%(n)s new comment", "%(n)s new comments", len(told.new_comment_ids))]
    if new := sum(history.is_new for history in told.themes):
        parts.append(ngettext("%(n)s new theme", "%(n)s new themes", new, n=words.spelled(new)))
    values = {"comments": words.comments(told.previous_comments), "changes": listed(parts)}
    line = _("Since the digest before, of %(comments)s: %(changes)s.", **values)
    if told.previous_retrieved_at is not None:
        values["moment"] = words.minute(told.previous_retrieved_at)
        line = _("Since the digest before, of %(comments)s, retrieved %(moment)s UTC: %(changes)s.", **values)
    if not told.gone:
        return line
    gone = ngettext(
        "%(themes)s is no theme of its own any more.",
        "%(themes)s are no themes of their own any more.",
        len(told.gone),
        themes=listed([words.quoted(heading) for heading in told.gone]),
    )
    return f"{line} {gone}"


def theme_news(digest: Digest) -> dict[str, str]:
    """Return what is new in each theme, by its id; nothing where there was no digest before."""
    found = {}
    for one in digest.refresh.themes if digest.refresh is not None else ():
        new = _("new theme") if one.is_new else _("%(n)s new", n=grouped(one.new_comments))
        before = one.former_heading
        renamed = "" if before is None else _("before: %(heading)s", heading=words.quoted(before))
        found[one.theme_id] = in_row((new if one.is_new or one.new_comments else "", renamed))
    return found
