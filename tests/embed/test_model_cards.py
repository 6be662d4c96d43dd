from pathlib import Path

import pytest

from threadgist.backends.model_files import installed, is_sound
from threadgist.errors import SettingsError
from threadgist.model_cards import encoder_cards, find_card, load_card, load_cards

MINIMAL = 'kind = "encoder"\nname = "mine"\ndimension = 4\n'


def test_the_cards_that_travel_with_threadgist() -> None:
    cards = {card.name: card for card in encoder_cards()}
    assert {"all-MiniLM-L6-v2", "multilingual-e5-small"} <= set(cards)
    assert [card.name for card in cards.values() if card.tested] == ["all-MiniLM-L6-v2"]
    assert any("multi" in card.languages for card in cards.values())
    assert all(card.revision and len(card.revision) == 40 and card.licence for card in cards.values())


def test_the_default_is_installed_and_verified() -> None:
    card = find_card("all-MiniLM-L6-v2")
    assert card is not None
    assert card == find_card("sentence-transformers/all-MiniLM-L6-v2")
    where, source = installed(card)
    assert (source, is_sound(card, where)) == ("package", True)
    assert is_sound(card.model_copy(update={"sha256": None}), where) is None


def test_other_weights_are_not_verified(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_text("other")
    (tmp_path / "card.toml").write_text(MINIMAL + f'path = "."\nsha256 = "{"0" * 64}"\n')
    card = load_card(tmp_path / "card.toml")
    where, _ = installed(card)
    assert (where, is_sound(card, where)) == (tmp_path, False)


def test_a_model_that_is_not_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    card = find_card("gte-small")
    assert card is not None
    assert installed(card)[0] is None
    snapshot = tmp_path / "models--thenlper--gte-small" / "snapshots" / str(card.revision)
    snapshot.mkdir(parents=True)
    (snapshot / "modules.json").write_text("[]")
    assert installed(card) == (snapshot, "hub cache")


def test_cards_and_weights_of_the_working_directory_count_when_they_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    weights = tmp_path / "models" / "weights" / "gte-small"
    weights.mkdir(parents=True)
    (weights / "modules.json").write_text("[]")
    (tmp_path / "models" / "a.toml").write_text(MINIMAL.replace("mine", "gte-small"))
    (tmp_path / "models" / "stray.toml").write_text("[package]\nname = 'x'\n")
    monkeypatch.chdir(tmp_path)
    shipped = find_card("gte-small")
    assert shipped is not None
    assert shipped.dimension == 384
    assert installed(shipped)[0] != weights
    (tmp_path / "models" / "stray.toml").unlink()
    monkeypatch.setenv("THREADGIST_MODELS_DIR", "models")
    own = find_card("gte-small")
    assert own is not None
    assert own.dimension == 4
    assert installed(own)[0] in (weights, Path("models/weights/gte-small"))


def test_two_cards_of_one_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THREADGIST_MODELS_DIR", str(tmp_path))
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(MINIMAL)
    with pytest.raises(SettingsError, match=r"a\.toml.*b\.toml.*'mine'"):
        load_cards()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MINIMAL + "colour = 1\n", "colour"),
        (MINIMAL.replace("4", "0"), "dimension"),
        (MINIMAL + 'sha256 = "abc"\n', "sha256"),
        ("kind = ", "not valid TOML"),
        (b"\xff\xfe", "not valid TOML"),
    ],
)
def test_a_wrong_card_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / "card.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SettingsError, match=rf"card\.toml.*{said}"):
        find_card(str(path))


def test_a_card_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: no such file"):
        find_card(str(tmp_path / "none.toml"))
    assert find_card("no such card") is None
