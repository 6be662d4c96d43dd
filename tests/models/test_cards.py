import pytest

from threadgist.backends.model_files import asking_hub
from threadgist.errors import ModelError, OutputError
from threadgist.model_cards import EntailmentCard, ModelCard, WriterCard, load_card, load_cards

CARDS = load_cards()


def test_writers_of_every_size_are_there():
    sizes = sorted(card.parameters_b for card in CARDS if isinstance(card, WriterCard))
    for wanted in (0.5, 1.5, 4, 8, 30):
        assert any(0.75 * wanted <= size <= 1.25 * wanted for size in sizes), wanted
    assert any(isinstance(card, EntailmentCard) for card in CARDS)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_card_says_what_a_user_must_know(card):
    assert card.licence
    assert card.note
    assert card.languages
    assert card.package or card.hub
    if not isinstance(card, ModelCard):
        assert card.memory_gb
    if not card.tested:
        assert "not run" in (card.measured + card.note).lower()
    else:
        assert card.sha256
    if isinstance(card, WriterCard):
        assert card.context
        # Small models fall apart over a whole theme (docs/models.md).
        assert card.style == ("small" if card.parameters_b < 4 else "full")


def test_a_card_s_kind_decides_its_keys(tmp_path):
    path = tmp_path / "card.toml"
    for text, said in (
        ('kind = "writer"\nname = "x"\ndimension = 3\n', "dimension"),
        ('kind = "oracle"\nname = "x"\n', "kind"),
        ('name = "x"\n', "kind"),
        ('kind = "writer"\nname = "x"\nfile = "../../etc/passwd"\n', "file"),
        ('kind = "writer"\nname = "x"\nstyle = "song"\n', "style"),
    ):
        path.write_text(text)
        with pytest.raises(Exception, match=rf"card\.toml.*{said}"):
            load_card(path)


def test_weights_stay_below_their_folder(tmp_path):
    from threadgist.backends.model_files import weights_folder

    for name in ("../x", "a/b", "..", "/etc", "a\\b", "."):
        folder = weights_folder(WriterCard(kind="writer", name=name))
        assert (tmp_path / folder).resolve().parent == tmp_path.resolve()


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (
            OSError(28, "No space left on device", "/weights"),
            OutputError,
            "/weights: No space.*cannot be written",
        ),
        (ConnectionError("refused"), ModelError, "the hub cannot be reached"),
    ],
)
def test_a_full_disk_is_no_hub_out_of_reach(fault, kind, said):
    with pytest.raises(kind, match=said), asking_hub("writer 'x'"):
        raise fault
