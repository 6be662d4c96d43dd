"""Rules that need no model, and the checkers: what each lets through and what not."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from threadgist.write.answers import Verdict, read_draft, read_edit, read_repair, read_verdicts
from threadgist.write.ask import Claim, own_words
from threadgist.write.checkers import EntailmentChecker, ModelChecker, WordChecker
from threadgist.write.model import Budget
from threadgist.write.rules import Fault, broken_rule, with_true_quotations
from write.fakes import POISON, Scripted, checked, claims, material_of

BUS = (
    "The number 12 bus to Alderbrook is late nearly every morning, so I gave up and bought a bicycle.",
    "Buses are too slow because they share the lane with cars.",
)
RENT = ("Rents in the old town rose by 40% in three years, says the tenants' union.",)


@pytest.mark.parametrize(
    ("text", "evidence", "reason"),
    [
        ("Buses are slow because they share a lane with cars.", BUS, ""),
        ("Rents in the old town have risen by 40 percent within three years.", RENT, ""),
        ("The number 14 bus is late nearly every morning.", BUS, "number"),
        ("Rents in the old town rose by half in three years.", RENT, "number"),
        ("The bus to Harrowgate is late nearly every morning.", BUS, "name"),
        ("In October the buses are late.", BUS, "name"),
        ("Germany has slow buses.", BUS, "name"),
        ("Perhaps Alderbrook has slow buses.", BUS, ""),
        ("Leaving Alderbrook by bus is slow.", BUS, ""),
        ("Leaving Harrowgate by bus is slow.", BUS, "name"),
        ("Fears that buses are late:", BUS, ""),
        ("Buses were fast in the 1990s.", ("Buses were fast in the 90s.",), ""),
        ("Buses were fast in 1990.", ("Buses were fast.",), "number"),
        ("The last bus leaves shortly after six.", ("The last bus goes at 18.05. Mind it.",), ""),
        ("The last bus leaves at seven.", ("The last bus goes at 18.05.",), "number"),
        ("Both buses share the two lanes.", BUS, ""),
        ("Half in jest, buses are called slow.", BUS, ""),
        ("One report in five is real.", ("Of 4,192 reports 20.3% were real.",), ""),
        ("One in five people left.", ("20 people left.",), "number"),
        ("One in five people left, and five died.", ("20% left.",), "number"),
        ("Half expect fares to rise.", ("Fares may rise, I guess.",), "number"),
        ("Two and a half serious incidents.", ("2 serious incidents.",), "number"),
        ("One in ten reports is real.", ("Of 4,192 reports 20% were real.",), "number"),
        ("The buses share two lanes.", BUS, "number"),
        ("China and Russia have slow buses.", ("Beijing and Moscow have slow buses.",), ""),
        ("Buses are slow in Beijing.", ("Buses are slow in China.",), "name"),
        ("Washington has slow buses.", ("The US has slow buses.",), ""),
        ("Buses are late by five and a half minutes.", ("My bus was 5.5 minutes late.",), ""),
        ("Buses are 12 percent late.", ("The median was 12.1%.",), ""),
        ("Letters about buses were ignored, and the rules came late.", BUS, ""),
        ("Some find the instructions for buses confusing.", BUS, ""),
        ("The bus: [1], {2}, (3), <4>, ...", BUS, "form"),
        ("The Netherlands have buses, and so does Berlin.", ("NL has buses, Berlin too.",), ""),
        ("They wrote to a member of the European Parliament.", ("I wrote to my MEP.",), ""),
        *((text, BUS, None) for text in POISON.values()),
    ],
)
def test_rules(text, evidence, reason):
    fault = broken_rule(text, evidence, own_words())
    if reason is None:
        assert fault is not None and fault.detail.endswith(".")
    else:
        assert (fault.reason if fault else "") == reason


def test_seven_words_of_a_prompt_are_no_sentence_whoever_else_has_said_them():
    prompt = "Say who wants the bus to run later in the evening."
    said = ("They want the bus to run later in the evening, as I do.",)
    assert broken_rule("Some want the bus to run later.", said, prompt) is None
    fault = broken_rule("Some say they want the bus to run later in the evening.", said, prompt)
    assert fault is not None and fault.reason == "prompt"


def test_a_clause_that_begins_with_a_comma_begins_with_its_first_word():
    sub = [{"text": ", and {who} agree.", "ids": ["2"], "kind": "detail"}]
    draft = read_draft(
        json.dumps({"heading": "A", "bullets": [{"text": "{who} ask.", "ids": ["1"], "sub": sub}]}),
        {"1", "2"},
    )
    assert draft is not None
    assert draft.sentences[0].children[0].text == "and {who} agree."


@pytest.mark.parametrize("told", ["9" * 400 + "%", "million " * 60 + "percent"])
def test_numbers_beyond_counting_are_no_trouble(told):
    fault = broken_rule("Rents in the old town rose by 5%.", (f"They rose by {told}.",), own_words())
    assert fault is not None and fault.reason == "number"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("A third replies that the bus is late.", ""),
        ("Many like the bus, while a third finds it late.", ""),
        ("A third oppose the bus.", "number"),
        ("A third of riders find the bus late.", "number"),
        ("The bus costs a third less.", "number"),
        ("The bus is late, one commenter says.", ""),
    ],
)
def test_a_third_person_is_no_share(told, reason):
    fault = broken_rule(told, ("The bus costs less, riders find it late and oppose it.",), own_words())
    assert (fault.reason if fault else "") == reason


def test_quotation_marks_stay_where_they_are_true():
    assert with_true_quotations('A "bicycle," they say', BUS) == "A “bicycle”, they say"
    asked = ["Who pays? Nobody knows."]
    assert with_true_quotations("“Who pays?”, one asks.", asked) == "“Who pays?”, one asks."
    assert with_true_quotations("“Nobody knows!”", asked) == "“Nobody knows”!"
    # A full stop of the comment's own stays where the sentence ends as well.
    assert with_true_quotations("One says: “Nobody knows.”", asked) == "One says: “Nobody knows.”"
    assert with_true_quotations("“Nobody knows.” one says.", asked) == "“Nobody knows”. one says."
    assert with_true_quotations("“buses are too slow” it is", BUS) == "“Buses are too slow” it is"
    # Marks within marks leave none around what was not looked up.
    assert with_true_quotations("““Nobody cares””, one says.", asked) == "Nobody cares, one says."
    assert with_true_quotations("“All “know” it”, one says.", asked) == "All know it, one says."
    assert with_true_quotations("““””Nobody knows, one says.", asked) == "Nobody knows, one says."
    within = 'She shouted "wait", and it left.'
    assert with_true_quotations(f"“{within[:-1]}”, one says.", [within]) == f"“{within[:-1]}”, one says."
    assert (
        with_true_quotations(f"“{within[:-1]}”, one says.", BUS) == "She shouted wait, and it left, one says."
    )
    assert with_true_quotations("A “tricycle” it is", BUS) == "A tricycle it is"
    assert with_true_quotations("A “bicycle it is", BUS) == "A bicycle it is"
    assert with_true_quotations("“bicycle” and “", BUS) == "bicycle and "


def sheet(*rows):
    return material_of(BUS, "Buses"), rows


def test_a_model_is_asked_about_all_claims_of_a_sheet_at_once():
    model = Scripted(lambda request: json.dumps(checked(request)), 8_000)
    (verdicts,) = ModelChecker(model, Budget()).check(
        [sheet(Claim("Buses are late", ("1",)), Claim("x", ("2",)))]
    )
    assert verdicts == [Verdict(("1",)), Verdict(("2",))]
    assert [number for number, _, _ in claims(model.calls[0])] == ["1", "2"]


def test_a_sheet_too_long_for_the_model_is_asked_about_in_parts():
    model = Scripted(lambda request: json.dumps(checked(request)), 4_500)
    rows = tuple(Claim(f"Buses are late {number}", ("1", "2")) for number in range(40))
    (verdicts,) = ModelChecker(model, Budget()).check([sheet(*rows)])
    assert len(verdicts) == 40 and len(model.calls) > 2
    assert all(isinstance(verdict, Verdict) for verdict in verdicts)


def test_what_a_sentence_cites_beyond_one_call_is_asked_about_in_parts():
    material = material_of([f"The bus was late {at} " + "again " * 60 for at in range(1, 200)], "Buses")
    keys = tuple(material.lines)

    def first_part_is_whole(request):
        verdicts = checked(request, whole=any("1" in keys for _, _, keys in claims(request)))
        return json.dumps(verdicts)

    model = Scripted(first_part_is_whole, 8_192)
    ((verdict,),) = ModelChecker(model, Budget()).check([(material, [Claim("Buses are late", keys)])])
    assert len(model.calls) > 1 and verdict.whole and verdict.says == keys
    for request in model.calls:
        assert sum(model.count_tokens(one.content) for one in request.messages) + request.max_tokens < 8_192


def test_what_has_no_verdict_is_not_let_through():
    half = Scripted(lambda request: json.dumps({"1": checked(request)["1"]}), 8_000)
    (verdicts,) = ModelChecker(half, Budget()).check([sheet(Claim("a b", ("1",)), Claim("c d", ("2",)))])
    assert isinstance(verdicts[0], Verdict) and isinstance(verdicts[1], Fault)
    (verdicts,) = ModelChecker(half, Budget(max_calls=0)).check([sheet(Claim("a b", ("1",)))])
    assert verdicts[0].reason == "budget"


def test_an_entailment_model_finds_parts_and_the_whole():
    def entails(pairs):
        return [
            0.9 if ("late" in text and "slow" in text) else 0.6 if "slow" in text else 0.1
            for text, _ in pairs
        ]

    (verdicts,) = EntailmentChecker("nli", entails).check(
        [sheet(Claim("Buses are late and slow", ("1", "2")), Claim("Buses are late", ("1",)))]
    )
    assert verdicts == [Verdict(("1", "2")), Verdict((), whole=False)]


def test_words_alone_find_what_a_sentence_is_not_about():
    def encode(texts):
        rows = np.array(
            [[len(text) % 7 + 1.0, "bus" in text.lower(), "pool" in text.lower()] for text in texts]
        )
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True) * [0, 1, 1]).astype(np.float32)

    (verdicts,) = WordChecker(encode).check(
        [
            sheet(
                Claim("Buses are slow because they share the lane with cars.", ("1", "2")),
                Claim("Everybody bought a bicycle because the bus is late nearly every morning.", ("1",)),
                Claim("Cinema shows American films at weekends.", ("1", "2")),
            )
        ]
    )
    assert "2" in verdicts[0].says and verdicts[0].whole
    assert not verdicts[1].whole and verdicts[1].missing == "everybody"
    assert not verdicts[2].says


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"bullets": 3}',
        '{"bullets": [3, null, {"text": 1}]}',
        '{"1": []}',
        "{" * 9,
        "\ud800{}",
    ],
)
def test_answers_that_are_none(answer):
    assert read_draft(answer, {"1"}) is None
    assert read_edit(answer, {"1"}) is None
    assert read_verdicts(answer, [("1",)]) == [None]
    assert read_repair(answer, 1, {"1"}) == [("", ())]


def test_a_verdict_names_only_what_is_cited_and_says_nothing_twice():
    answer = {"1": {"says": ["1", "1", "7", 2], "against": ["2"], "other": [], "whole": True, "missing": ""}}
    assert read_verdicts(json.dumps(answer), [("1", "2", "3")]) == [Verdict(("1",), ("2",))]


@pytest.mark.shared
def test_each_rule_refuses_more_that_is_false_than_fair(shared):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
    import rules

    fair, false, counts = rules.refused(shared)
    assert counts["true"] > 100
    for rule in ("number", "name", "overgeneral", "prompt"):
        assert 10 * fair[rule] < false[rule]
