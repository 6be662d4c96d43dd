"""What can go wrong, as one small tree; `exit_code` is what the command line returns.

Every message is one line that names the value, the place and the way out. Names, keys and answers from outside may
stand in it: controls and marks of direction are taken out, and what is very long is cut in its middle.
"""

from threadgist.words import one_line

# A batch of which some threads failed, and were reported one by one, leaves with this.
SOME_FAILED = 4
_HEAD, _TAIL = 900, 300


class ThreadgistError(Exception):
    """Base of every error threadgist raises on purpose."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        line = one_line(message)
        if len(line) > _HEAD + _TAIL:
            line = f"{line[:_HEAD]} … {line[-_TAIL:]}"
        super().__init__(line)


class InputError(ThreadgistError):
    """What the user handed in cannot be used."""

    exit_code = 3


class SourceError(InputError):
    """A thread cannot be read: no such file, not a known format, truncated, no text column."""


class UnknownFormatError(SourceError):
    """No source recognises the content."""


class ChoiceError(SourceError):
    """Several conversations are there, and none was chosen; `choices` are their ids, titles and numbers of comments."""

    def __init__(self, message: str, choices: tuple[tuple[str, str, int], ...] = ()) -> None:
        super().__init__(message)
        # On the way from a worker to its run an error is made of its message alone, and then given the rest.
        self.choices = choices


class SettingsError(InputError):
    """A configuration file, key or value is wrong."""


class EditsError(InputError):
    """A file of edits cannot be read, or an edit does not fit its digest."""


class ModelError(ThreadgistError):
    """A model is missing, damaged, or not fit for what it was asked to do."""

    exit_code = 5


class OutputError(ThreadgistError):
    """A result cannot be written where it should go."""

    exit_code = 6


class GroundingError(ThreadgistError):
    """A digest would break an invariant (unknown id, altered quotation, wrong count): never shown, always a bug."""

    exit_code = 70
