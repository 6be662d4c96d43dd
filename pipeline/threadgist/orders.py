"""Orders that a comment gives to whoever reads it with a machine. They are evidence of nothing, and name nothing.

A leaf that several stages share: what an order says heads no theme, is shown to no language model, and supports no
sentence of one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from threadgist.words import lean_text, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threadgist.records import Passage

__all__ = ["is_order", "ordering", "without_orders"]

# No order is told by what stands further on in a sentence.
_LOOKED_AT: Final = 2_000
_ADDRESSEE: Final = (
    r"(?:ai|a\.i\.|bot|chat ?bot|assistant|summar(?:iser|izer|y bot)|summari[sz]ation (?:bot|"
    r"model|tool)|language model|"
    r"llm|gpt|chatgpt|claude|gemini|copilot|model|machine|robot|agent|digest (?:bot|tool|writer)?)"
)
_VERB: Final = (
    r"(?:write|say|state|output|print|reply|respond|answer|mention|add|include|insert|append|"
    r"translate|repeat|praise|begin|"
    r"start|end|finish|conclude|summari[sz]e|report|claim|produce|generate|return|use|replace|"
    r"reveal|show|list|ignore|"
    r"disregard|forget|note|call|describe|rate|recommend|quote|cite|link|delete|omit|skip|treat|count)"
)
_MACHINES: Final = (
    "ai", "a.i.", "bot", "chat", "assistant", "summar", "language model", "llm", "gpt", "claude", "gemini", "copilot",
    "model", "machine", "robot", "agent", "digest",
)  # fmt: skip
_PARTS: Final = (
    "title", "heading", "summary", "bullet", "digest", "output", "sentence", "answer", "tl;dr", "tldr",
)  # fmt: skip
_Patterns = tuple[tuple[tuple[str, ...], str], ...]
# Each pattern, of text in lower case, stands with bits one of which is in all that it matches: most comments hold none
# of them. These bits begin a word.
_BY_WORDS: Final[_Patterns] = (
    # Take back what was said before.
    (
        ("ignor", "disregard", "forget", "override", "bypass", "follow"),
        r"\b(?:ignor\w*|disregard\w*|forget|override|bypass|do not follow|don't follow|stop following)\b.{0,60}"
        r"\b(?:instruction|prompt|above|previous|prior|earlier|rules?|guideline|other comments|system|everything|"
        r"anterior|précédent|vorherig|bisherig|instrucci|anweisung|consigne)",
    ),
    # Talk to the machine and tell it to do something.
    (
        ("must", "please", "shall", "has to", "have to", "need to", "needs to"),
        rf"\b(?:the |this |any |every |all |dear )?{_ADDRESSEE}s?\b,? (?:must|please|shall|has to|"
        rf"have to|needs? to)\b[^.!?]{{0,20}}"
        rf"\b{_VERB}\b",
    ),
    (
        ("hey ", "dear ", "hi ", "note to ", "attention ", "attn ", "message ", "instruction", "to any ", "to the ",
         "to all "),
        rf"(?:^|[\"“(\[<*#>\s])(?:hey |dear |hi |note to (?:the )?|attention |attn |message (?:to|"
        rf"for) (?:the )?|instructions? "
        rf"(?:to|for) (?:the )?)(?:\w+ )?{_ADDRESSEE}s?\b|"
        rf"^\W*to (?:any|the|all) (?:\w+ )?{_ADDRESSEE}s?\b",
    ),
    (
        _MACHINES,
        rf"^(?:\W*){_ADDRESSEE}(?: (?:reading|processing|summari[sz]ing) this)?\s*[:,]\s*"
        rf"(?:please |now )?{_VERB}\b",
    ),
    (
        ("summari", "digest", "process"),
        rf"\b(?:when|if|while|before|after) (?:you|summari[sz]ing|"
        rf"processing)\b[^.!?]{{0,60}}\b(?:summari[sz]|digest|process)"
        rf"[^.!?]{{0,60}}\b{_VERB}\b",
    ),
    # Play a role in the conversation.
    (
        ("system", "assistant", "developer", "im_start", "im_end", "inst", "user"),
        r"(?:^|[\s>\"“(\[])<{0,2}\[?/?(?:system|assistant|developer|im_start|im_end|inst|user)\]?"
        r"(?:\|?>|\]|\s*:)",
    ),
    (
        ("you are n", "from now on", "act as", "pretend", "mode", "new task", "new instr", "new role", "new rule",
         "new system"),
        r"\byou are (?:now|no longer) (?:an? |the |in |called |named |\w+gpt|bound|free)|"
        r"\bfrom now on,? you\b|\bact as (?:a|an|if)\b|\bpretend (?:to be|you|that you)\b|"
        r"\b(?:developer|god|dan|jailbreak) mode\b|\bnew (?:task|instructions?|role|rules?|system prompt)\s*[:=]",
    ),
    (
        ("prompt", "your instr", "your summary", "your digest", "your guide", "your answer", "your task", "your next",
         "end of"),
        r"\b(?:print|reveal|repeat|show|output|tell|give|leak|quote)\b[^.!?]{0,30}\b(?:system|"
        r"hidden|initial|original) prompt\b|"
        r"\byour (?:instructions|summary|digest|guidelines|answer must|task is|next "
        r"(?:answer|output))\b|\bend of (?:the )?(?:comments?|thread|data|input|document|fence)\b",
    ),
    (
        (*_PARTS, "nothing else", "reply"),
        r"\b(?:end|begin|close|start)\s+(?:your|the|every|each)\s+(?:summary|answer|digest|sentence|"
        r"output|reply|bullet)\b|"
        r"\b(?:in|as) (?:the|your) (?:summary|digest|heading|bullet)\b[^.!?]{0,40}\b(?:write|say|"
        r"state|must|put)\b|"
        r"\b(?:write|say|state|put|print|output|reply with|respond with|answer with)\b[^.!?]{0,60}"
        r"\b(?:instead of (?:a|the|your) (?:summary|digest|answer)|in (?:the|your|every) (?:summary|"
        r"digest|heading|bullet)|and nothing else)",
    ),
    (
        ("reply", "respond", "answer", "output"),
        r"\b(?:reply|respond|answer|output)\b (?:with |only )+(?:the |a |in )?(?:single )?\w+",
    ),
    (
        ("write", "say", "print", "output", "repeat", "type"),
        r"^\W*(?:only |just )?(?:write|say|print|output|repeat|type)\b[^.!?]{0,20}(?:[:\"“]|"
        r"\bthe words?\b|\bexactly\b|\b100 times)",
    ),
    # Set a task of its own, or speak as the digest does.
    (
        ("write", "compose", "draft", "produce", "generate"),
        r"^\W*(?:please |now |then )*(?:write|compose|draft|produce|generate) (?:a|an|one|"
        r"the|only|just)(?: \w+){0,2} "
        r"(?:heading|sentence|summary|digest|bullet|slogan|poem|answer)\b",
    ),
    (
        ("translate", "summari", "rewrite", "rephrase", "paraphrase"),
        r"\b(?:translate|summari[sz]e|rewrite|rephrase|paraphrase) (?:everything|all of|all (?:the|this)|"
        r"the above|"
        r"the text|the comments?|this (?:thread|discussion|conversation))\b",
    ),
    (
        _PARTS,
        r"^\W*(?:title|heading|summary|bullet|digest|output|sentence|answer|tl;?dr for the (?:bot|ai))\s*:",
    ),
    (
        ("commenter",),
        r"\b(?:most|many|several|a few|two|one|a) commenters? "
        r"(?:say|want|agree|support|think|answer|believe|argue|note)s?\b",
    ),
    # Forge a prompt: its words, or the marks that comments stand between in it.
    (
        ("comments of one part", "words that are used", "answer with a json", "you report what"),
        r"\bcomments of one part of the discussion\b|\bwords that are used often here\b|"
        r"\banswer with a json\b|\byou report what people say\b",
    ),
    # The same in other languages.
    (
        ("ignor", "olvida", "desestima", "oubliez", "vergiss", "missachte", "desconsidere", "esqueça", "dimentica",
         "negeer", "vergeet", "zapomnij", "zignoruj"),
        r"\b(?:ignora|ignorad|olvida|desestima)\b.{0,40}\b(?:instruccion|anterior|todo)|"
        r"\b(?:ignorez|oubliez|ignore)\b.{0,40}\b(?:instructions?|consignes?|précéd)|"
        r"\b(?:ignorier\w*|vergiss|missachte)\b.{0,40}\b(?:anweisung|vorherig|alles|bisherig|obig)|"
        r"\b(?:ignore|desconsidere|esqueça)\b.{0,40}\b(?:instruções|anterior)|"
        r"\b(?:ignora|dimentica)\b.{0,40}\b(?:istruzion|precedent)|\b(?:negeer|"
        r"vergeet)\b.{0,40}\b(?:instructie|vorige|alles)|"
        r"\b(?:zignoruj|zapomnij)\b.{0,40}\b(?:instrukcj|poprzedni)",
    ),
    (
        ("escribe", "responde", "responda", "écri", "répond", "schreib", "antworte", "escreva", "scrivi", "rispondi",
         "schrijf", "napisz"),
        r"\b(?:escribe|responde|écris|réponds|écrivez|schreibe|antworte|escreva|responda|scrivi|"
        r"rispondi|schrijf|napisz)\b"
        r"[^.!?]{0,30}(?:[:\"“«]|\b(?:que|dass|solo|nur|seulement|apenas|che|dat|że|tylko|solamente)\b)|"
        r"\b(?:schreibe|antworte|schreib)\b",
    ),
)  # fmt: skip
# These stand anywhere.
_BY_MARKS: Final[_Patterns] = (
    (
        ("<", "[inst", "[/inst"),
        r"<\|?/?(?:system|assistant|user|im_start|im_end|endoftext|eot_id|s|inst)\|?>|\[/?inst\]|<<sys>>",
    ),
    (
        ("</", "<comment", "<data", "<context", "<document", "<prompt", "<instruction"),
        r"</?(?:comments?|data|thread|context|documents?|prompt|instructions?)\b[^<>]{0,200}>",
    ),
)
# These too, and there is none in a text of plain letters.
_BY_LETTERS: Final[_Patterns] = (
    (
        ("игнорируй", "забудь"),
        r"(?:игнорируй|забудь|проигнорируй).{0,40}(?:инструкц|предыдущ|всё|все)",
    ),
    (
        ("忽略", "无视", "忽視", "忘", "無視", "무시", "잊"),
        r"(?:忽略|无视|忽視|忘记|忘掉).{0,20}(?:指令|指示|以上|之前|前面)|(?:以前|これまで|上記|前).{0,10}(?:指示|命令).{0,10}(?:無視|忘れ)|"
        r"(?:이전|위의?).{0,10}(?:지시|명령).{0,10}(?:무시|잊)",
    ),
    (("تجاهل",), r"تجاهل.{0,40}(?:التعليمات|السابقة)"),
    (
        ("напиши", "ответь", "输出", "回答", "只写", "请写", "出力して", "書いて", "답하", "작성"),
        r"напиши|ответь|输出|回答|只写|请写|出力して|書いて|답하|작성",
    ),
)  # fmt: skip


def _beginnings(bits: Iterable[str]) -> re.Pattern[str]:
    """Match where a word begins with one of the bits, and capture the longest; one branch a letter, for speed."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for bit in sorted(bits, reverse=True):
        by_letter[bit[0]].append(re.escape(bit[1:]))
    branches = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"\b(?=({branches}))")


_WORD_PATTERNS: Final = [(bits, re.compile(pattern)) for bits, pattern in _BY_WORDS]
_WORD_BITS: Final = {bit for bits, _ in _BY_WORDS for bit in bits}
_WORD: Final = _beginnings(_WORD_BITS)
# A longer bit stands for the shorter ones it begins with.
_PATTERNS_OF: Final = {
    found: tuple(pattern for bits, pattern in _WORD_PATTERNS if found.startswith(bits))
    for found in _WORD_BITS
}
_MARK_PATTERNS: Final = [(bits, re.compile(pattern)) for bits, pattern in _BY_MARKS]
_LETTER_PATTERNS: Final = [(bits, re.compile(pattern)) for bits, pattern in _BY_LETTERS]


def _folded(text: str) -> str:
    lean = lean_text(text)
    # A capital I with a dot is two characters in lower case, and a small one without is none of ours.
    return lean.lower() if lean.isascii() else lean.replace("İ", "i").lower().replace("ı", "i")


def _suspected(folded: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns that may match, by what stands with them."""
    if words := _WORD.findall(folded):
        yield from {pattern: None for word in words for pattern in _PATTERNS_OF[word]}
    others = _MARK_PATTERNS if folded.isascii() else _MARK_PATTERNS + _LETTER_PATTERNS
    for bits, pattern in others:
        for bit in bits:
            if bit in folded:
                yield pattern
                break


def is_order(sentence: str) -> bool:
    """Whether a sentence tells a machine what to do: takes orders back, plays a role, dictates an answer."""
    folded = _folded(sentence)[:_LOOKED_AT]
    return any(pattern.search(folded) for pattern in _suspected(folded))


def without_orders(passage: str) -> str:
    """Return a passage up to the first sentence that is an order: what follows may go on with it."""
    parts = sentences(passage)
    first = next((number for number, sentence in enumerate(parts) if is_order(sentence)), None)
    return passage if first is None else " ".join(parts[:first])


def ordering(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the ids of the comments that give an order anywhere in their passages."""
    return frozenset(passage.comment_id for passage in passages if _orders(passage.text))


def _orders(text: str) -> bool:
    # What is in none of a passage is in none of its sentences, and most passages need not be cut for that.
    return any(_suspected(_folded(text))) and any(map(is_order, sentences(text)))
