"""How often the writer's own words are told from what a message quotes: the own rules beside two libraries.

    pip install email-reply-parser mail-parser-reply      # where they shall be measured as well
    python bench/mail_replies.py

The messages are those of tests/sources/mails.py: made up, in the forms of many programs and languages.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sources"))

from mails import MAILS

from threadgist.sources.mail.text import trim


def own_rules(text):
    return "\n".join(line for line in trim(text).split("\n") if not line.startswith(">"))


def tools():
    found = {"own rules": own_rules}
    try:
        from email_reply_parser import EmailReplyParser

        found["email-reply-parser"] = EmailReplyParser.parse_reply
    except ImportError:
        pass
    try:
        from mailparser_reply import EmailReplyParser as Parser
        from mailparser_reply.constants import MAIL_LANGUAGES

        languages = [name for name in MAIL_LANGUAGES if len(name) == 2]
        found["mail-parser-reply"] = lambda text: Parser(languages=languages).parse_reply(text=text) or ""
    except ImportError:
        pass
    return found


if __name__ == "__main__":
    for name, tool in tools().items():
        right = sum(" ".join(tool(text).split()) == own for text, own in MAILS.values())
        print(f"{name:20} {right} of {len(MAILS)}")
