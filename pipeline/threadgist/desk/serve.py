"""The desk on a port of this machine, until it is ended."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from threadgist.errors import InputError

_HOST = "127.0.0.1"


class DeskServer:
    """Serves the desk of one digest to this machine alone; `url` is its link, which holds a token."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Open the port.

        Raises InputError: the digest or its edits cannot be read, the port is taken, or the extra is not installed.
        """
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
        from threadgist.desk.folder import Desk

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

    def __enter__(self) -> DeskServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
