import json

import jsonschema
import pytest

from threadgist.settings import Settings, flatten
from threadgist.sources import list_sources


def cells(outcome):
    return {line.split()[0]: line.split() for line in outcome.out.splitlines()[1:]}


def test_sources_are_listed(threadgist):
    outcome = threadgist("sources")
    assert outcome.code == 0
    assert set(cells(outcome)) == {info.name for info in list_sources()}


def test_models_are_listed_and_the_default_one_is_verified(threadgist):
    outcome = threadgist("models")
    row = cells(outcome)["all-MiniLM-L6-v2"]
    assert "encoder" in row
    assert "yes" in row
    assert "NO:" not in outcome.out


def test_the_schema_fits_what_is_written(threadgist, digest, save):
    schema = json.loads(threadgist("schema", "digest").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    result = json.loads(digest(save("village.json"), "--stdout", "json").out)
    jsonschema.Draft202012Validator(schema).validate(result)
    del result["ledger"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(result)


def test_there_is_no_other_schema(threadgist):
    outcome = threadgist("schema", "nonsense")
    assert outcome.code == 3
    assert "no schema called 'nonsense'" in outcome.err


def test_settings_and_their_origins_are_listed(threadgist, save, monkeypatch):
    save("mine.toml", "[select]\nmax_points = 3\n")
    monkeypatch.setenv("THREADGIST_SELECT__MAX_ONE_OFFS", "1")
    outcome = threadgist("config", "--config", "mine.toml")
    rows = cells(outcome)
    assert set(rows) == {key for key, _ in flatten(Settings().model_dump())}
    assert rows["select.max_points"][1:] == ["3", "mine.toml"]
    assert rows["select.max_one_offs"][1:] == ["1", "environment"]
    assert rows["encoder.name"][1:] == ['"all-MiniLM-L6-v2"', "configs/default.toml"]


def test_output_can_be_cut_in_columns(threadgist):
    for command in ("sources", "models", "config"):
        lines = threadgist(command).out.splitlines()
        assert all(line == line.rstrip() and "\t" not in line for line in lines)
        assert lines[0].isupper()


def test_config_takes_single_settings(threadgist):
    rows = cells(threadgist("config", "--set", "select.max_points=3"))
    assert rows["select.max_points"][1:] == ["3", "command", "line"]
    refused = threadgist("config", "--set", "select.max_points")
    assert (refused.code, "write it as KEY=VALUE" in refused.err) == (3, True)
