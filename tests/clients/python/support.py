"""What every Python test shares: a company of its own in the running sandbox, its customers, and a receiver.

The sandbox's address is in $SANDBOX_URL; scripts/clients.sh starts one and sets it.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import struct
import threading
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SANDBOX = os.environ["SANDBOX_URL"].rstrip("/")
PATIENCE_SECONDS = 5
VERIFY_TOKEN = "a word of ours"

# Bytes that no text handling leaves alone: every value, no valid UTF-8, both kinds of line end.
ODD_BYTES = bytes(range(256)) * 3 + b"\r\n--\r\n\x00\xff\xfe"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def picture(side: int) -> bytes:
    """A white square as a PNG file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\xff" * (side // 8)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return PNG[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * side)) + chunk(b"IEND", b"")


SAMPLES = {
    "image/png": PNG,
    "image/webp": b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + ODD_BYTES,
    "audio/mpeg": b"ID3\x04\x00\x00\x00\x00\x00\x00" + ODD_BYTES,
    "audio/ogg": b"OggS\x00\x02" + ODD_BYTES,
    "application/pdf": b"%PDF-1.4\n" + ODD_BYTES,
    "text/plain": "Прайс-лист, строка 1\r\n".encode(),
}

# Fields for which pywa 4.5.0 has a type of its own.
HANDLED_FIELDS = {
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "user_preferences",
    "account_update",
    "calls",
}
# Fields for which it has none; its handler of raw updates gets them.
RAW_FIELDS = {
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "business_capability_update",
    "business_status_update",
    "business_username_update",
    "history",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    # It has one, but see test_what_the_company_writes_from_its_app.
    "smb_message_echoes",
}

_phones = itertools.count(int(os.environ.get("FIRST_PHONE", "79991000000")))


def ask(method: str, path: str, body: Any = None, token: str | None = None) -> Any:
    """Calls the sandbox directly: its control API, and the Graph API where a client has no call of its own."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(SANDBOX + path, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            text = response.read()
    except urllib.error.HTTPError as refusal:
        raise AssertionError(f"{method} {path}: {refusal.code} {refusal.read().decode()}") from None
    return json.loads(text) if text else None


def control(method: str, path: str, body: Any = None) -> Any:
    return ask(method, "/control/v1" + path, body)


@dataclass
class Delivery:
    """One webhook as it came over the wire."""

    raw: bytes
    headers: dict[str, str]
    status: int

    @property
    def changes(self) -> list[dict]:
        return [change for entry in json.loads(self.raw)["entry"] for change in entry["changes"]]

    @property
    def updates(self) -> int:
        """How many things it tells; most clients read only the first."""
        return sum(
            max(1, *(len(change["value"].get(name, [])) for name in ("messages", "statuses", "message_echoes")))
            for change in self.changes
        )


class Receiver:
    """An HTTP server for webhooks; what is done with them is the client's."""

    def __init__(self, challenge: Callable[[dict], tuple[str, int]], take: Callable[[bytes, dict], int]):
        self.deliveries: list[Delivery] = []
        self.changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                text, status = challenge(dict(parse_qsl(urlsplit(self.path).query)))
                self.answer(status, text.encode())

            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                headers = dict(self.headers.items())
                status = take(raw, headers)
                with receiver.changed:
                    receiver.deliveries.append(Delivery(raw, headers, status))
                    receiver.changed.notify_all()
                self.answer(status, b"")

            def answer(self, status: int, body: bytes):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, find: Callable[[], Any], what: str) -> Any:
        """What `find` gives, as soon as it gives something."""
        # Not by its truth: an update of pywa's may be false and yet be there.
        with self.changed:
            self.changed.wait_for(lambda: find() not in (None, False), PATIENCE_SECONDS)
            found = find()
        assert found not in (None, False), f"{what} did not come within {PATIENCE_SECONDS} s; came: {self.digest()}"
        return found

    def digest(self) -> list[str]:
        return [delivery.raw.decode(errors="replace")[:600] for delivery in self.deliveries[-4:]]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Company:
    """An account with a number, a token and an app secret."""

    def __init__(self, name: str):
        made = control("POST", "/world/wabas", {"name": name})
        self.waba_id: str = made["waba_id"]
        self.phone_id: str = made["phone_number_id"]
        self.portfolio_id: str = made["portfolio_id"]
        self.app_id: str = made["app_id"]
        self.app_secret: str = made["app_secret"]
        self.token: str = made["access_token"]
        self.display_phone_number: str = made["display_phone_number"]

    def customer(self, name: str = "Мария «Роза» Иванова", **habits: Any) -> Customer:
        """A new customer, who reads at once unless told otherwise."""
        phone = str(next(_phones))
        habits = {"reads": True, "read_delay_ms": 20, "delivery_delay_ms": 20} | habits
        control("POST", "/customers", {"phone": phone, "name": name} | habits)
        return Customer(self, phone)

    def approve(self, template_id: str):
        """The reviewer says yes, if he has not yet."""
        templates = control("GET", "/templates")["data"]
        if next(row for row in templates if row["id"] == str(template_id))["status"] != "APPROVED":
            control("POST", f"/templates/{template_id}/decision", {"decision": "approve"})


@dataclass
class Customer:
    """A person with a phone."""

    company: Company
    phone: str

    def acts(self, act: str, body: dict | None = None) -> Any:
        body = {"phone_number_id": self.company.phone_id} | (body or {})
        return control("POST", f"/customers/{self.phone}/{act}", body)

    def writes(self, kind: str = "text", content: Any = None, **more: Any) -> str:
        """Writes to the company; gives the message's id."""
        content = {"body": "Добрый день! «Розы» / 500 ₽ 🌷"} if content is None else content
        return self.acts("messages", {"type": kind, kind: content} | more)["id"]

    def presses(self, message_id: str, index: int = 0) -> str:
        return self.writes("button", {"message_id": message_id, "index": index})

    def shows(self, message_id: str) -> dict | None:
        """A message as this phone shows it."""
        rows = control("GET", f"/customers/{self.phone}/messages?limit=1000")["data"]
        return next((row for row in rows if row["id"] == message_id), None)

    def shows_soon(self, bot: Any, message_id: str) -> dict:
        """The same, once it was delivered."""
        return bot.receiver.wait_for(lambda: self.shows(message_id), f"the message {message_id} on the phone")
