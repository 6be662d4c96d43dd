"""Orders that a comment gives to whoever reads it with a machine. They are evidence of nothing."""

from __future__ import annotations

import re

from threadgist.ground.gate.tokens import lean_text, sentences

__all__ = ["is_order", "without_orders"]

_ADDRESSEE = (
    r"(?:ai|a\.i\.|bot|chat ?bot|assistant|summar(?:iser|izer|y bot)|summari[sz]ation (?:bot|"
    r"model|tool)|language model|"
    r"llm|gpt|chatgpt|claude|gemini|copilot|model|machine|robot|agent|digest (?:bot|tool|writer)?)"
)
_VERB = (
    r"(?:write|say|state|output|print|reply|respond|answer|mention|add|include|insert|append|"
    r"translate|repeat|praise|begin|"
    r"start|end|finish|conclude|summari[sz]e|report|claim|produce|generate|return|use|replace|"
    r"reveal|show|list|ignore|"
    r"disregard|forget|note|call|describe|rate|recommend|quote|cite|link|delete|omit|skip|treat|count)"
)
_PATTERNS = re.compile(
    "|".join(
        (
            # Take back what was said before.
            r"\b(?:ignor\w*|disregard\w*|forget|override|bypass|do not follow|don't follow|stop following)\b.{0,60}"
            r"\b(?:instruction|prompt|above|previous|prior|earlier|rules?|guideline|other comments|system|everything|"
            r"anterior|précédent|vorherig|bisherig|instrucci|anweisung|consigne)",
            # Talk to the machine and tell it to do something.
            rf"\b(?:the |this |any |every |all |dear )?{_ADDRESSEE}s?\b,? (?:must|please|shall|has to|"
            rf"have to|needs? to)\b[^.!?]{{0,20}}"
            rf"\b{_VERB}\b",
            rf"(?:^|[\"“(\[<*#>\s])(?:hey |dear |hi |note to (?:the )?|attention |attn |message (?:to|"
            rf"for) (?:the )?|instructions? "
            rf"(?:to|for) (?:the )?|to (?:any|the|all) )(?:\w+ )?{_ADDRESSEE}s?\b",
            rf"^(?:\W*){_ADDRESSEE}(?: (?:reading|processing|summari[sz]ing) this)?\s*[:,]\s*"
            rf"(?:please |now )?{_VERB}\b",
            rf"\b(?:when|if|while|before|after) (?:you|summari[sz]ing|"
            rf"processing)\b[^.!?]{{0,60}}\b(?:summari[sz]|digest|process)"
            rf"[^.!?]{{0,60}}\b{_VERB}\b",
            # Play a role in the conversation.
            r"(?:^|[\s>\"“(\[])<{0,2}\[?/?(?:system|assistant|developer|im_start|im_end|inst|user)\]?"
            r"(?:\|?>|\]|\s*:)",
            r"<\|?/?(?:system|assistant|user|im_start|im_end|endoftext|eot_id|s|inst)\|?>|\[/?INST\]|<<SYS>>",
            r"\byou are (?:now|no longer) (?:an? |the |in |called |named |\w+gpt|bound|free)|"
            r"\bfrom now on,? you\b|\bact as (?:a|an|if)\b|\bpretend (?:to be|you|that you)\b|"
            r"\b(?:developer|god|dan|jailbreak) mode\b|\bnew (?:task|instructions?|role|rules?|system prompt)\s*[:=]",
            r"\b(?:print|reveal|repeat|show|output|tell|give|leak|quote)\b[^.!?]{0,30}\b(?:system|"
            r"hidden|initial|original) prompt\b|"
            r"\byour (?:instructions|summary|digest|guidelines|answer must|task is|next "
            r"(?:answer|output))\b|\bend of (?:the )?(?:comments?|thread|data|input|document|fence)\b",
            r"\b(?:end|begin|close|start)\s+(?:your|the|every|each)\s+(?:summary|answer|digest|sentence|"
            r"output|reply|bullet)\b|"
            r"\b(?:in|as) (?:the|your) (?:summary|digest|heading|bullet)\b[^.!?]{0,40}\b(?:write|say|"
            r"state|must|put)\b|"
            r"\b(?:write|say|state|put|print|output|reply with|respond with|answer with)\b[^.!?]{0,60}"
            r"\b(?:instead of (?:a|the|your) (?:summary|digest|answer)|in (?:the|your|every) (?:summary|"
            r"digest|heading|bullet)|"
            r"and nothing else)|\b(?:reply|respond|answer|output)\b (?:with |only )+(?:the |a |in )?(?:single )?\w+|"
            r"^\W*(?:only |just )?(?:write|say|print|output|repeat|type)\b[^.!?]{0,20}(?:[:\"“]|"
            r"\bthe words?\b|\bexactly\b|\b100 times)",
            # Set a task of its own, or speak as the digest does.
            r"^\W*(?:please |now |then )*(?:write|compose|draft|produce|generate) (?:a|an|one|"
            r"the|only|just)(?: \w+){0,2} "
            r"(?:heading|sentence|summary|digest|bullet|slogan|poem|answer)\b",
            r"\b(?:translate|summari[sz]e|rewrite|rephrase|paraphrase) (?:everything|all of|all (?:the|this)|"
            r"the above|"
            r"the text|the comments?|this (?:thread|discussion|conversation))\b",
            r"^\W*(?:title|heading|summary|bullet|digest|output|sentence|answer|tl;?dr for the (?:bot|ai))\s*:",
            r"\b(?:most|many|several|a few|two|one) commenters? "
            r"(?:say|want|agree|support|think|answer|believe|argue|note)s?\b",
            r"\bcomments of one part of the discussion\b|\bwords that are used often here\b|"
            r"\banswer with a json\b",
            # The same in other languages.
            r"\b(?:ignora|ignorad|olvida|desestima)\b.{0,40}\b(?:instruccion|anterior|todo)|"
            r"\b(?:ignorez|oubliez|ignore)\b.{0,40}\b(?:instructions?|consignes?|précéd)|"
            r"\b(?:ignorier\w*|vergiss|missachte)\b.{0,40}\b(?:anweisung|vorherig|alles|bisherig|obig)|"
            r"\b(?:ignore|desconsidere|esqueça)\b.{0,40}\b(?:instruções|anterior)|"
            r"\b(?:ignora|dimentica)\b.{0,40}\b(?:istruzion|precedent)|\b(?:negeer|"
            r"vergeet)\b.{0,40}\b(?:instructie|vorige|alles)|"
            r"\b(?:zignoruj|zapomnij)\b.{0,40}\b(?:instrukcj|poprzedni)|"
            r"(?:игнорируй|забудь|проигнорируй).{0,40}(?:инструкц|предыдущ|всё|все)|"
            r"(?:忽略|无视|忽視|忘记|忘掉).{0,20}(?:指令|指示|以上|之前|前面)|(?:以前|これまで|上記|前).{0,10}(?:指示|命令).{0,10}(?:無視|忘れ)|"
            r"(?:이전|위의?).{0,10}(?:지시|명령).{0,10}(?:무시|잊)|تجاهل.{0,40}(?:التعليمات|السابقة)|"
            r"\b(?:escribe|responde|écris|réponds|écrivez|schreibe|antworte|escreva|responda|scrivi|"
            r"rispondi|schrijf|napisz)\b"
            r"[^.!?]{0,30}(?:[:\"“«]|\b(?:que|dass|solo|nur|seulement|apenas|che|dat|że|tylko|solamente)\b)|"
            r"\b(?:schreibe|antworte|schreib)\b|(?:напиши|ответь|输出|回答|只写|请写|出力して|書いて|답하|작성)",
        )
    ),
    re.IGNORECASE,
)


def is_order(sentence: str) -> bool:
    """Whether a sentence tells a machine what to do: takes orders back, plays a role, dictates an answer."""
    return _PATTERNS.search(lean_text(sentence)[:2_000]) is not None


def without_orders(passage: str) -> str:
    """Return a passage up to the first sentence that is an order: what follows may go on with it."""
    parts = sentences(passage)
    first = next((number for number, sentence in enumerate(parts) if is_order(sentence)), None)
    return passage if first is None else " ".join(parts[:first])
