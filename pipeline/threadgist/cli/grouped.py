"""Help in groups: options and commands under the headings that their `rich_help_panel` names, without loading rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Grouped", "GroupedCommands"]


class Grouped(TyperCommand):
    """A command whose help lists its options in groups, those without a heading first."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options group by group."""
        rows: list[tuple[str, tuple[str, str]]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            heading = (
                "Arguments" if parameter.param_type_name == "argument" else _heading(parameter, "Options")
            )
            if record is not None:
                rows.append((heading, record))
        _write(formatter, rows, ("Arguments", "Options"))


class GroupedCommands(TyperGroup):
    """An application whose help lists its commands in groups, in the order in which they were added."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands group by group, each with its summary."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        room = formatter.width - 6 - max(len(name) for name, _ in found)
        rows = [
            (_heading(one, "Commands"), (name, one.get_short_help_str(room)))
            for name, one in found
            if one is not None and not one.hidden
        ]
        _write(formatter, rows, ())


def _heading(owner: Any, otherwise: str) -> str:
    panel = getattr(owner, "rich_help_panel", None)
    return panel if isinstance(panel, str) else otherwise


def _write(formatter: Any, rows: Iterable[tuple[str, tuple[str, str]]], first: tuple[str, ...]) -> None:
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in first}
    for heading, row in rows:
        groups.setdefault(heading, []).append(row)
    for heading, found in groups.items():
        if found:
            with formatter.section(heading):
                formatter.write_dl(found)
