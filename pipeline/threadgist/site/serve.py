"""A folder looked at through a browser: read-only, from this machine by default, nothing outside the folder."""

import errno
import io
import ipaddress
import posixpath
import socket
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from threadgist.errors import InputError, SourceError

# Pages of ours name their own style and script by hash; this holds for whatever else lies in the folder.
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
# What a batch keeps beside its digests names the folders of its machine.
_KEPT: Final = ("run.json", "journal.jsonl", "failures.jsonl")
_IDLE_SECONDS: Final = 20
_MOST_SECONDS: Final = 60
_CONNECTIONS: Final = 64


class Server(ThreadingHTTPServer):
    """Serves one folder to a bounded number of browsers, which open it at `url`.

    `names` are the host names it answers to, beside addresses; it is `public` where other machines can reach it.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, family: socket.AddressFamily, address: tuple[str, int], root: Path, name: str) -> None:
        self.address_family = family
        self.root = root.resolve()
        self._open: dict[socket.socket, None] = {}
        super().__init__(address, _Handler)
        host, port = str(self.server_address[0]), self.server_address[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        self.public = not ipaddress.ip_address(host.partition("%")[0]).is_loopback
        # A page elsewhere whose name was made to lead to this machine must not read what is served here.
        own = {socket.gethostname(), socket.getfqdn()} if self.public else set()
        self.names = {one.lower() for one in {"localhost", name, host} | own}

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread; the longest open connection makes room where there are too many."""
        being_answered = list(self._open)
        if len(being_answered) >= _CONNECTIONS:
            self._hang_up(being_answered[0])
        self._open[request] = None
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and hang up on a client that takes its time, however alive it keeps the connection."""
        end = threading.Timer(_MOST_SECONDS, self._hang_up, (request,))
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._open.pop(request, None)

    def _hang_up(self, request: socket.socket) -> None:
        self._open.pop(request, None)
        with suppress(OSError):
            request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that hung up, or was hung up on, and whatever else ends one answer."""


def make_server(root: Path, host: str = "127.0.0.1", port: int = 8000) -> Server:
    """Bind a server for a folder with an index.html; `serve_forever` runs it; port 0 takes any that is free.

    Raises SourceError: there is no index; InputError: port or host cannot be had.
    """
    if not (root / "index.html").is_file():
        raise SourceError(f"{root}: no index.html: make one with `threadgist site {root}`")
    if not 0 <= port <= 65_535:
        raise InputError(f"--port {port}: choose one from 0 to 65535")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return Server(family, (str(address[0]), int(address[1])), root, host)
    except (socket.gaierror, UnicodeError) as error:
        raise InputError(
            f"--host {host!r} is not known: name an address of this machine, as 127.0.0.1"
        ) from error
    except OSError as error:
        other = f"{host}, port {port}: cannot listen there ({error.strerror}): choose others with --host and --port"
        said = {
            errno.EADDRINUSE: f"port {port} of {host} is taken: choose another with --port, or --port 0 for any "
            "that is free",
            errno.EACCES: f"port {port} is not allowed to this user: choose one above 1023 with --port",
            errno.EADDRNOTAVAIL: f"--host {host!r} is no address of this machine: name one that is, as 127.0.0.1",
        }
        raise InputError(said.get(error.errno or 0, other)) from error


class _Handler(SimpleHTTPRequestHandler):
    server: Server
    server_version = "threadgist"
    sys_version = ""
    timeout = _IDLE_SECONDS
    extensions_map = {  # noqa: RUF012 - as the parent declares it
        **SimpleHTTPRequestHandler.extensions_map,
        ".html": "text/html; charset=utf-8",
        ".json": "application/json",
        ".md": "text/plain; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".xml": "application/xml",
    }

    def end_headers(self) -> None:
        """Add what keeps a browser from doing more than show the file."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_head(self) -> io.BytesIO | None:
        """Answer for a file of the folder; no listing, nothing hidden, nothing that a link leads out to."""
        if not self._is_meant():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This server goes by other names")
            return None
        # What the parent does with a path is done on the checked path alone.
        return super().send_head()  # type: ignore[return-value]

    def translate_path(self, path: str) -> str:
        """Return the file that a request means; one that does not exist for whatever may not be had."""
        root = self.server.root
        nothing = str(root / ".none")
        with suppress(OSError, RuntimeError, ValueError):
            asked = unquote(urlsplit(path).path, errors="surrogateescape")
            parts = [part for part in posixpath.normpath(asked).split("/") if part]
            # Nothing is asked of a path that could lead to another drive or machine.
            if any(part.startswith(".") or "\\" in part or ":" in part for part in parts):
                return nothing
            found = root.joinpath(*parts)
            folder, slash = found.is_dir(), asked.endswith("/")
            # Where links lead counts, not where they lie.
            file = (found / "index.html" if folder else found).resolve()
            hidden = any(part.startswith(".") or part in _KEPT for part in file.relative_to(root).parts)
            if file.is_file() and not hidden and (folder or not slash):
                # Without its slash a folder is answered with where it is.
                return str(file if slash or not folder else found)
        return nothing

    def _is_meant(self) -> bool:
        """Whether a request names this server: by a name of its own, or by any address."""
        try:
            host = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
            return host in self.server.names or bool(ipaddress.ip_address(host.partition("%")[0]))
        except ValueError:
            return False

    def list_directory(self, path: object) -> None:
        """Refuse: the index is what there is to see."""
        self.send_error(HTTPStatus.NOT_FOUND, "File not found")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of what went well."""
