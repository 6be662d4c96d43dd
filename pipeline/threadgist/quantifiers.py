"""The words for how many people say something, by language. A leaf that writers, grounding and pages share.

A language model never chooses these words: they are computed from the evidence (`ground.quantifier`) and stand at the
head of every sentence it writes, so that its verb agrees with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threadgist.records import Quantifier

__all__ = ["OPENERS", "SUBJECTS", "WRITTEN_LANGUAGES", "is_headed", "reported", "subject"]

_ORDER: Final[tuple[Quantifier, ...]] = ("Most", "Many", "Several", "A few", "Two", "One")


def _row(*words: str) -> Mapping[Quantifier, str]:
    return dict(zip(_ORDER, words, strict=True))


SUBJECTS: Final[Mapping[str, Mapping[Quantifier, str]]] = {
    "en": _row("Most commenters", "Many commenters", "Several commenters", "A few commenters", "Two commenters",
               "One commenter"),
    "de": _row("Die meisten Kommentierenden", "Viele Kommentierende", "Mehrere Kommentierende",
               "Einige Kommentierende", "Zwei Kommentierende", "Eine Person"),
    "fr": _row("La plupart des commentateurs", "De nombreux commentateurs", "Plusieurs commentateurs",
               "Quelques commentateurs", "Deux commentateurs", "Un commentateur"),
    "es": _row("La mayoría de los comentaristas", "Muchos comentaristas", "Varios comentaristas",
               "Unos pocos comentaristas", "Dos comentaristas", "Un comentarista"),
    "it": _row("La maggior parte dei commentatori", "Molti commentatori", "Diversi commentatori",
               "Alcuni commentatori", "Due commentatori", "Un commentatore"),
    "pt": _row("A maioria dos comentaristas", "Muitos comentaristas", "Vários comentaristas",
               "Alguns comentaristas", "Dois comentaristas", "Um comentarista"),
    "nl": _row("De meeste reageerders", "Veel reageerders", "Verschillende reageerders", "Enkele reageerders",
               "Twee reageerders", "Eén reageerder"),
    "sv": _row("De flesta kommentatorer", "Många kommentatorer", "Flera kommentatorer", "Några kommentatorer",
               "Två kommentatorer", "En kommentator"),
    "da": _row("De fleste kommentatorer", "Mange kommentatorer", "Flere kommentatorer", "Nogle få kommentatorer",
               "To kommentatorer", "En kommentator"),
    "pl": _row("Większość osób", "Wiele osób", "Szereg osób", "Kilka osób", "Dwie osoby", "Jedna osoba"),
    "ru": _row("Большинство комментаторов", "Многие комментаторы", "Ряд комментаторов", "Несколько комментаторов",
               "Два комментатора", "Один комментатор"),
    "zh": _row("大多数评论者", "许多评论者", "多位评论者", "几位评论者", "两位评论者", "一位评论者"),
    "ja": _row("ほとんどの投稿者は", "多くの投稿者は", "何人もの投稿者は", "数人の投稿者は", "二人の投稿者は",
               "一人の投稿者は"),
}  # fmt: skip

# What follows the subject where a small model goes on from words given to it: more than one person, one person, and
# one who answers. Reported speech keeps a story somebody tells from becoming a story about them.
_SAYS: Final[Mapping[str, tuple[str, str, str]]] = {
    "en": ("say that", "says that", "answers that"),
    "de": ("sagen, dass", "sagt, dass", "entgegnet, dass"),
    "fr": ("disent que", "dit que", "répond que"),
    "es": ("dicen que", "dice que", "responde que"),
    "it": ("dicono che", "dice che", "risponde che"),
    "pt": ("dizem que", "diz que", "responde que"),
    "nl": ("zeggen dat", "zegt dat", "antwoordt dat"),
    "sv": ("säger att", "säger att", "svarar att"),
    "da": ("siger, at", "siger, at", "svarer, at"),
}

# How the sentences of "In short" begin: with the theme most people take part in, then the two that follow.
OPENERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "en": ("The discussion is above all about", "Commenters also discuss", "A further subject is"),
    "de": ("In der Diskussion geht es vor allem um", "Es geht auch um", "Ein weiteres Thema ist"),
    "fr": ("La discussion porte surtout sur", "Elle porte aussi sur", "Un autre sujet est"),
    "es": ("La discusión trata sobre todo de", "También se habla de", "Otro tema es"),
    "it": ("La discussione riguarda soprattutto", "Si parla anche di", "Un altro tema è"),
    "pt": ("A discussão trata sobretudo de", "Fala-se também de", "Outro tema é"),
    "nl": ("De discussie gaat vooral over", "Het gaat ook over", "Een ander onderwerp is"),
    "sv": ("Diskussionen handlar framför allt om", "Den handlar också om", "Ett annat ämne är"),
    "da": ("Diskussionen handler især om", "Den handler også om", "Et andet emne er"),
    "pl": ("Dyskusja dotyczy przede wszystkim", "Dotyczy także", "Innym tematem jest"),
    "ru": ("Обсуждение касается прежде всего", "Оно касается также", "Ещё одна тема —"),
    "zh": ("讨论主要围绕", "评论者还谈到", "另一个话题是"),
    "ja": ("議論の中心は", "ほかに話題になっているのは", "もう一つの話題は"),
}

WRITTEN_LANGUAGES: Final = tuple(SUBJECTS)


def subject(quantifier: Quantifier, language: str) -> str:
    """Return what a sentence of a writer begins with: "Several commenters", "Mehrere Kommentierende"."""
    return SUBJECTS[language][quantifier]


def reported(quantifier: Quantifier, language: str, *, reply: bool) -> str:
    """Return the subject with the verb that reports what is said: "Several commenters say that".

    Without the verb where the language has none here.
    """
    says = _SAYS.get(language)
    head = subject(quantifier, language)
    if says is None:
        return head
    many, one, answers = says
    if quantifier != "One":
        return f"{head} {many}"
    return f"{head} {answers if reply else one}"


def is_headed(text: str, quantifier: Quantifier) -> bool:
    """Whether a sentence begins with the words for `quantifier`, in any of the languages there are words for."""
    return any(text.startswith(words[quantifier]) for words in SUBJECTS.values())
