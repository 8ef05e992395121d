"""pywa as a bot: its client on the sandbox, its handlers behind a receiver, and everything that it complains of."""

from __future__ import annotations

import logging
import threading

import httpx
import pytest
from pywa import WhatsApp
from support import SANDBOX, VERIFY_TOKEN, Company, Receiver

# Flow requests come to an endpoint of their own, not by webhook.
NOT_UPDATES = {"on_flow_request", "on_raw_update"}


class ToTheSandbox(httpx.HTTPTransport):
    """Archiving names another host outright, api.facebook.com; such calls go to the sandbox as well."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sandbox = httpx.URL(SANDBOX)
        request.url = request.url.copy_with(scheme=sandbox.scheme, host=sandbox.host, port=sandbox.port)
        return super().handle_request(request)


class Bot:
    """pywa with a company; `heard` are the updates it could read, `raw` all that came to it."""

    def __init__(self, company: Company):
        self.company = company
        self.heard: list = []
        self.raw: list = []
        self.complaints: list[str] = []
        session = httpx.Client(timeout=10, mounts={"https://api.facebook.com": ToTheSandbox()})
        self.wa = WhatsApp(
            phone_id=company.phone_id,
            token=company.token,
            session=session,
            verify_token=VERIFY_TOKEN,
            waba_id=company.waba_id,
            business_portfolio_id=company.portfolio_id,
            app_id=company.app_id,
            app_secret=company.app_secret,
        )
        # The base address: an attribute of the session that pywa was given.
        session.base_url = f"{SANDBOX}/v26.0"
        for name in dir(self.wa):
            if name.startswith("on_") and name not in NOT_UPDATES:
                getattr(self.wa, name)(lambda _, update: self.heard.append(update))
        self.wa.on_raw_update(lambda _, update: self.raw.append(update))
        self.listen_for_complaints()
        self.lock = threading.Lock()
        self.receiver = Receiver(self.challenge, self.take)

    def challenge(self, query: dict) -> tuple[str, int]:
        text, status = self.wa.webhook_challenge_handler(query.get("hub.verify_token"), query.get("hub.challenge"))
        return text or "", status

    def take(self, raw: bytes, headers: dict) -> int:
        signature = {name.lower(): value for name, value in headers.items()}.get("x-hub-signature-256")
        # One at a time, so that a complaint belongs to what was read.
        with self.lock:
            refused = self.wa.webhook_update_validator(raw, signature)
            _, status = refused or self.wa.webhook_update_handler(raw)
        return status

    def listen_for_complaints(self):
        complaints = self.complaints

        class Ear(logging.Handler):
            def emit(self, record: logging.LogRecord):
                why = f": {record.exc_info[1]!r}" if record.exc_info else ""
                complaints.append(record.getMessage() + why)

        logging.getLogger("pywa").addHandler(Ear(logging.WARNING))

    def hears(self, kind: type, where=lambda update: True):
        """The first update of this kind that fits."""

        def find():
            return next((update for update in self.heard if isinstance(update, kind) and where(update)), None)

        return self.receiver.wait_for(find, kind.__name__)


@pytest.fixture(scope="session")
def bot():
    bot = Bot(Company("pywa"))
    bot.wa.override_waba_callback_url(bot.receiver.url, VERIFY_TOKEN)
    yield bot
    bot.receiver.close()


@pytest.fixture
def customer(bot):
    """A customer whose message has just opened the window."""
    customer = bot.company.customer()
    customer.writes()
    return customer


@pytest.fixture(autouse=True)
def nothing_to_complain_of(request):
    """pywa swallows what it cannot read and only logs it: here that fails the test."""
    yield
    if "bot" in request.fixturenames:
        complaints = request.getfixturevalue("bot").complaints
        told, complaints[:] = list(complaints), []
        assert not told
