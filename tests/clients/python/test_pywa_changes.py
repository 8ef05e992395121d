"""pywa: customers who change, messages that are changed, and what the company writes from its own app."""

import pytest
from pywa import types
from support import control


@pytest.fixture(scope="module")
def app(bot):
    """The WhatsApp Business app beside the API, for these tests alone."""
    place = f"/world/numbers/{bot.company.phone_id}/app"
    control("POST", place, {"joined": True})
    yield place
    control("POST", place, {"joined": False})


def test_another_phone(bot, customer):
    new = f"{int(customer.phone) + 5_000_000}"
    control("POST", f"/customers/{customer.phone}/change-number", {"phone": new})
    change = bot.hears(types.PhoneNumberChange, lambda update: update.old_wa_id == customer.phone)
    assert change.new_wa_id == new
    assert change.new_user_id


def test_whatsapp_installed_anew(bot, customer):
    settings = types.UserIdentityChangeSettings(enable_identity_key_check=True)
    assert bot.wa.update_business_phone_number_settings(user_identity_change=settings).success
    control("POST", f"/customers/{customer.phone}/change-identity")
    change = bot.hears(types.IdentityChange, lambda update: update.from_user.wa_id == customer.phone)
    assert change.identity.hash
    settings.enable_identity_key_check = False
    bot.wa.update_business_phone_number_settings(user_identity_change=settings)


def test_forwarded_message_and_one_that_came_by_an_advertisement(bot, customer):
    written = customer.writes("text", {"body": "Смотрите"}, context={"forwarded": True})
    assert bot.hears(types.Message, lambda update: update.id == written).forwarded
    referral = {"source_type": "ad", "source_id": "120000000000000007", "headline": "Розы", "ctwa_clid": "click"}
    written = customer.writes("text", {"body": "Это вы?"}, referral=referral)
    message = bot.hears(types.Message, lambda update: update.id == written)
    assert (message.referral.headline, message.referral.ctwa_clid) == ("Розы", "click")


def test_shared_contact(bot, customer):
    sent = bot.wa.request_contact_info(customer.phone, "Ваш телефон?")
    customer.shows_soon(bot, sent.id)
    card = {"name": {"formatted_name": "Мария"}, "phones": [{"phone": f"+{customer.phone}", "wa_id": customer.phone}]}
    written = customer.writes("contacts", [card], origin="contact_request")
    message = bot.hears(types.Message, lambda update: update.id == written)
    assert message.contacts.origin == "contact_request"


def test_changed_and_deleted_message(bot, customer, app):
    first = customer.writes("text", {"body": "Пять роз"})
    edited = customer.writes("edit", {"message_id": first, "text": {"body": "Семь роз"}})
    update = bot.hears(types.EditedMessage, lambda update: update.id == edited)
    assert (update.original_message_id, update.message.text) == (first, "Семь роз")
    revoked = customer.writes("revoke", {"message_id": first})
    update = bot.hears(types.DeletedMessage, lambda update: update.id == revoked)
    assert update.original_message_id == first


def test_what_the_company_writes_from_its_app(bot, customer, app):
    """A fault of pywa 4.5.0: it wants `contacts` with an echo, and Meta's reference of 2026-05-21 has none."""
    order = {"to": customer.phone, "type": "text", "text": {"body": "Букет готов"}}
    written = control("POST", f"{app}/messages", order)["id"]

    def find():
        told = [update.value for update in bot.raw if update.field == "smb_message_echoes"]
        echoes = [echo for value in told for echo in value["message_echoes"]]
        return next((echo for echo in echoes if echo["id"] == written), None)

    echo = bot.receiver.wait_for(find, "the echo")
    assert (echo["to"], echo["text"]) == (customer.phone, {"body": "Букет готов"})
    assert "KeyError('contacts')" in bot.complaints.pop()
