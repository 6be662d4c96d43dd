"""Headings that a model proposes: made of what is cited below them, and by several people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadgist.write.answers import Proposal
from threadgist.write.ask import own_words
from threadgist.write.mentions import without_words
from threadgist.write.rules import Fault, broken_rule

if TYPE_CHECKING:
    from threadgist.write.desk import Desk


def standing_heading(proposal: Proposal, desk: Desk) -> str:
    """Return a heading that may stand, if need be without names that one person alone uses; "" where little is left."""
    fault = heading_fault(proposal, desk) if proposal.heading else None
    if fault is None:
        return proposal.heading
    desk.reject("heading", fault.reason, proposal.heading)
    alone = desk.speech.alone_with(proposal.heading)
    left = replace(proposal, heading=without_words(proposal.heading, alone))
    stands = alone and left.heading and heading_fault(left, desk) is None
    return left.heading if stands else ""


def heading_fault(proposal: Proposal, desk: Desk) -> Fault | None:
    """Return what is wrong with a heading: it must be made of what is cited below it, and not by one person alone."""
    evidence = (*desk.material.evidence(proposal.keys or proposal.about), *desk.material.about.texts)
    fault = broken_rule(proposal.heading, evidence, own_words(), heading=True)
    if fault is None and desk.speech.alone_with(proposal.heading):
        fault = Fault("name", "It has a name that one person alone uses.")
    return fault
