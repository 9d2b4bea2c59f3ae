"""Lists of payments and calls: which columns are the ends, whose they are, and what is no such list."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_files import Got, Read, as_xlsx, read_file

from graphkit.identifiers.cards import mask_cards
from ingest.ends import account_value, is_card
from ingest.transfer_names import end_of, measure_of

W, V, TOKEN = "0x" + "a1" * 20, "0x" + "b2" * 20, "0x" + "d3" * 20
HASH = "0x" + "c4" * 32
MINE, HERS, HIS = "DE89370400440532013000", "DE02120300000000202051", "DE02500105170137075030"


def table(*rows: list[str], mark: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue()


def ends(got: Got) -> list[list[tuple[str, str, str]]]:
    """Return what each record declares as self and counterparty: role, kind, raw."""
    return [
        [(d["role"], d["kind"], d["raw"]) for d in got.declared if d["record_id"] == r["record_id"]]
        for r in got.records
    ]


ETHERSCAN = table(
    ["Txhash", "Blockno", "UnixTimestamp", "DateTime (UTC)", "From", "To", "ContractAddress", "Value_IN(ETH)",
     "Value_OUT(ETH)", "CurrentValue @ $1642.27/Eth", "TxnFee(ETH)", "TxnFee(USD)", "Historical $Price/Eth", "Status",
     "ErrCode", "Method"],
    [HASH, "12", "1637035653", "2021-11-16 04:07:33", W, V, "", "0", "1.5", "2463", "0.1", "1", "42", "", "", "Transfer"],
)  # fmt: skip
ERC20 = table(
    ["Transaction Hash", "Blockno", "UnixTimestamp", "DateTime (UTC)", "From", "To", "TokenValue", "USDValueDayOfTx",
     "ContractAddress", "TokenName", "TokenSymbol"],
    [HASH, "1", "1637035653", "2021-11-16 04:07:33", "0x" + "0" * 40, V, "1,000", "1000", TOKEN, "Tether", "USDT"],
)  # fmt: skip
BLOCKCHAIR = table(
    ["block_id", "index", "hash", "time", "size", "type", "sender", "recipient", "call_count", "value", "value_usd", "fee"],
    ["1", "0", HASH, "2021-11-16 04:07:33", "100", "call", W, V, "1", "1000", "3.4", "1"], mark="\t",
)  # fmt: skip
PAYPAL = table(
    ["Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Fee", "Net", "From Email Address",
     "To Email Address", "Transaction ID", "Item Title", "Balance", "Note"],
    ["01/13/2024", "13:45:11", "PST", "Ann", "Mobile Payment", "Completed", "USD", "-50.00", "0.00", "-50.00",
     "holder@mail.example", "ann@mail.example", "9AB", "", "100", "write to cleo@mail.example"],
)  # fmt: skip
CAMT = table(
    ["Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext", "Verwendungszweck",
     "Beguenstigter/Zahlungspflichtiger", "Kontonummer/IBAN", "BIC (SWIFT-Code)", "Betrag", "Waehrung", "Info"],
    [MINE, "02.01.24", "02.01.24", "UEBERWEISUNG", "Miete", "Erika Muster", HERS, "BYLADEM1001", "-350,00", "EUR", ""],
    [MINE, "13.01.24", "13.01.24", "GUTSCHRIFT", "Danke", "Max Muster", HIS, "INGDDEFF", "50,00", "EUR", ""], mark=";",
)  # fmt: skip
RUSSIAN = table(
    ["Дата операции", "Номер документа", "Плательщик", "ИНН плательщика", "Счет плательщика", "Получатель",
     "Счет получателя", "БИК банка получателя", "Сумма", "Валюта", "Назначение платежа"],
    ["13.01.2024", "5", "Иванов И.И.", "770000000000", "40817810000000000001", "ООО Ромашка", "40702810000000000002",
     "044525225", "5 000,00", "RUB", "за услуги"], mark=";",
)  # fmt: skip
TURKISH = table(
    ["İşlem Tarihi", "Gönderen", "Gönderen IBAN", "Alıcı", "Alıcı IBAN", "Tutar", "Para Birimi", "Açıklama"],
    ["13.01.2024", "Ayşe", "TR330006100519786457841326", "Can", "TR320010009999901234567890", "100", "TRY", "kira"],
    mark=";",
)  # fmt: skip
SPANISH = table(
    ["Fecha operación", "Ordenante", "Cuenta ordenante", "Beneficiario", "Cuenta beneficiario", "Importe", "Divisa"],
    ["13/01/2024", "Ana", "ES9121000418450200051332", "Luis", "ES7921000813610123456789", "100,00", "EUR"], mark=";",
)  # fmt: skip
ENGLISH = table(
    ["Date", "From account", "To account", "Amount", "Currency", "Message"],
    ["2024-01-13", "12345678", "87654321", "100", "CHF", "hi"],
)


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        (ETHERSCAN, "eth.csv", [("self", "wallet", W), ("counterparty", "wallet", V)]),
        (ERC20, "usdt.csv", [("infrastructure", "wallet", "0x" + "0" * 40), ("counterparty", "wallet", V),
                             ("infrastructure", "wallet", TOKEN)]),
        (BLOCKCHAIR, "b.tsv", [("self", "wallet", W), ("counterparty", "wallet", V)]),
        (PAYPAL, "p.csv", [("self", "email", "holder@mail.example"), ("counterparty", "email", "ann@mail.example")]),
        (CAMT, "c.csv", [("self", "iban", MINE), ("counterparty", "iban", HERS)]),
        (RUSSIAN, "r.csv", [("self", "account", "40817810000000000001"),
                            ("counterparty", "account", "40702810000000000002")]),
        (TURKISH, "t.csv", [("self", "iban", "TR330006100519786457841326"),
                            ("counterparty", "iban", "TR320010009999901234567890")]),
        (SPANISH, "s.csv", [("self", "iban", "ES9121000418450200051332"),
                            ("counterparty", "iban", "ES7921000813610123456789")]),
        (ENGLISH, "e.csv", [("self", "account", "12345678"), ("counterparty", "account", "87654321")]),
    ],
    ids=["etherscan", "erc20", "blockchair", "paypal", "camt", "ru", "tr", "es", "en"],
)  # fmt: skip
def test_payments(read: Read, text: str, name: str, found: list[tuple[str, str, str]]) -> None:
    got = read(name, text)
    assert set(got.column("kind")) == {"payment"}
    assert ends(got)[0] == found


CALLS = {
    "cdr": (["A Number", "B Number", "Call Type", "Start Time", "Duration (sec)", "IMEI"],
            ["12025550101", "12025550102", "MOC", "2024-01-13 10:00:05", "35", "350000000000006"]),
    "asterisk": (["accountcode", "src", "dst", "dcontext", "clid", "start", "answer", "end", "duration", "billsec",
                  "disposition", "uniqueid"],
                 ["", "12025550101", "12025550102", "c", "Ann", "2024-01-13 10:00:05", "", "", "10", "8", "ANSWERED", "1.2"]),
    "ru": (["Абонент А", "Абонент Б", "Дата", "Время", "Длительность, сек"],
           ["12025550101", "12025550102", "13.01.2024", "10:00:05", "30"]),
    "de": (["Datum", "Uhrzeit", "Anrufer", "Angerufener", "Dauer"],
           ["13.01.2024", "10:00:05", "12025550101", "12025550102", "00:01:30"]),
    "tr": (["Arayan Numara", "Aranan Numara", "Tarih", "Saat", "Süre"],
           ["12025550101", "12025550102", "13.01.2024", "10:00:05", "30"]),
    "es": (["Número origen", "Número destino", "Fecha", "Hora", "Duración"],
           ["12025550101", "12025550102", "13/01/2024", "10:00:05", "30"]),
    "caller": (["caller_number", "called_number", "calldate"], ["12025550101", "12025550102", "2024-01-13 10:00:05"]),
}  # fmt: skip


@pytest.mark.parametrize("shape", CALLS)
def test_calls(read: Read, shape: str) -> None:
    got = read("calls.csv", table(*CALLS[shape]))
    assert got.column("kind") == ["call"]
    assert ends(got) == [[("self", "phone", "12025550101"), ("counterparty", "phone", "12025550102")]]
    assert str(got.records[0]["posted_at"]).startswith("2024-01-13 10:00:05")


def test_who_acts_is_told_by_the_sign_of_the_amount(read: Read) -> None:
    got = read("c.csv", CAMT)
    assert ends(got)[1] == [("counterparty", "iban", MINE), ("self", "iban", HIS)]
    assert got.column("author") == [None, "Max Muster"]
    assert got.column("text") == ["Miete", "Danke"]
    assert got.report["transfers"]["direction"] == "by the sign of Betrag"


def test_who_acts_is_told_by_columns_of_debit_and_credit(read: Read) -> None:
    text = table(
        ["Transaction Date", "Transaction Type", "Sort Code", "Account Number", "Transaction Description",
         "Debit Amount", "Credit Amount", "Balance"],
        ["13/01/2024", "FPO", "11-22-33", "12345678", "JANE RENT", "100.00", "", "500.00"],
        ["14/01/2024", "FPI", "11-22-33", "12345678", "REF +44 7700 900123", "", "20.00", "520.00"],
    )  # fmt: skip
    got = read("bank.csv", text)
    assert [e[0][0] for e in ends(got)] == ["self", "counterparty"]
    assert [d["value"] for d in got.declared] == ["bank:12345678"] * 2
    assert got.column("text_roles") == [[("text", "mentioned")]] * 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Target No", "B Party No"),
        ("A PARTY", "B PARTY"),
        ("MSISDN", "Other Party Number"),
        ("Абонент", "Собеседник"),
    ],
)
def test_who_called_is_told_by_the_direction(read: Read, first: str, second: str) -> None:
    text = table(
        [first, "Call Type", second, "Call date", "Call time", "Call Duration"],
        ["12025550101", "CALL-OUT", "12025550102", "13/01/2024", "10:00:05", "35"],
        ["12025550101", "CALL-IN", "12025550103", "14/01/2024", "10:00:05", "35"],
    )
    got = read("target.csv", text)
    assert [[role for role, *_ in e] for e in ends(got)] == [
        ["self", "counterparty"],
        ["counterparty", "self"],
    ]


def test_the_log_of_a_phone(read: Read) -> None:
    text = table(
        ["Name", "Number", "Type", "Date", "Duration"],
        ["Ann", "+12025550102", "Outgoing", "2024-01-13 10:00:00", "10"],
        ["Bob", "+12025550103", "Incoming", "2024-01-13 11:00:00", "10"],
    )
    got = read("log.csv", text)
    assert got.column("kind") == ["call", "call"]
    assert ends(got) == [[("counterparty", "phone", "+12025550102")], [("self", "phone", "+12025550103")]]
    assert got.column("author") == [None, "Bob"]


def test_day_time_and_zone_in_three_columns_are_one_moment(read: Read) -> None:
    got = read("p.csv", PAYPAL)
    assert str(got.records[0]["posted_at"]) == "2024-01-13 21:45:11+00:00"
    assert got.column("posted_at_raw") == ["01/13/2024 13:45:11 PST"]
    assert got.extra("Date") == ["01/13/2024"]
    assert not any("time zone" in warning for warning in got.warnings)


def test_what_a_note_names_is_mentioned(read: Read) -> None:
    got = read("p.csv", PAYPAL)
    assert got.column("text") == ["write to cleo@mail.example"]
    assert dict(got.records[0]["text_roles"])["text"] == "mentioned"


ADS = {
    "rides": (["from", "to", "price", "currency", "date", "phone", "text"],
              ["Almaty", "Astana", "5000", "KZT", "2024-01-13", "+12025550101", "a ride tomorrow"]),
    "jobs": (["title", "salary_from", "salary_to", "currency", "phone"], ["waitress", "1", "2", "USD", "+12025550101"]),
    "messages": (["date", "from", "to", "text"], ["2024-01-13", "ann_1", "bob_2", "hello there"]),
    "mails": (["from", "to", "subject", "date", "size"], ["a@x.example", "b@x.example", "hi", "2024-01-13", "10"]),
    "loans": (["sender", "text", "amount", "currency", "phone"], ["ann_1", "money now", "100", "USD", "+12025550101"]),
    "ads": (["id", "body", "amount", "currency", "recipient_phone"], ["1", "b", "100", "USD", "+12025550101"]),
    "tours": (["from", "to", "duration", "price", "date"], ["Riga", "Oslo", "3", "100", "2024-01-13"]),
    "masseuses": (["name", "phone", "duration", "price", "type"], ["Ann", "+12025550101", "60", "100", "in"]),
    "incalls": (["name", "number", "duration", "created", "type", "city"],
                ["Ann", "+12025550101", "60", "2024-01-13 10:00", "in", "Riga"]),
    "shops": (["name", "target", "duration", "phone"], ["Ann", "women", "60", "+12025550101"]),
}  # fmt: skip


@pytest.mark.parametrize("shape", ADS)
def test_ordinary_tables_stay_what_they_are(read: Read, shape: str) -> None:
    got = read("ads.csv", table(*ADS[shape]))
    assert not {"payment", "call"} & set(got.column("kind"))
    assert "transfers" not in got.report
    assert got.column("text_roles") == [None]


def test_a_word_of_the_user_binds(read: Read) -> None:
    got = read("calls.csv", table(*CALLS["caller"]), mapping={"called_number": "extra"})
    assert got.column("kind") == ["ad"]
    got = read("e.csv", ENGLISH, mapping={"From account": "telegram", "Message": "ignore"})
    assert ends(got) == [[("self", "telegram", "12345678"), ("counterparty", "account", "87654321")]]
    assert got.column("text") == [None]


def test_amounts_that_the_user_sets_aside_tell_no_direction(read: Read) -> None:
    got = read("c.csv", CAMT, mapping={"Betrag": "extra"})
    assert [[role for role, *_ in e] for e in ends(got)] == [["self", "counterparty"]] * 2


def test_sheets_are_looked_at_one_by_one(read: Read) -> None:
    ads: list[dict[str, Any]] = [{"id": "1", "text": "hello there, a flat to let", "phone": "+12025550101"}]
    got = read("a.xlsx", as_xlsx(ads, Calls=[*map(list, CALLS["ru"])]))
    assert got.column("kind") == ["ad", "call"]
    assert list(got.report["transfers"]) == ["Calls"]


def test_a_card_number_is_no_account(read: Read) -> None:
    rows = [["4111 1111 1111 1111", "87654321"], ["4111111111111112", "12345678"]]
    got = read("e.csv", table(["payer account", "payee account", "amount"], *([*row, "1"] for row in rows)))
    assert [(d["kind"], d["value"]) for d in got.declared if d["role"] == "self"] == [
        ("card", None), ("account", "bank:4111111111111112"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "setting", "end", "what"),
    [
        ("From", "payment", "acts", ""), ("Sender Phone", "payment", "acts", "phone"), ("nameDest", "payment", "gets", "name"),
        ("beneficiary_bank", "payment", "gets", "kept"), ("Name of sender/receiver", "payment", "other", "name"),
        ("salary_from", "payment", "", ""), ("from date", "payment", "", ""), ("Номер А", "call", "acts", ""),
        ("caller cell id", "call", "acts", "kept"), ("Номер телефона получателя", "payment", "gets", "phone"),
        ("IBAN Zahlungsbeteiligter", "payment", "other", "iban"), ("ALICI", "payment", "gets", ""),
        ("amount sent", "payment", "", ""), ("", "call", "", ""), ("to" * 400, "call", "", ""),
    ],
)  # fmt: skip
def test_names_of_ends(name: str, setting: str, end: str, what: str) -> None:
    found = end_of(name, setting)
    assert (found.end, found.what) == (end, what)


def test_names_of_measures() -> None:
    assert "amount" in measure_of("Value_IN(ETH)")
    assert "amount" in measure_of("Betrag (EUR)")
    assert "duration" in measure_of("Длительность, сек")
    assert "duration" in measure_of("Süre (sn)")
    assert not measure_of("price")
    assert not measure_of("")


def test_accounts() -> None:
    assert account_value("12-34-56 12345678", "a") == "a:12345612345678"
    assert is_card("4111-1111-1111-1111")
    assert not is_card("4111-1111-1111-1112")
    assert not is_card("DE4111111111111111")


NAMES = st.sampled_from(
    ["From", "To", "payer", "payee", "caller", "callee", "amount", "currency", "duration", "balance", "date", "time", "note",
     "Account Number", "counterparty", "own account", "direction", "contract address", "phone", "text", "Name", "Number"]
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(["+12025550101", "12345678", W, MINE, "-5", "5.00", "in", "out", "2024-01-13", "10:00", "", "Ann B",
                     "4111111111111111", "@ann", "a@b.example", "-", "unknown"]),
    st.text(alphabet="a1@+. ,;|/-'é\U0001f600", max_size=12),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(names=st.lists(NAMES, min_size=2, max_size=9, unique=True), data=st.data())
def test_in_no_list_are_both_ends_the_records_own(names: list[str], data: st.DataObject) -> None:
    """Whatever the columns: at most one side is self, and no text is its own; nothing crashes."""
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), min_size=1, max_size=4)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(table(names, *rows), "utf-8")
        got = read_file(path)
    if "transfers" not in got.report:
        return
    words = {name: said.split(",")[0].removesuffix("'s name") for name, said in got.report["columns"].items()}
    for record in got.records:
        own = {
            d["field"] for d in got.declared if d["record_id"] == record["record_id"] and d["role"] == "self"
        }
        assert len({words[field] in ("payer", "caller", "own side") for field in own}) <= 1
        assert all(
            words[field] in ("payer", "caller", "payee", "called", "own side", "other side") for field in own
        )
        searched = {"text", "title"} & {k for k in ("text", "title") if record[k]} | set(
            dict(record["more_text"])
        )
        assert searched <= set(dict(record["text_roles"] or []))
    for declared in got.declared:
        assert declared["value"] is None or not mask_cards(declared["value"].split(":", 1)[1], None)[1]
