"""The desk as a Starlette application: four pages under a token, and who may ask for them."""

import secrets
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from threadgist.desk.actions import Form
from threadgist.desk.serve import Desk
from threadgist.desk.view import build_choice, build_desk
from threadgist.edits.folder import formats_there, publish
from threadgist.errors import ThreadgistError
from threadgist.pages import render
from threadgist.pages.html import dressed, environment

_MAX_BODY: Final = 100_000
_MAX_FIELDS: Final = 1_000
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    # Without the token in it for other sites, and so that a form of ours says where it is from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# The preview is a page of its own: whatever is in it can do nothing here, even when it is opened by itself.
_PREVIEW_POLICY: Final = (
    "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"
)


def make_app(desk: Desk, token: str, port: int) -> ASGIApp:
    """Return the application that edits `desk` for whoever knows `token`, on this machine's `port`."""
    dress = dressed(("digest.css", "desk.css"), ("desk.js",))
    policy = dress["policy"].replace(
        "form-action 'none'", "form-action 'self'; frame-src 'self'; frame-ancestors 'none'"
    )

    def page(template: str, status: int = 200, **parts: Any) -> Response:
        text = environment().get_template(template).render(**dress, **parts)
        return HTMLResponse(text, status, {**_HEADERS, "Content-Security-Policy": policy})

    def shown(said: str = "", status: int = 200, at: str = "") -> Response:
        view = build_desk(desk.state())
        number = next((theme["number"] for theme in view["themes"] if theme["id"] == at), None)
        return page("desk.html.jinja", status, view=view, desk=desk, said=said, at=number)

    def choice(theme: str, line: str, said: str = "", status: int = 200, words: str = "") -> Response:
        try:
            view = build_choice(desk.state(), theme, line, words)
        except KeyError:
            said = "There is no such line any more: go back and load the page again."
            raise HTTPException(404, said) from None
        return page("choose.html.jinja", status, view=view, said=said)

    async def index(request: Request) -> Response:
        return shown(request.query_params.get("said", "")[:300], at=request.query_params.get("at", ""))

    async def choose(request: Request) -> Response:
        return choice(request.query_params.get("theme", ""), request.query_params.get("line", ""))

    async def preview(request: Request) -> Response:
        headers = {**_HEADERS, "Content-Security-Policy": _PREVIEW_POLICY}
        return HTMLResponse(render(desk.state().digest, "html"), headers=headers)

    async def edit(request: Request) -> Response:
        form = await _form(request)
        if form.do == "write":
            written = publish(desk.folder, desk.state(), formats_there(desk.folder))
            return _back(f"{len(written)} files written to {desk.folder}.", form.theme)
        try:
            desk.do(form)
        except ThreadgistError as error:
            if form.do in ("quote", "text", "add-quote", "add-text"):
                return choice(form.theme, form.line, str(error), 422, form.words if "text" in form.do else "")
            return shown(str(error), 422, form.theme)
        except ValueError as error:
            raise HTTPException(400, str(error)) from error
        return _back("", form.theme)

    async def wrong(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 409
        said = error.detail if isinstance(error, HTTPException) else str(error)
        return page("desk-error.html.jinja", status, said=said)

    app = Starlette(
        routes=[
            Route(f"/{token}/", index),
            Route(f"/{token}/choose", choose),
            Route(f"/{token}/preview", preview),
            Route(f"/{token}/edit", edit, methods=["POST"]),
        ],
        exception_handlers={HTTPException: wrong, ThreadgistError: wrong},
    )

    def refusal(request: Request) -> Response | None:
        """Refuse what comes by another name, without the token, or, where it changes something, not from the desk."""
        host = request.headers.get("host", "")
        if host not in (f"127.0.0.1:{port}", f"localhost:{port}"):
            return PlainTextResponse("This desk answers to this machine alone.", 421, _HEADERS)
        if not secrets.compare_digest(request.url.path.split("/")[1].encode(), token.encode()):
            return PlainTextResponse("Open the link that `threadgist edit` printed.", 403, _HEADERS)
        origin = request.headers.get("origin", f"http://{host}")
        site = request.headers.get("sec-fetch-site", "same-origin")
        if request.method == "POST" and (origin != f"http://{host}" or site != "same-origin"):
            return PlainTextResponse("Forms of other sites are not taken.", 403, _HEADERS)
        return None

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await (refusal(Request(scope)) or app)(scope, receive, send)

    return guarded


def _back(said: str, theme: str) -> Response:
    query = urlencode({"said": said, "at": theme})
    return RedirectResponse(f"./?{query}#theme-{quote(theme)}", 303, _HEADERS)


async def _form(request: Request) -> Form:
    """Read what a form sent; raises HTTPException where it is none, or too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise HTTPException(413, "That is more than a form of the desk sends.")
    try:
        fields = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise HTTPException(400, "That is no form of the desk.") from error
    if "do" not in fields:
        raise HTTPException(400, "No button was pressed.")
    names = ("do", "theme", "line", "to", "words", "part")
    known = {name: fields[name][0] for name in names if name in fields}
    return Form(**known, comments=tuple(fields.get("comments", ())))
