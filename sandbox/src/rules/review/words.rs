//! The words by which a reviewer of the sandbox finds what Meta's reviewers turn down; all in lower case.

/// Hosts that hide where a link leads, and WhatsApp's own.
pub(super) const SHORTENERS: [&str; 12] = [
    "bit.ly",
    "tinyurl.com",
    "goo.gl",
    "t.co",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "cutt.ly",
    "rb.gy",
    "clck.ru",
    "wa.me",
    "api.whatsapp.com",
];

/// Games, bets and prizes.
pub(super) const PRIZES: [&str; 16] = [
    "lottery",
    "jackpot",
    "casino",
    "gambl",
    "place your bet",
    "you have won",
    "you won",
    "claim your prize",
    "вы выиграли",
    "лотере",
    "казино",
    "джекпот",
    "сделайте ставку",
    "заберите приз",
    "has ganado",
    "você ganhou",
];

/// What a business may not ask for.
pub(super) const SENSITIVE: [&str; 14] = [
    "card number",
    "cvv",
    "cvc",
    "full credit card",
    "social security number",
    "passport number",
    "bank account number",
    "pin code of your card",
    "номер карты",
    "номер вашей карты",
    "паспортные данные",
    "номер паспорта",
    "número de tarjeta",
    "número do cartão",
];

/// Threats.
pub(super) const THREATS: [&str; 10] = [
    "we will sue",
    "legal action",
    "you will be arrested",
    "or else",
    "we will find you",
    "подадим в суд",
    "будете арестованы",
    "передадим коллекторам",
    "иначе пожалеете",
    "угрожа",
];

/// Advertising, which a utility template may not hold.
pub(super) const ADVERTISING: [&str; 18] = [
    "% off",
    "discount",
    "special offer",
    "limited time offer",
    "promo code",
    "coupon",
    "flash sale",
    "buy now",
    "shop now",
    "скидк",
    "промокод",
    "распродаж",
    "спецпредложени",
    "только сегодня",
    "успейте купить",
    "descuento",
    "desconto",
    "rabatt",
];

/// Texts that are no message.
pub(super) const PLACEHOLDERS: [&str; 8] = [
    "test",
    "тест",
    "text",
    "текст",
    "lorem ipsum",
    "asdf",
    "message",
    "placeholder",
];
