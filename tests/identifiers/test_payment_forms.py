"""Payment handles in disguise, in further services, and what only looks like them."""

from __future__ import annotations

import pytest
from judging import hits, pairs, read_worst, takes_linear_time

from graphkit.identifiers.payment import PAYMENT
from graphkit.identifiers.payment_values import may_be_tax_number

# text, what is read in it at joining confidence
READ = [
    ("v3nmo @honeybee", "venmo honeybee"),
    ("venm0: @honeybee", "venmo honeybee"),
    ("v e n m o @honeybee", "venmo honeybee"),
    ("ca$happ $honeybee", "cashapp honeybee"),
    ("c@shapp: $HoneyBee", "cashapp honeybee"),
    ("cash-app $honeybee", "cashapp honeybee"),
    ("CASH_APP: $honeybee", "cashapp honeybee"),
    ("c a s h a p p $honeybee", "cashapp honeybee"),
    ("c.a.s.h.a.p.p: $honeybee", "cashapp honeybee"),
    ("Кэш апп: $honeybee", "cashapp honeybee"),
    ("кешап $honeybee", "cashapp honeybee"),
    ("cashtag $honeybee", "cashapp honeybee"),
    ("c@sht@g $honeybee", "cashapp honeybee"),
    ("Cash App for the deposit please, my tag: $honey", "cashapp honey"),
    ("$honeybee is my cash app", "cashapp honeybee"),
    ("$Ivy1 for cashapp", "cashapp ivy1"),
    ("send it to $honeybee via cash app", "cashapp honeybee"),
    ("cash app dollar sign honeytag", "cashapp honeytag"),
    ("cashapp: dollarsign honeytag", "cashapp honeytag"),
    ("пейпал: honey@example.org", "paypal honey@example.org"),
    ("пэй-пал honey@example.org", "paypal honey@example.org"),
    ("p@ypal honey@example.org", "paypal honey@example.org"),
    ("paypa1: honey@example.org", "paypal honey@example.org"),
    ("Зелле 202-555-0143", "zelle +12025550143"),
    ("z3lle: 202-555-0143", "zelle +12025550143"),
    ("Zell 202 555 0143", "zelle +12025550143"),
    ("z e l l e 202-555-0143", "zelle +12025550143"),
    ("q1wi 8 900 000 00 00", "qiwi +79000000000"),
    ("киви: +7 900 000 00 00", "qiwi +79000000000"),
    ("каспи 8 700 000 00 00", "kaspi +77000000000"),
    ("k@spi +7 700 000 00 00", "kaspi +77000000000"),
    ("юмани 4100175017397", "yoomoney 4100175017397"),
    ("ю-мани: 4100-1750-1739-7", "yoomoney 4100175017397"),
    ("yumoney 4100175017397", "yoomoney 4100175017397"),
    ("rev0lut @honeybee", "revolut honeybee"),
    ("Revolut: @honeybee7", "revolut honeybee7"),
    ("wise.com/pay/me/honeyb12", "wise honeyb12"),
    ("Chime $honey-bee", "chime honey-bee"),
    ("chime: $HoneyBee", "chime honeybee"),
    ("GPay: honey.bee@okhdfcbank", "upi honey.bee@okhdfcbank"),
    ("UPI ID honeybee@ybl", "upi honeybee@ybl"),
    ("pay to honeybee22@oksbi", "upi honeybee22@oksbi"),
    ("Pix: honey@example.org", "pix honey@example.org"),
    ("chave pix 123e4567-e89b-42d3-a456-426614174000", "pix 123e4567-e89b-42d3-a456-426614174000"),
    ("Chave PIX celular: (11) 90000-0000", "pix +5511900000000"),
    ("pix +55 11 90000-0000", "pix +5511900000000"),
    ("Bizum 600 000 000", "bizum +34600000000"),
    ("bizum al +34 600 000 000", "bizum +34600000000"),
    ("Apple Pay: +1 202-555-0143", "applepay +12025550143"),
    ("Papara no 1234567890", "papara 1234567890"),
    ("papara: 1234567890", "papara 1234567890"),
]

READ += [
    ("Deposit via CashApp only 👉 $honeybee", "cashapp honeybee"),
    ("CashApp👉$honeybee", "cashapp honeybee"),
    ("cash app - $Honey-Bee.", "cashapp honey-bee"),
    ("CA$HAPP: $honeybee", "cashapp honeybee"),
    ("ca$h app $honeybee", "cashapp honeybee"),
    ("c@$h@pp $honeybee", "cashapp honeybee"),
    ("ca5happ $honeybee", "cashapp honeybee"),
    ("CashApp is $honeybee no fakes", "cashapp honeybee"),
    ("I accept cash app ($honeybee)", "cashapp honeybee"),
    ("my cashtag is $honeybee", "cashapp honeybee"),
    ("cashapp tag honeybee7", "cashapp honeybee7"),
    ("Cash App username: honeybee", "cashapp honeybee"),
    ("cash.app/$honeybee", "cashapp honeybee"),
    ("$honeybee cashapp", "cashapp honeybee"),
    ("$honeybee - cash app", "cashapp honeybee"),
    ("Кэшап: $honeybee", "cashapp honeybee"),
    ("Venmo = @honey-bee", "venmo honey-bee"),
    ("VENMO 💸 @honeybee", "venmo honeybee"),
    ("venmo.com/u/honeybee", "venmo honeybee"),
    ("V-E-N-M-O @honeybee", "venmo honeybee"),
    ("@honeybee - venmo", "venmo honeybee"),
    ("@honeybee venmo", "venmo honeybee"),
    ("Zelle # 202-555-0143", "zelle +12025550143"),
    ("Zelle 💰 2025550143", "zelle +12025550143"),
    ("ZELLE (202) 555-0143", "zelle +12025550143"),
    ("zelle email honey@example.org", "zelle honey@example.org"),
    ("PayPal F&F: honey@example.org", "paypal honey@example.org"),
    ("PayPal (friends & family) honey@example.org", "paypal honey@example.org"),
    ("paypal.me/honeybee/50", "paypal honeybee"),
    ("PayPal @honeybee7", "paypal honeybee7"),
    ("пэйпал: honey@example.org", "paypal honey@example.org"),
    ("киви-кошелек +7 900 000-00-00", "qiwi +79000000000"),
    ("оплата на QIWI кошелек 8 900 000 00 00", "qiwi +79000000000"),
    ("Kaspi Gold: 8 700 000 00 00", "kaspi +77000000000"),
    ("каспи перевод 8-700-000-00-00", "kaspi +77000000000"),
    ("предоплата каспи 87000000000 Анна", "kaspi +77000000000"),
    ("юmoney: 4100175017397", "yoomoney 4100175017397"),
    ("ЮMoney 4100 1750 1739 7", "yoomoney 4100175017397"),
    ("кошелёк юмани — 4100175017397", "yoomoney 4100175017397"),
    ("Revolut revtag @honeybee", "revolut honeybee"),
    ("revolut: honeybee7", "revolut honeybee7"),
    ("Wise tag: @honeyb12", "wise honeyb12"),
    ("Cash App:\n$Ivy1", "cashapp ivy1"),
    ("cashapp\n$honey", "cashapp honey"),
    ("Venmo -\n@honeybee", "venmo honeybee"),
    ("Zelle:\n202-555-0143", "zelle +12025550143"),
    ("PayPal\nhoney@example.org", "paypal honey@example.org"),
]

NOTHING = [
    "IG @honeybee venmo ok",
    "@honeybee wise words",
    "IG @honeybee PayPal: yes",
    "Cash, Venmo, Zelle\n202-555-0143",
    "cash app\nvenmo\n$200",
    "paypal\nwrite me",
    "$120 cash app",
    "cash app $120",
    "$USD",
    "$$$",
    "$TSLA",
    "${x}",
    "$name",
    "echo $HOME",
    "$ETH cashapp",
    "cashapp fee $5",
    "cash happens to be king",
    "ca$h only",
    "c@sh only",
    "cash up front $200",
    "cash apple",
    "paypal me 50",
    "pay pal accepted",
    "zelle only",
    "zelda 202-555-0143",
    "zella is nice 202",
    "venmo or cash",
    "venmont 5",
    "chime in anytime",
    "the chime $5",
    "church chime at 10",
    "pix of me on request",
    "send pix 5",
    "my pix are real: 100%",
    "pix: 111.444.777-35",
    "chave pix 11144477735",
    "chave pix 111.444.777-35",
    "pix 12345",
    "papara 500",
    "papara kabul edilir",
    "paparazzi 1234567890",
    "papara 12345678901",
    "apple pay accepted",
    "apple pay 100 usd",
    "apple pie 202-555-0143",
    "bizum 50 euros",
    "bizum aceptado",
    "gpay ok",
    "google pay 500",
    "upi 5",
    "upi accepted 24",
    "honeybee@okhdfcbank.com",
    "honey@ybl.example",
    "honey@upi.example.org",
    "юмани 500 рублей",
    "ю мани",
    "киви 2 кг по 300",
    "каспи ред",
    "каспи 50000 тг",
    "кэш 5000",
    "кеш апельсин",
    "revolt @5pm",
    "revolut accepted",
    "wise man 22",
    "wise choice",
    "dollar sign",
    "one dollar sign only",
    "cash app dollar sign 200",
    "dollar sign honeytag",
    "$honeybee.com",
    "cash app. Great day $ave",
    "4100 rubles 100",
    "4100 1750",
    "зелень 8 900 000 00 00",
    "пикс 8 на 8",
    "fee 10% @ybl",
]


READ += [
    ("£tag on cashapp uk: £HoneyBee , 30 quid", "cashapp honeybee"),
    ("£HoneyBee on cashapp", "cashapp honeybee"),
    ("£tag: HoneyBee77", "cashapp honeybee77"),
    ("cash app is dollar sign honey bee atx all together, $40 to book", "cashapp honeybeeatx"),
    ("cashapp $honey bee one word", "cashapp honeybee"),
    ("cash app, dollar sign honeybee all one word", "cashapp honeybee"),
    ("PayPal: paypal.me/honeybee", "paypal honeybee"),
    ("PP.me \u2192 TheHoneyBee, 20% off", "paypal thehoneybee"),
    ("paypal.me: honeybee77", "paypal honeybee77"),
    ("pp.me/honeybee", "paypal honeybee"),
    ("\u044e-\u043c\u0430\u043d\u0438: 4I00I75017397I2", "yoomoney 410017501739712"),
    ("\u044e\u043c\u0430\u043d\u0438 4l00 l750 I739 7l25", "yoomoney 4100175017397125"),
    ("Chave PIX CPF: 111.222.333-96 (Ana)", "pix 11122233396"),
    ("pix cpf 11122233396", "pix 11122233396"),
    ("upi://pay?pa=honey.bee@paytm&pn=Dream&am=5000 registration", "upi honey.bee@paytm"),
    ("upi://pay?pn=Dream&pa=honeybee%40abcd&am=5000", "upi honeybee@abcd"),
    ("Perfect Money U19402857 or BTC", "perfectmoney U19402857"),
    ("perfect-money: e1940285", "perfectmoney E1940285"),
    ("Payeer P1049385721, \u043a\u0443\u0440\u0441 1:1", "payeer P1049385721"),
    ("monzo.me/honeybee1/30.00?d=booking", "monzo honeybee1"),
    ("https://send.monobank.ua/jar/7Kd2mXqT9z", "monobank 7Kd2mXqT9z"),
    ("Revolut/Monzo: @honey77", "revolut honey77"),
]

NOTHING += [
    "£Honey is nice, cash only",
    "cashapp £20 deposit",
    "Hi $first_name, your $amount for $listing_title is due via cash app",
    "cashapp stock is $SQ",
    "CASHAPP=$HOME/.cfg; echo $PATH; for f in $files; do mv $f $dest; done",
    "Cash App: scammers, stay away",
    "paypal \u2192 friends only",
    "venmo @checkin, late fee 25",
    "\u044e\u043c\u0430\u043d\u0438: 4 OO \u0448\u0442\u0443\u043a",
    "pix cpf 111.222.333-97",
    "pix 111.222.333-96",
    "pix cpf na hora, 150",
    "upi://pay?pn=Dream",
    "Perfect Money accepted",
    "perfect money U1940",
    "payeer: P104",
    "U19402857",
    "monzo me 20 pounds",
    "https://monzo.me/help",
    "https://send.monobank.ua/about",
    "Zelle conf # 7025550148 for $250",
]


def test_words_behind_a_tag_are_no_part_of_it_unless_they_are_said_to_be() -> None:
    for text in (
        "cashapp $honey and rent all together",
        "cashapp $honey 200 all together",
        "cashapp $honey bee",
    ):
        assert pairs(hits(PAYMENT, text), 0.7) == [("cashapp", "honey")]


def test_a_wallet_with_letters_keeps_its_characters_from_the_phones() -> None:
    (hit,) = hits(PAYMENT, "\u044e\u043c\u0430\u043d\u0438: 4I00I18064729315")
    assert (hit.value, hit.found.claims) == ("4100118064729315", True)


@pytest.mark.parametrize(("text", "expected"), READ)
def test_disguised_handles_are_read(text: str, expected: str) -> None:
    assert ", ".join(f"{kind} {value}" for kind, value in pairs(hits(PAYMENT, text), 0.7)) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_handle_joins_nothing(text: str) -> None:
    assert pairs(hits(PAYMENT, text), 0.7) == []


def test_a_wallet_number_of_odd_form_is_kept_from_the_phones() -> None:
    (hit,) = hits(PAYMENT, "\u044e\u043c\u0430\u043d\u0438 410021234567890")
    assert (hit.kind, hit.confidence, hit.found.claims) == ("yoomoney", 0.75, True)


def test_a_tax_number_is_no_pix_key() -> None:
    assert may_be_tax_number("11144477735")
    assert not may_be_tax_number("11900000000")


def test_a_phone_in_a_payment_is_left_to_the_reader_of_phones() -> None:
    (hit,) = hits(PAYMENT, "Bizum 600 000 000")
    assert (hit.found.hint, hit.found.claims) == ("phone", False)


@pytest.mark.parametrize(
    "unit",
    ["$a is my ", "a@ybl ", "c a s h ", "cash app dollar sign ", "pix ", "v e n m o ", "cashapp a. $b "],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert takes_linear_time(read_worst(PAYMENT, "payment"), unit)
