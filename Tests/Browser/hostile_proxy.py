"""A server between a browser and ours that spoils answers or mends requests: so that tests which
have to find something can be shown to find it."""

from __future__ import annotations

import http.client
import http.server
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Headers = list[tuple[str, str]]
Spoil = Callable[[Headers, bytes], tuple[Headers, bytes]]
Mend = Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]]
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


def as_they_are(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """Spoils nothing."""
    return headers, body


def as_it_is(headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
    """Mends nothing."""
    return headers, body


@contextmanager
def proxy(address: str, spoil: Spoil = as_they_are, mend: Mend = as_it_is) -> Iterator[str]:
    """The address of one."""
    place = urllib.parse.urlsplit(address).netloc

    class Between(http.server.BaseHTTPRequestHandler):
        """Asks our server for whoever asks."""

        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            """One request."""
            length = int(self.headers.get("content-length") or 0)
            asked = {name: value for name, value in self.headers.items()
                     if name.lower() not in HOP}  # fmt: skip
            asked["Host"] = place
            if "Origin" in asked and asked["Origin"].endswith(self.headers["host"]):
                asked["Origin"] = address
            asked, content = mend(asked, self.rfile.read(length))
            connection = http.client.HTTPConnection(place, timeout=60)
            connection.request(self.command, self.path, content or None, asked)
            answer = connection.getresponse()
            headers, body = spoil(answer.getheaders(), answer.read())
            connection.close()
            self.send_response_only(answer.status)
            for name, value in headers:
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = pass_on

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
