"""The language of a thread: told from one comment of twenty words, and from the whole where it is mixed."""

# A comment in a foreign language is easier to check on one line.
# ruff: noqa: E501

import csv
import random
from pathlib import Path

import pytest

from threadgist.passages import main_language

COMMENTS = {
    "en": "I think the price of the burger is too high for what you get, and nobody in my family would order it twice.",
    "de": "Ich finde, dass der Preis viel zu hoch ist, und niemand in meiner Familie würde das noch einmal bestellen.",
    "fr": "Je trouve que le prix est beaucoup trop élevé, et personne dans ma famille ne voudrait en commander encore.",
    "es": "Creo que el precio es demasiado alto para lo que te dan, y nadie en mi familia lo pediría otra vez.",
    "it": "Penso che il prezzo sia troppo alto per quello che ti danno, e nessuno in famiglia lo ordinerebbe di nuovo.",
    "pt": "Acho que o preço é muito alto para o que você recebe, e ninguém na minha família pediria isso de novo.",
    "nl": "Ik vind dat de prijs veel te hoog is voor wat je krijgt, en niemand in mijn familie zou het nog bestellen.",
    "pl": "Myślę, że cena jest zdecydowanie za wysoka i nikt w mojej rodzinie nie zamówiłby tego po raz drugi.",
    "sv": "Jag tycker att priset är alldeles för högt för vad man får, och ingen i min familj skulle beställa det igen.",
    "fi": "Minusta hinta on aivan liian korkea siihen nähden mitä saa, eikä kukaan perheestäni tilaisi sitä toista kertaa.",
    "tr": "Bence fiyat aldığınız şeye göre çok yüksek ve ailemde hiç kimse bunu bir daha sipariş etmez.",
    "ru": "Я думаю, что цена слишком высокая, и никто в моей семье не стал бы заказывать это второй раз.",
    "uk": "Я думаю, що ціна занадто висока, і ніхто в моїй родині не замовив би це вдруге, тому що це несмачно.",
    "zh": "我觉得这个价格太高了，我家里没有人会再点第二次，因为味道真的不怎么样，还不如自己在家里做。",
    "ja": "値段が高すぎると思います。家族の誰ももう一度注文しないでしょう。味もあまりよくなかったので残念です。",
    "ko": "가격이 너무 비싸다고 생각하고 우리 가족 중 누구도 다시 주문하지 않을 것 같습니다. 맛도 별로였습니다.",
    "ar": "أعتقد أن السعر مرتفع جدا ولا أحد في عائلتي سيطلبه مرة أخرى لأن الطعم ليس جيدا على الإطلاق.",
    "hi": "मुझे लगता है कि कीमत बहुत ज्यादा है और मेरे परिवार में कोई भी इसे दोबारा नहीं मंगवाएगा।",
}


@pytest.mark.parametrize("language", COMMENTS)
def test_one_comment_is_enough(language: str) -> None:
    assert main_language([COMMENTS[language]]) == language


def test_the_greater_part_counts_in_any_order() -> None:
    texts = [COMMENTS["de"] + f" Nummer {number}." for number in ["eins", "zwei", "drei", "vier", "fünf"]]
    texts += [COMMENTS["en"], "ja", "+1", "https://example.org/das/ist/ein/link"]
    for seed in range(3):
        random.Random(seed).shuffle(texts)
        assert main_language(texts) == "de"


def test_no_part_is_the_greater() -> None:
    assert main_language([COMMENTS["de"], COMMENTS["fr"], COMMENTS["es"]]) is None


@pytest.mark.parametrize(
    "texts", [[], [""], ["lol"], ["yes", "no", "👍"], ["12345 !!! " * 50], ["\udc80\x00" * 40]]
)
def test_too_little_to_tell(texts: list[str]) -> None:
    assert main_language(texts) is None


@pytest.mark.shared
@pytest.mark.parametrize(
    ("conversation", "language"),
    [("vtaiwan.uberx", "zh"), ("scoop-hivemind.ubi", "en"), ("brexit-consensus", "en")],
)
def test_real_conversations(shared: Path, conversation: str, language: str) -> None:
    with (shared / "polis" / conversation / "comments.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    column = next(name for name in rows[0] if "body" in name)
    assert main_language(row[column] for row in rows) == language
