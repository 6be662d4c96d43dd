"""Texts that are awkward to encode, and a corpus made of texts."""

from collections.abc import Sequence

from threadgist.records import Corpus, Passage, Span, Thread

SENTENCES = (
    "The wash itself was never the problem; not testing for it was.",
    "I worked in a plant like that for two summers and nobody there ate the ground beef.",
    "Twelve cents a pound.",
    "Regulators signed off on this years ago, and every chain that bought it knew what it was getting, say "
    "what they like, whatever "
    "their press releases say now that somebody has given it an ugly name and put it on television.",
    "Labelling would have settled the matter: let people choose, and let the price tell them why.",
    "no",
    "My grandmother ground her own, from a cut she had picked, and so do I — it takes ten minutes.",
    "日本語の短い文です。",
    "Does anyone have the numbers from before 1994? The study everybody cites starts afterwards.",
    "lean finely textured beef " * 30,
    "antidisestablishmentarianism " * 200,
)


def make_corpus(texts: Sequence[str]) -> Corpus:
    passages = tuple(
        Passage(id=f"p{row}", span=Span(f"c{row}", 0, len(text)), text=text, sentences=())
        for row, text in enumerate(texts)
    )
    return Corpus(Thread(id="t", title="t", source="test", comments=()), passages=passages, admissions=())
