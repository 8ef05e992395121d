"""pywa: the profile, the number, the account and what hangs on them.

Faults of pywa 4.5.0, which no sandbox can help: `create_phone_number` names the country code `country_code` where
Meta's page "Registering business phone numbers" (2026-06-28) wants `cc`, and `get_blocked_users` wants an `input` of
every user where Meta's page "Block API" (v25) has `messaging_product` and `wa_id`; their tests go one layer lower.
"""

import pytest
from pywa import types
from pywa.errors import WhatsAppError
from pywa.types import Command, Industry, QRCodeImageType
from support import HANDLED_FIELDS, PNG, RAW_FIELDS, VERIFY_TOKEN, ask, control, picture


def test_profile_is_changed_and_read(bot):
    assert bot.wa.update_business_profile(
        about="Цветы с доставкой",
        address="Санкт-Петербург, Невский 1",
        description="Розы, пионы и тюльпаны",
        email="hello@example.com",
        industry=Industry.RETAIL,
        websites=["https://example.com", "https://example.org"],
    ).success
    profile = bot.wa.get_business_profile()
    assert profile.about == "Цветы с доставкой"
    assert profile.address == "Санкт-Петербург, Невский 1"
    assert profile.description == "Розы, пионы и тюльпаны"
    assert profile.email == "hello@example.com"
    assert profile.industry == Industry.RETAIL
    assert tuple(site.rstrip("/") for site in profile.websites) == ("https://example.com", "https://example.org")


def test_profile_picture_goes_by_a_resumable_upload(bot):
    with pytest.raises(WhatsAppError) as refusal:
        bot.wa.update_business_profile(profile_picture=PNG)
    # A pixel is too small.
    assert refusal.value.code == 100
    assert bot.wa.update_business_profile(profile_picture=picture(192)).success
    assert bot.wa.get_business_profile().profile_picture_url.startswith("http")


def test_profile_refuses_a_wrong_email_in_its_own_words(bot):
    with pytest.raises(WhatsAppError) as refusal:
        bot.wa.update_business_profile(about="x" * 140)
    assert refusal.value.code == 100


def test_number(bot):
    number = bot.wa.get_business_phone_number()
    assert number.id == bot.company.phone_id
    assert number.display_phone_number == bot.company.display_phone_number
    assert number.verified_name == "pywa"
    assert number.quality_rating in ("GREEN", "UNKNOWN")
    assert number.throughput["level"]


def test_numbers_of_the_account(bot):
    assert [number.id for number in bot.wa.get_business_phone_numbers()] == [bot.company.phone_id]


def test_number_settings(bot):
    settings = bot.wa.get_business_phone_number_settings()
    assert settings.storage_configuration is None or settings.storage_configuration.status
    assert bot.wa.update_business_phone_number_settings(
        user_identity_change=types.UserIdentityChangeSettings(enable_identity_key_check=False)
    ).success


def test_account(bot):
    account = bot.wa.get_business_account()
    assert account.id == bot.company.waba_id
    assert account.name == "pywa"
    owned = bot.wa.get_owned_business_accounts()
    assert bot.company.waba_id in [account.id for account in owned]


def test_conversational_automation(bot):
    assert bot.wa.update_conversational_automation(
        ice_breakers=["Сколько стоит доставка?", "Где вы?"], commands=[Command(name="price", description="Прайс-лист")]
    ).success
    automation = bot.wa.get_business_phone_number().conversational_automation
    assert automation.ice_breakers == ("Сколько стоит доставка?", "Где вы?")
    assert [command.name for command in automation.commands] == ["price"]


def test_commerce_settings(bot):
    assert bot.wa.update_commerce_settings(is_catalog_visible=True, is_cart_enabled=False).success
    settings = bot.wa.get_commerce_settings()
    assert (settings.is_catalog_visible, settings.is_cart_enabled) == (True, False)


def test_qr_codes(bot):
    made = bot.wa.create_qr_code("Хочу розы", QRCodeImageType.PNG)
    assert made.prefilled_message == "Хочу розы"
    assert made.deep_link_url.endswith(made.code)
    assert made.qr_image_url.startswith("http")
    assert made.code in [code.code for code in bot.wa.get_qr_codes()]
    assert bot.wa.update_qr_code(made.code, "Хочу пионы").prefilled_message == "Хочу пионы"
    assert bot.wa.get_qr_code(made.code).prefilled_message == "Хочу пионы"
    assert bot.wa.delete_qr_code(made.code).success
    assert made.code not in [code.code for code in bot.wa.get_qr_codes()]


def blocked_users(bot):
    with pytest.raises(KeyError):
        list(bot.wa.get_blocked_users())
    return [user["wa_id"] for user in bot.wa.api.get_blocked_users(bot.company.phone_id)["data"]]


def test_block_list(bot, customer):
    blocked = bot.wa.block_users([customer.phone])
    assert [user.wa_id for user in blocked.added_users] == [customer.phone]
    assert customer.phone in blocked_users(bot)
    with pytest.raises(AssertionError):
        customer.writes()
    freed = bot.wa.unblock_users([customer.phone])
    assert [user.wa_id for user in freed.removed_users] == [customer.phone]
    assert list(bot.wa.get_blocked_users()) == []
    customer.writes()


def test_stranger_cannot_be_blocked(bot):
    stranger = bot.company.customer()
    with pytest.raises(WhatsAppError):
        bot.wa.block_users([stranger.phone])


def test_display_name(bot):
    assert bot.wa.update_display_name("pywa цветы").success


def test_app_token_and_callback(bot):
    """The app's own subscription, as pywa makes it when it is given a callback_url."""
    app = bot.company.app_id
    token = bot.wa.get_app_access_token(int(app), bot.company.app_secret)
    assert token == f"{app}|{bot.company.app_secret}"

    def subscribed(*fields: str) -> set[str]:
        assert bot.wa.set_app_callback_url(
            int(app), token, bot.receiver.url, VERIFY_TOKEN, fields=tuple(fields)
        ).success
        shown = ask("GET", f"/v26.0/{app}/subscriptions?access_token={app}%7C{bot.company.app_secret}")["data"][0]
        assert shown["callback_url"] == bot.receiver.url
        return {field["name"] for field in shown["fields"]}

    few = {"messages", "message_template_status_update"}
    assert subscribed(*few) == few
    # The other tests want every field to come.
    everything = HANDLED_FIELDS | RAW_FIELDS
    assert subscribed(*everything) == everything


def test_overrides_of_account_and_number(bot):
    assert bot.wa.override_phone_callback_url(bot.receiver.url, VERIFY_TOKEN).success
    assert bot.wa.get_business_phone_number().webhook_configuration["phone_number"] == bot.receiver.url
    assert bot.wa.delete_phone_callback_url().success
    assert bot.wa.override_waba_callback_url(bot.receiver.url, VERIFY_TOKEN).success
    with pytest.raises(WhatsAppError) as refusal:
        bot.wa.override_waba_callback_url(bot.receiver.url, "not the word")
    assert refusal.value.code == 2200
    assert bot.receiver.deliveries is not None
    # The refused handshake is the one thing that pywa warns of here.
    assert "Failed verification challenge" in bot.complaints.pop()


def test_registration(bot):
    assert bot.wa.register_phone_number("123456").success
    assert bot.wa.deregister_phone_number().success
    assert bot.wa.register_phone_number("123456").success


@pytest.mark.parametrize("method", ["SMS", "VOICE"])
def test_verification_of_a_new_number(bot, method):
    local = f"999100{2 + (method == 'VOICE'):04}"
    with pytest.raises(WhatsAppError, match="cc") as refusal:
        bot.wa.create_phone_number(country_calling_code="7", phone_number=local, verified_name="Ветка")
    assert refusal.value.code == 100
    new = {"cc": "7", "phone_number": local, "verified_name": "Ветка"}
    made = bot.wa.api._request("POST", f"/{bot.company.waba_id}/phone_numbers", json=new)["id"]
    assert bot.wa.request_verification_code(code_method=method, language_code="ru", phone_id=made).success
    with pytest.raises(WhatsAppError) as refusal:
        bot.wa.verify_phone_number("000000", phone_id=made)
    assert refusal.value.code == 136025
    assert bot.wa.verify_phone_number(control("GET", f"/numbers/{made}/code")["code"], phone_id=made).success
    # A business that Meta has not verified may have two numbers.
    control("DELETE", f"/numbers/{made}")


UNMODELLED = {
    "flows": lambda wa, to: wa.create_flow("Запись", categories=["OTHER"]),
    "groups": lambda wa, to: wa.create_group(subject="Клиенты"),
    "calls": lambda wa, to: wa.reject_call("wacid.1"),
}


@pytest.mark.parametrize("name", UNMODELLED)
def test_what_is_not_modelled_is_refused_in_metas_shape(bot, customer, name):
    """pywa turns a refusal of Meta's shape into its own error; anything else would be another exception."""
    with pytest.raises(WhatsAppError) as refusal:
        UNMODELLED[name](bot.wa, customer.phone)
    assert refusal.value.code
    assert refusal.value.fbtrace_id
