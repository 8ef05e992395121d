"""pywa: templates of every component it can build are created, listed, sent, edited and deleted.

Faults of pywa 4.5.0, which no sandbox can help:
- `upsert_authentication_template` posts a JSON text that holds the JSON, where Meta wants an object, and expects a
  category in an answer that has none; its test goes one layer lower;
- `LimitedTimeOffer.params` counts `expiration_time_ms` in seconds, which Meta reads as a day of 1970; the template is
  sent with that parameter as an object, and `test_offer_in_seconds_is_over` holds the fault;
- the second page of `get_templates` cannot be made: its `next()` calls a constructor with an argument that it does not
  have; its test follows the cursors.
"""

import datetime

import pytest
from pywa import types
from pywa.errors import WhatsAppError
from pywa.types.templates import (
    AuthenticationBody,
    AuthenticationFooter,
    BodyText,
    Buttons,
    Carousel,
    CarouselCard,
    CopyCodeButton,
    CopyCodeOTPButton,
    FooterText,
    HeaderDocument,
    HeaderImage,
    HeaderLocation,
    HeaderText,
    HeaderVideo,
    LimitedTimeOffer,
    OneTapOTPButton,
    OTPSupportedApp,
    ParamFormat,
    PhoneNumberButton,
    QuickReplyButton,
    Template,
    TemplateCategory,
    TemplateLanguage,
    TemplateStatus,
    TemplateStatusUpdate,
    URLButton,
)
from support import PNG, SAMPLES, control

LINK = "https://example.com/files"


def template(name: str, *components, category=TemplateCategory.MARKETING, **more) -> Template:
    return Template(
        name=name, language=TemplateLanguage.RUSSIAN, category=category, components=list(components), **more
    )


def plain(bot):
    body = BodyText("Здравствуйте! Новая коллекция роз уже в магазине, ждём вас с десяти до девяти.")
    return template("plain", body), []


def positional(bot):
    header, body = (
        HeaderText("Заказ {{1}} принят", "17"),
        BodyText("Здравствуйте, {{1}}! Ваш заказ {{2}} собран и ждёт вас.", "Мария", "17"),
    )
    url = URLButton(text="Открыть", url="https://example.com/orders/{{1}}", example="https://example.com/orders/17")
    reply = QuickReplyButton(text="Спасибо")
    phone = PhoneNumberButton(text="Позвонить", phone_number="+79990000001")
    buttons = Buttons(buttons=[reply, url, phone])
    params = [
        header.params("17"),
        body.params("Мария", "17"),
        reply.params(callback_data="thanks:17", index=0),
        url.params(url_variable="17", index=1),
    ]
    return template(
        "positional", header, body, FooterText(text="Розы"), buttons, category=TemplateCategory.UTILITY
    ), params


def named(bot):
    body = BodyText("Здравствуйте, {{name}}! Ваш заказ {{number}} готов и ждёт вас.", name="Мария", number="17")
    made = template("named", body, category=TemplateCategory.UTILITY, parameter_format=ParamFormat.NAMED)
    return made, [body.params(name="Мария", number="17")]


def image(bot):
    header, body = HeaderImage(PNG, mime_type="image/png"), BodyText("Новые розы уже в магазине, приходите посмотреть.")
    return template("image", header, body), [header.params(image=PNG, mime_type="image/png")]


def video(bot):
    header, body = (
        HeaderVideo(SAMPLES["video/mp4"], mime_type="video/mp4"),
        BodyText("Посмотрите, как мы собираем букеты каждое утро."),
    )
    return template("video", header, body), [header.params(video=f"{LINK}/rose.mp4")]


def document(bot):
    header = HeaderDocument(SAMPLES["application/pdf"], mime_type="application/pdf")
    body = BodyText("Ваш счёт готов, он приложен к этому сообщению.")
    made = template("document", header, body, category=TemplateCategory.UTILITY)
    return made, [header.params(document=f"{LINK}/bill.pdf", filename="bill.pdf")]


def location(bot):
    header, body = HeaderLocation(), BodyText("Ваш заказ можно забрать по этому адресу до девяти вечера.")
    made = template("location", header, body, category=TemplateCategory.UTILITY)
    return made, [header.params(lat=59.9343, lon=30.3351, name="Розы", address="Невский 1")]


def coupon(bot):
    body, code = (
        BodyText("Дарим {{1}} рублей на следующую покупку в нашем магазине.", "500"),
        CopyCodeButton(example="ROSE500"),
    )
    return template("coupon", body, Buttons(buttons=[code])), [
        body.params("500"),
        code.params(coupon_code="ROSE500", index=0),
    ]


def in_five_hours():
    return datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=5)


def ends(time_ms: int) -> dict:
    offer = {"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": time_ms}}
    return {"type": "limited_time_offer", "parameters": [offer]}


def limited_time(bot):
    offer = LimitedTimeOffer(text="Скоро конец!", has_expiration=True)
    body, code = BodyText("Скидка на все букеты действует только сегодня, успейте."), CopyCodeButton(example="ROSE500")
    url = URLButton(text="Купить", url="https://example.com/sale")
    made = template("limited_time", HeaderImage(PNG, mime_type="image/png"), offer, body, Buttons(buttons=[code, url]))
    params = [
        made.components[0].params(image=PNG, mime_type="image/png"),
        ends(int(in_five_hours().timestamp() * 1000)),
        code.params(coupon_code="ROSE500", index=0),
    ]
    return made, params


def carousel(bot):
    def card(index):
        return CarouselCard(
            components=[
                HeaderImage(PNG, mime_type="image/png"),
                BodyText(f"Букет номер {index}"),
                Buttons(
                    buttons=[
                        QuickReplyButton(text="Беру"),
                        URLButton(text="Смотреть", url="https://example.com/bouquet"),
                    ]
                ),
            ]
        )

    cards = [card(index) for index in range(2)]
    cards_params = [
        cards[index].params(
            params=[
                cards[index].components[0].params(image=PNG, mime_type="image/png"),
                cards[index].components[2].buttons[0].params(callback_data=f"take:{index}", index=0),
            ],
            index=index,
        )
        for index in range(2)
    ]
    return template("carousel", BodyText("Посмотрите на новые букеты этой недели."), Carousel(cards=cards)), [
        Carousel.params(cards=cards_params)
    ]


def one_time_code(bot):
    body, button = AuthenticationBody(add_security_recommendation=True), CopyCodeOTPButton(text="Скопировать")
    made = template(
        "one_time_code",
        body,
        AuthenticationFooter(code_expiration_minutes=5),
        Buttons(buttons=[button]),
        category=TemplateCategory.AUTHENTICATION,
    )
    return made, [body.params(otp="123456"), button.params(otp="123456")]


def one_tap_code(bot):
    app = OTPSupportedApp(package_name="com.example.roses", signature_hash="K8a/AINcGX7")
    body, button = (
        AuthenticationBody(),
        OneTapOTPButton(text="Копировать", autofill_text="Вставить", supported_apps=[app]),
    )
    made = template("one_tap_code", body, Buttons(buttons=[button]), category=TemplateCategory.AUTHENTICATION)
    return made, [body.params(otp="123456"), button.params(otp="123456")]


KINDS = [
    plain,
    positional,
    named,
    image,
    video,
    document,
    location,
    coupon,
    limited_time,
    carousel,
    one_time_code,
    one_tap_code,
]


@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
def test_life_of_a_template(bot, build):
    new, params = build(bot)
    made = bot.wa.create_template(new)
    assert made.status in (TemplateStatus.PENDING, TemplateStatus.APPROVED)
    bot.company.approve(made.id)
    approval = bot.hears(TemplateStatusUpdate, lambda update: update.template_id == str(made.id))
    assert (approval.new_status, approval.template_name) == (TemplateStatus.APPROVED, new.name)

    details = bot.wa.get_template(made.id)
    assert (details.name, details.status, details.language) == (
        new.name,
        TemplateStatus.APPROVED,
        TemplateLanguage.RUSSIAN,
    )
    listed = bot.wa.get_templates(name=new.name)
    assert [row.id for row in listed] == [made.id]

    customer = bot.company.customer()
    sent = bot.wa.send_template(customer.phone, new.name, TemplateLanguage.RUSSIAN, params)
    shown = customer.shows_soon(bot, sent.id)
    assert shown["type"] == "template"
    if build is carousel:
        customer.presses(sent.id, index=0)

    assert bot.wa.delete_template(new.name, template_id=made.id).success
    assert new.name not in [row.name for row in bot.wa.get_templates()]


def test_button_of_a_template_gives_its_payload_back(bot):
    new, params = positional(bot)
    new.name = "with_reply"
    made = bot.wa.create_template(new)
    bot.company.approve(made.id)
    customer = bot.company.customer()
    sent = bot.wa.send_template(customer.phone, new.name, TemplateLanguage.RUSSIAN, params)
    customer.shows_soon(bot, sent.id)
    pressed = customer.presses(sent.id)
    button = bot.hears(types.CallbackButton, lambda update: update.id == pressed)
    assert (button.data, button.title) == ("thanks:17", "Спасибо")
    assert button.reply_to_message.id == sent.id


def test_offer_in_seconds_is_over(bot):
    new, params = limited_time(bot)
    new.name = "offer_in_seconds"
    bot.company.approve(bot.wa.create_template(new).id)
    params[1] = new.components[1].params(expiration_time=in_five_hours())
    with pytest.raises(WhatsAppError, match="expiration_time_ms") as refusal:
        bot.wa.send_template(bot.company.customer().phone, new.name, TemplateLanguage.RUSSIAN, params)
    assert refusal.value.code == 131009


def test_pages_of_templates(bot):
    names = {f"page_{index}" for index in range(7)}
    for name in names:
        bot.wa.create_template(template(name, BodyText("Здравствуйте! Мы открылись после ремонта и ждём вас в гости.")))
    page = bot.wa.get_templates(pagination=types.Pagination(limit=3), name_or_content="page_")
    seen = [row.name for row in page]
    with pytest.raises(TypeError, match="item_factory"):
        page.next()
    while page.has_next:
        page = bot.wa.get_templates(pagination=types.Pagination(limit=3, after=page.after), name_or_content="page_")
        seen += [row.name for row in page]
    assert sorted(seen) == sorted(names)


def test_filters(bot):
    bot.wa.create_template(template("filtered", BodyText("Здравствуйте! Завтра мы работаем до восьми часов вечера.")))
    assert "filtered" in [
        row.name
        for row in bot.wa.get_templates(categories=[TemplateCategory.MARKETING], statuses=[TemplateStatus.PENDING])
    ]
    assert "filtered" not in [row.name for row in bot.wa.get_templates(categories=[TemplateCategory.AUTHENTICATION])]
    assert "filtered" not in [row.name for row in bot.wa.get_templates(languages=[TemplateLanguage.ENGLISH_US])]
    assert "filtered" in [row.name for row in bot.wa.get_templates(content="восьми часов")]


def test_edit(bot):
    made = bot.wa.create_template(
        template("edited", BodyText("Здравствуйте! Завтра мы работаем до восьми часов вечера."))
    )
    bot.company.approve(made.id)
    components = [BodyText("Здравствуйте! Завтра мы работаем до девяти часов вечера.")]
    # A fault of pywa 4.5.0: it reads an id, a name and a category where Meta answers {"success": true}.
    with pytest.raises(KeyError):
        bot.wa.update_template(made.id, new_components=components)
    assert "девяти" in bot.wa.get_template(made.id).components[0].text


def test_archive(bot):
    made = bot.wa.create_template(
        template("archived", BodyText("Здравствуйте! Завтра мы работаем до восьми часов вечера."))
    )
    bot.company.approve(made.id)
    assert bot.wa.archive_templates([made.id]).archived == (made.id,)
    assert bot.wa.unarchive_templates([made.id]).unarchived == (made.id,)


def test_authentication_templates_in_several_languages_at_once(bot):
    button = {"type": "OTP", "otp_type": "COPY_CODE"}
    footer = {"type": "FOOTER", "code_expiration_minutes": 5}
    components = [{"type": "BODY"}, footer, {"type": "BUTTONS", "buttons": [button]}]
    new = {"name": "codes", "languages": ["ru", "en_US"], "category": "AUTHENTICATION", "components": components}
    answer = bot.wa.api.upsert_message_templates(bot.company.waba_id, new)
    languages = {bot.wa.get_template(made["id"]).language for made in answer["data"]}
    assert languages == {TemplateLanguage.RUSSIAN, TemplateLanguage.ENGLISH_US}


def test_missing_parameter_is_refused(bot):
    new, _ = named(bot)
    new.name = "short_of_values"
    bot.company.approve(bot.wa.create_template(new).id)
    with pytest.raises(WhatsAppError) as refusal:
        bot.wa.send_template(bot.company.customer().phone, new.name, TemplateLanguage.RUSSIAN, [])
    assert refusal.value.code == 132000


def test_rejection_is_told(bot):
    made = bot.wa.create_template(
        template("rejected", BodyText("Здравствуйте! Завтра мы работаем до восьми часов вечера."))
    )
    control("POST", f"/templates/{made.id}/decision", {"decision": "reject", "reason": "INVALID_FORMAT"})
    update = bot.hears(
        TemplateStatusUpdate,
        lambda update: update.template_id == made.id and update.new_status == TemplateStatus.REJECTED,
    )
    assert update.reason == types.templates.TemplateRejectionReason.INVALID_FORMAT
    assert bot.wa.get_template(made.id).rejected_reason == update.reason
