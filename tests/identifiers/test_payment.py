"""Payment handles: what advertisers write, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import declared, hits, pairs, read_worst, reasons, takes_linear_time

from graphkit.identifiers.checksums import yoomoney_purse
from graphkit.identifiers.payment import PAYMENT

US, GB = "+12025550143", "+447700900123"
# Kazakhstan and Russia keep no numbers for fiction: these have an operator's code and only zeros after it.
KZ, RU = "+77000000000", "+79000000000"
PURSE = "4100175017397"  # the example of the service's own documentation
ODD_PURSE = "410011234567890"  # the check digits are wrong

# text, what is read in it at joining confidence
READ = [
    ("Cash App: $HoneyBee22", [("cashapp", "honeybee22")]),
    ("cashapp $honey-bee only", [("cashapp", "honey-bee")]),
    ("my cash app is $Honey_Bee1", [("cashapp", "honey_bee1")]),
    ("CASHAPP ME AT $HONEYBEE", [("cashapp", "honeybee")]),
    ("CashTag - $honey", [("cashapp", "honey")]),
    ("$HoneyBee22 on cash app", [("cashapp", "honeybee22")]),
    ("$IVY (cashapp)", [("cashapp", "ivy")]),
    ("deposit to $HoneyBee22 now", [("cashapp", "honeybee22")]),
    ("https://cash.app/$HoneyBee22", [("cashapp", "honeybee22")]),
    ("cash.app/$honey?qr=1", [("cashapp", "honey")]),
    ("cash.me/$honeybee", [("cashapp", "honeybee")]),
    ("Cashapp: honeybee22", [("cashapp", "honeybee22")]),
    ("cash app/venmo/zelle $honeybee", [("cashapp", "honeybee")]),
    ("cashapp $HoneyBee22, venmo @honey-bee", [("cashapp", "honeybee22"), ("venmo", "honey-bee")]),
    ("Venmo: @Honey-Bee-7", [("venmo", "honey-bee-7")]),
    ("venmo @honeybee", [("venmo", "honeybee")]),
    ("venmo me at @honeybee_1!", [("venmo", "honeybee_1")]),
    ("Venmo - honeybee77", [("venmo", "honeybee77")]),
    ("venmo username: honeybee77", [("venmo", "honeybee77")]),
    ("@honeybee on Venmo", [("venmo", "honeybee")]),
    ("@honeybee (venmo)", [("venmo", "honeybee")]),
    ("https://venmo.com/u/honeybee", [("venmo", "honeybee")]),
    ("venmo.com/HoneyBee", [("venmo", "honeybee")]),
    ("account.venmo.com/u/honeybee", [("venmo", "honeybee")]),
    ("paypal.me/HoneyBee", [("paypal", "honeybee")]),
    ("https://www.paypal.com/paypalme/honeybee/25USD", [("paypal", "honeybee")]),
    ("PayPal: honey.bee@example.org", [("paypal", "honey.bee@example.org")]),
    ("PayPal to Honey@Example.ORG please", [("paypal", "honey@example.org")]),
    ("пейпал honey@example.org", [("paypal", "honey@example.org")]),
    ("paypal @honeybee7", [("paypal", "honeybee7")]),
    ("revolut.me/honeybee", [("revolut", "honeybee")]),
    ("Revolut @honeybee7", [("revolut", "honeybee7")]),
    ("revtag: @honeybee", [("revolut", "honeybee")]),
    ("револют - @honeybee", [("revolut", "honeybee")]),
    ("wise.com/pay/me/honeyb12", [("wise", "honeyb12")]),
    ("https://wise.com/pay/business/honeybee", [("wise", "honeybee")]),
    ("Wise: @honeyb12", [("wise", "honeyb12")]),
    ("wisetag @honeyb12", [("wise", "honeyb12")]),
    ("Zelle: +1 202-555-0143", [("zelle", US)]),
    ("zelle honey@example.org", [("zelle", "honey@example.org")]),
    ("Zelle to 202-555-0143", [("zelle", US)]),
    ("Zelle/CashApp: 202.555.0143", [("zelle", US)]),
    ("qiwi.com/n/HONEYBEE", [("qiwi", "honeybee")]),
    ("https://qiwi.com/p/79000000000", [("qiwi", RU)]),
    ("киви кошелёк +7 900 000-00-00", [("qiwi", RU)]),
    ("QIWI: 8 900 000 00 00", [("qiwi", RU)]),
    ("qiwi ник HONEYBEE", [("qiwi", "honeybee")]),
    ("Каспи +7 700 000 00 00", [("kaspi", KZ)]),
    ("kaspi gold 8 700 000 00 00", [("kaspi", KZ)]),
    ("перевод на каспи голд по номеру 87000000000", [("kaspi", KZ)]),
    ("https://pay.kaspi.kz/pay/hxq3tz7k", [("kaspi", "pay/hxq3tz7k")]),
    (f"https://yoomoney.ru/to/{PURSE}", [("yoomoney", PURSE)]),
    (f"https://yoomoney.ru/to/{PURSE}/500", [("yoomoney", PURSE)]),
    (f"money.yandex.ru/to/{PURSE}", [("yoomoney", PURSE)]),
    (f"ЮMoney {PURSE}", [("yoomoney", PURSE)]),
    (f"Яндекс.Деньги: {PURSE[:4]} {PURSE[4:8]} {PURSE[8:]}", [("yoomoney", PURSE)]),
    (f"юмани {ODD_PURSE}", [("yoomoney", ODD_PURSE)]),
    (f"кошелек {PURSE} ,", [("yoomoney", PURSE)]),
    ("WMZ Z123456789012", [("webmoney", "Z123456789012")]),
    ("webmoney: R123456789012, Z123456789012",
     [("webmoney", "R123456789012"), ("webmoney", "Z123456789012")]),
    ("вебмани Z123456789012", [("webmoney", "Z123456789012")]),
    ("WMID 123456789012", [("webmoney", "WMID123456789012")]),
    ("WMR: 123456789012", [("webmoney", "R123456789012")]),
    ("CashApp 💵 $honeybee\nVenmo💰@honeybee", [("cashapp", "honeybee"), ("venmo", "honeybee")]),
    ("zelle me @ 202-555-0143", [("zelle", US)]),
    ("Zelle: honey@example.org / 202-555-0143", [("zelle", "honey@example.org"), ("zelle", US)]),
    ("Venmo @ Honey-Bee", [("venmo", "honey-bee")]),
    ("my venmo is honey-bee-77 and cashapp is $honeybee",
     [("venmo", "honey-bee-77"), ("cashapp", "honeybee")]),
    ("PayPal friends and family only to honey@example.org", [("paypal", "honey@example.org")]),
    ("Каспи по номеру телефона +7 (700) 000-00-00", [("kaspi", KZ)]),
    ("wmz z123456789012 wmr r123456789012", [("webmoney", "Z123456789012"), ("webmoney", "R123456789012")]),
    ("Venmo → honeybee77", [("venmo", "honeybee77")]),
    ("Каспи Gold 8 (700) 000-00-00", [("kaspi", KZ)]),
    ("CashApp: $honeybee / Zelle: 2025550143 / PayPal: honey@example.org",
     [("cashapp", "honeybee"), ("zelle", US), ("paypal", "honey@example.org")]),
    ("we take venmo and zelle and many other ways of paying, the last one: paypal.me/honeybee",
     [("paypal", "honeybee")]),
    ("Zelle 2025550143 4111 11** **** 1111", [("zelle", US)]),
]  # fmt: skip

# text in which nothing may be read at joining confidence
NOTHING = [
    "$120", "$50k", "$1,000", "$ 200", "US$ 300", "$USD", "$US", "$AUD", "$k", "$BTC only", "$ETH", "$TSLA",
    "Ke$ha", "A$AP", "$ave big today", "$exy", "$pecials", "$ervice", "$hort time", "{{$price}}", "$name",
    "$HOME/bin", "${user}", "$$$", "200$hr", "$/hr", "$_GET", "#$honeybee_very_long_name_of_no_cashtag",
    "I take cash app", "cash app accepted", "cashapp only please", "Cash App: yes", "venmo: available",
    "cashapp, venmo, paypal", "CashApp - Venmo - Zelle", "PayPal - accepted", "venmo - deposit required",
    "venmo and follow me on IG @honeybee", "zelle or cash, snap @honeybee",
    "Zelle accepted. Call 202-555-0143",
    "paypal, gmail honey@example.org", "paypal.me/", "cash.app/help", "venmo.com/legal", "otherwise @home",
    "likewise @honeybee", "wise up @honeybee", "word to the wise: call me", "revolution @honeybee",
    "киви 5 кг 300 руб", "каспийское море 87000000000", "qiwi 12345", "kaspi red", "kaspi 100000",
    "Z12345678901", "Z1234567890123", "xZ123456789012", "Z123456789012x", "GTIN Q123456789012",
    "410011234567891", "4100112345678", "notcash.app/$honeybee", "mypaypal.me/honeybee", "meet @ 5 pm venmo",
    "honey@example.org", "202-555-0143", "@honeybee", "venmo@example.org", "wise.com/help", "WMID 12345",
    "$cam", "$hot", "venmo bee77", "zelle 911", "PayPal: 3% fee", "Cash App: Send $20",
    "$honey->bee", "=$honey1", "$usd500", "$Bitcoin $Doge", "venmo: @honey.bee", "Cash App: $honey.bee",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_read(text, expected):
    assert pairs(hits(PAYMENT, text), 0.7) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_joins(text):
    assert pairs(hits(PAYMENT, text), 0.7) == []


def test_confidence_says_what_stands_behind_it():
    def sure(text: str) -> float:
        (hit,) = hits(PAYMENT, text)
        return hit.confidence

    assert sure("cash.app/$honeybee") >= 0.95
    assert sure("Cash App: $honeybee") >= 0.95
    assert 0.7 <= sure("send $HoneyBee") < 0.8
    assert sure("$GME") < 0.7
    assert sure(f"yoomoney {PURSE}") > sure(f"yoomoney {ODD_PURSE}")
    assert sure("Z123456789012") < 0.7 < sure("WMZ: Z123456789012")
    assert sure("venmo: maria") < 0.7 < sure("venmo: honeybee") < sure("venmo: honeybee7")


def test_what_phone_and_mail_readers_must_also_read_is_not_claimed():
    for text in (
        "Zelle 202-555-0143",
        "zelle honey@example.org",
        "paypal: honey@example.org",
        "cash.app/$honey",
    ):
        assert [h.found.claims for h in hits(PAYMENT, text)] == [False]
    assert [h.found.claims for h in hits(PAYMENT, "cashapp $honey")] == [True]


def test_spans_are_those_of_the_handle():
    raws = {h.raw for text, _ in READ for h in hits(PAYMENT, text) if h.confidence >= 0.7}
    assert {
        "$HoneyBee22",
        "@honeybee",
        "honey.bee@example.org",
        "202-555-0143",
        "+7 900 000-00-00",
        PURSE,
    } <= raws
    assert not any(raw != raw.strip(" :,.!") for raw in raws)


def test_the_phone_of_another_region():
    assert pairs(hits(PAYMENT, "qiwi 07700 900123", regions=("GB",))) == [("qiwi", GB)]
    assert pairs(hits(PAYMENT, "qiwi 07700 900123")) == []
    assert pairs(hits(PAYMENT, "zelle +44 7700 900123")) == [("zelle", GB)]


def test_a_masked_card_after_kaspi_shows():
    (hit,) = hits(PAYMENT, "kaspi gold 4400 43** **** 0005")
    assert (hit.kind, hit.value) == ("kaspi", "440043******0005")
    assert hit.confidence < 0.7
    assert not hit.found.claims


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        ("$HoneyBee", "cashapp", [("cashapp", "honeybee")]),
        ("HoneyBee", "cashapp", [("cashapp", "honeybee")]),
        ("https://cash.app/$HoneyBee", "cashapp", [("cashapp", "honeybee")]),
        ("@honey-bee", "venmo", [("venmo", "honey-bee")]),
        ("honey@example.org", "paypal", [("paypal", "honey@example.org")]),
        ("paypal.me/honeybee", "payment", [("paypal", "honeybee")]),
        ("$HoneyBee", "payment", [("cashapp", "honeybee")]),
        ("venmo @honeybee; zelle 202-555-0143", "payment", [("venmo", "honeybee"), ("zelle", US)]),
        ("202-555-0143", "zelle", [("zelle", US)]),
        ("8 700 000 00 00", "kaspi", [("kaspi", KZ)]),
        (PURSE, "yoomoney", [("yoomoney", PURSE)]),
        ("Z123456789012", "webmoney", [("webmoney", "Z123456789012")]),
        ("123456789012", "webmoney", [("webmoney", "WMID123456789012")]),
        ("none", "cashapp", []),
        ("-", "venmo", []),
        ("", "payment", []),
        ("honey bee", "venmo", []),
        ("@honeybee, @bumblebee7", "venmo", [("venmo", "honeybee"), ("venmo", "bumblebee7")]),
        ("$120", "cashapp", []),
    ],
)
def test_declared(raw, kind, expected):
    assert pairs(declared(PAYMENT, raw, kind), 0.7) == expected


def test_the_kinds():
    kinds = {k.name: k for k in PAYMENT.kinds}
    assert set(kinds) == {
        "cashapp", "venmo", "paypal", "zelle", "revolut", "wise", "qiwi", "kaspi", "yoomoney", "webmoney",
        "chime", "papara", "perfectmoney", "payeer", "monzo", "monobank", "pix", "bizum", "applepay", "upi",
    }  # fmt: skip
    by_phone = {"zelle", "qiwi", "kaspi", "pix", "bizum", "applepay", "upi"}
    assert {name for name, k in kinds.items() if not k.joins} == by_phone
    assert all(k.family == "payment" for k in kinds.values())


def test_check_digits_of_purses():
    assert yoomoney_purse(PURSE)
    assert not yoomoney_purse(ODD_PURSE)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.text(alphabet="$@:/ .-+0123456789aHz", max_size=40),
    st.sampled_from(["cashapp", "venmo ", "киви", "zelle:"]),
)
def test_any_text_is_answered(text, word):
    for t in (text, word + text, text + word):
        for hit in hits(PAYMENT, t) + declared(PAYMENT, t, "payment"):
            assert 0 < hit.confidence <= 1
            assert hit.raw


WORST = [
    "$", "$a", "a$", "$a-", "@a", "a@a.", "cashapp ", "cash app", "zelle 2", "venmo @", "venmo:",
    "venmo, ", "paypal a", "kaspi 4 ", "киви ", "41001 ", "4100 1 ", "Z1", "yoomoney.ru/",
    "yoomoney.ru/to/", "yoomoney.ru/quickpay/a", "cash.app/",
]  # fmt: skip


@pytest.mark.parametrize("unit", WORST)
def test_time_is_linear(unit):
    assert takes_linear_time(read_worst(PAYMENT, "payment"), unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("cashapp $1", "a price"),
        ("$weet", "a dollar sign"),
        ("$GME", "a stock or a coin"),
        ("cashapp $usd", "a currency"),
        ("venmo: maria", "what people are called"),
        ("yoomoney 41001123456", "check figures"),
        ("Z123456789012", "nothing beside it says"),
        ("venmo @a", "too short"),
        ("venmo massage", "a common word"),
        ("pix 111.444.777-35", "a taxpayer"),
        ("zelle: one two", "make no number"),
        ("webmoney: hello 22", "may be a handle"),
        ("papara: 51234567", "ten figures"),
        ("cashapp stock is $SQ", "a stock"),
        ("cashapp: for f in $files; do mv $f $dest; done", "a line of a program"),
        ("venmo @checkin", "a place or a word"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons(PAYMENT, text)
