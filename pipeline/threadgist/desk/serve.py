"""The desk of one digest: its files, read whenever they are asked for, and a port of this machine."""

import secrets
import socket
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final

from threadgist.desk.actions import Form, act, rekeyed, without
from threadgist.edits import parse_edits, rewrite
from threadgist.edits.folder import EDITS, Revision, applied, edits_in, read_made
from threadgist.edits.working import MisfitError
from threadgist.errors import EditsError, InputError
from threadgist.outputs import write_whole
from threadgist.records import Digest
from threadgist.stored import TOML_BYTES, read_bytes
from threadgist.words import one_line

_HOST: Final = "127.0.0.1"
_UNDO: Final = 100


class Desk:
    """One folder. Nothing but what can be undone is kept in memory: whoever edits the file by hand is not overruled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / EDITS
        self._made: tuple[object, Digest] | None = None
        self._before: list[str] = []
        self._last: str | None = None
        self.state()

    def state(self) -> Revision:
        """Read the files, and what edits do not fit; raises InputError: one cannot be read."""
        files = [path.stat() for path in sorted(self.folder.glob("digest*.json")) if path.is_file()]
        stamp = [(one.st_mtime_ns, one.st_size) for one in files]
        if self._made is None or self._made[0] != stamp:
            self._made = (stamp, read_made(self.folder))
        made = self._made[1]
        return applied(made, rekeyed(edits_in(self.path), made))

    @property
    def can_undo(self) -> bool:
        """Whether the file is as the desk left it, and there is something to undo."""
        return bool(self._before) and self._text() == self._last

    def do(self, form: Form) -> None:
        """Press a button and save what comes of it; raises EditsError: it does not fit, ValueError: there is none."""
        state = self.state()
        if form.do == "undo":
            if self.can_undo:
                self._write(self._before.pop())
            return
        edits = state.edits
        if form.do == "take-out":
            for misfit in state.misfits:
                edits = without(edits, misfit)
        elif form.do.endswith(("quote", "text")) and not one_line(form.words):
            raise EditsError("not saved: the box is empty, write something")
        else:
            try:
                edits = act(form, edits, state.made, state.digest)
            except MisfitError as error:
                raise EditsError(f"not saved: {error}") from error
            for misfit in applied(state.made, edits).misfits:
                if misfit not in state.misfits:
                    raise EditsError(f"not saved: {misfit}")
        before = self._text()
        text = rewrite(before, edits, state.made)
        parse_edits(text, "not saved")
        if before != text:
            self._before = [*(self._before[-_UNDO:] if self.can_undo else ()), before]
            self._write(text)

    @property
    def is_written(self) -> bool:
        """Whether the pages in the folder were made after the edits."""
        page = self.folder / "digest.json"
        return not self.path.is_file() or self.path.stat().st_mtime_ns <= page.stat().st_mtime_ns

    def _text(self) -> str:
        return read_bytes(self.path, TOML_BYTES).decode("utf-8-sig", "replace") if self.path.is_file() else ""

    def _write(self, text: str) -> None:
        write_whole(self.folder, {EDITS: text})
        self._last = text


class DeskServer(AbstractContextManager["DeskServer"]):
    """Serves the desk of one digest to this machine alone; `url` is its link, which holds a token."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Open the port; raises InputError: it is taken, a file cannot be read, or the extra is not installed."""
        try:
            import tomlkit  # noqa: F401
            import uvicorn

            from threadgist.desk.app import make_app
        except ModuleNotFoundError as error:
            if error.name not in ("uvicorn", "starlette", "tomlkit"):
                raise
            raise InputError(
                f"{error.name} is not installed: pip install 'threadgist[edit]' brings it"
            ) from error
        desk = Desk(folder)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.bind((_HOST, port))
            # What comes before the server runs waits there.
            self._socket.listen()
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise InputError(
                f"port {port} of {_HOST} cannot be used ({error}): choose another with --port, or leave it out"
            ) from error
        port, token = self._socket.getsockname()[1], secrets.token_urlsafe(24)
        self.url = f"http://{_HOST}:{port}/{token}/"
        app = make_app(desk, token, port)
        config = uvicorn.Config(
            app, log_level="error", access_log=False, server_header=False, lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until `stop`, or until Ctrl-C, which is how people end it."""
        with suppress(KeyboardInterrupt):
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Let `run` return soon."""
        self._server.should_exit = True

    def __exit__(self, *raised: object) -> None:
        self._socket.close()
