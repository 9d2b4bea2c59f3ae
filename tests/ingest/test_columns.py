"""What columns are taken for: by name, by content, by the user's word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_files import Got

from graphkit.errors import UsageError
from ingest.columns import Plan, load_mapping, parse_mapping, save_mapping, targets
from ingest.content import look
from ingest.names import match, words

Read = Callable[..., Got]

PROSE = "Some longer words that a person might write about what there is to have."


def plan_of(columns: dict[str, list[str]], **mapping: str) -> dict[str, str]:
    """Return column -> what it is taken for."""
    plan = Plan(mapping)
    plan.extend({name: look(pa.array(values, pa.string())) for name, values in columns.items()})
    return {name: meaning.words() for name, meaning in plan.meanings.items()}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("id", "native_id"), ("Ad ID", "native_id"), ("job_id", "native_id"),
        ("номер объявления", "native_id"),
        ("platform", "platform"), ("Площадка", "platform"), ("Source Site", "platform"),
        ("record_kind", "kind"),
        ("author", "author"), ("postedBy", "author"), ("Продавец", "author"), ("отправитель", "author"),
        ("posted_at", "posted_at"), ("PostedAt", "posted_at"), ("DATE", "posted_at"),
        ("Дата публикации", "posted_at"),
        ("created-at", "posted_at"), ("location", "location"), ("City", "location"), ("город", "location"),
        ("country_code", "country"), ("Страна", "country"), ("URL", "url"), ("Ссылка", "url"),
        ("Title", "title"),
        ("заголовок", "title"), ("Тема письма", "title"), ("body", "text"), ("Ad Text", "text"),
        ("описание", "text"),
        ("Текст объявления", "text"), ("data.text", "text"), ("location.city", "location"),
        ("address.country", "country"),
    ],
)  # fmt: skip
def test_names_of_fields(name: str, field: str) -> None:
    assert match(name).field == field


@pytest.mark.parametrize(
    ("name", "kind", "role"),
    [
        ("phone", "phone", "self"), ("Phone Number", "phone", "self"), ("phone_2", "phone", "self"),
        ("phones", "phone", "self"), ("sellerPhone", "phone", "self"), ("Телефон", "phone", "self"),
        ("Телефон продавца", "phone", "self"), ("contact_phone", "phone", "self"),
        ("seller.phone", "phone", "self"),
        ("e-mail", "email", "self"), ("Email Address", "email", "self"), ("эл. почта", "email", "self"),
        ("Telegram", "telegram", "self"), ("tg_link", "telegram", "self"), ("телеграм", "telegram", "self"),
        ("instagram handle", "instagram", "self"), ("VK", "vk", "self"), ("snap", "snapchat", "self"),
        ("x_handle", "twitter", "self"), ("username", "username", "self"), ("никнейм", "username", "self"),
        ("cashapp", "cashapp", "self"), ("Cash Tag", "cashapp", "self"), ("QIWI кошелек", "qiwi", "self"),
        ("wallet_address", "wallet", "self"), ("кошелёк", "wallet", "self"), ("card number", "card", "self"),
        ("IBAN", "iban", "self"), ("profile_url", "link", "self"), ("bitcoin_address", "bitcoin", "self"),
        ("addresses.BTC", "bitcoin", "self"), ("wallets.eth", "ethereum", "self"),
        ("addresses.XRP", "ripple", "self"),
        ("addresses.TRX", "tron", "self"), ("addresses.LTC", "litecoin", "self"),
        ("addresses.DOGE", "dogecoin", "self"),
        ("addresses.BCH", "bitcoincash", "self"), ("addresses.XMR", "monero", "self"),
        ("addresses.ZEC", "zcash", "self"),
        ("addresses.DASH", "dash", "self"), ("addresses.XLM", "stellar", "self"),
        ("addresses.SOL", "solana", "self"),
        ("addresses.ADA", "cardano", "self"), ("addresses.TON", "ton", "self"),
        ("addresses.BNB", "wallet", "self"),
        ("addresses.USDT", "wallet", "self"), ("addresses.UNKNOWN", "wallet", "self"),
        ("recipient_phone", "phone", "counterparty"), ("victim email", "email", "counterparty"),
        ("buyer_username", "username", "counterparty"), ("to_wallet", "wallet", "counterparty"),
        ("mentioned_phones", "phone", "mentioned"), ("recipient.phone", "phone", "counterparty"),
        ("телефон получателя", "phone", "counterparty"),
    ],
)  # fmt: skip
def test_names_of_identifiers(name: str, kind: str, role: str) -> None:
    said = match(name)
    assert (said.kind, said.role.value) == (kind, role)


@pytest.mark.parametrize(
    "name",
    ["ip_address", "phone_model", "company_profile", "has_company_logo", "employment_type", "salary_range",
     "function", "fraudulent", "required_experience", "image.size", "category.name", "line", "ok", "x",
     "label", "telegram_id", "user_agent", "email_verified", "price", "column_1", ""],
)  # fmt: skip
def test_names_that_say_nothing(name: str) -> None:
    said = match(name)
    assert (said.field, said.kind, said.prose) == ("", "", False)


def test_words_of_names() -> None:
    assert words("Seller_phoneNumber2") == ["seller", "phone", "number", "2"]
    assert words("Ёлка-Тел.") == ["елка", "тел"]
    assert words("ＵＲＬ") == ["url"]


def test_the_surest_name_fills_a_field() -> None:
    got = plan_of(
        {
            "description": [PROSE],
            "name": ["a"],
            "text": [PROSE],
            "title": ["b"],
            "date": [""],
            "created": ["x"],
        }
    )
    assert got == {
        "description": "prose", "name": "extra", "text": "text", "title": "title", "date": "extra",
        "created": "posted_at",
    }  # fmt: skip


def test_names_that_deny_being_the_posting_date() -> None:
    got = plan_of({"updated_at": ["2025-01-01"], "scraped": ["2025-01-01"], "birth date": ["1990-01-01"]})
    assert set(got.values()) == {"extra"}
    got = plan_of({"when_said": ["2025-01-01", "4 March 2025"], "updated_at": ["2025-01-01"]})
    assert got["when_said"] == "posted_at"
    two = plan_of({"a": ["2025-01-01"], "b": ["2025-01-01"]})
    assert set(two.values()) == {"extra"}


def test_content_tells_where_names_do_not() -> None:
    got = plan_of({
        "column_1": ["+1 202 555 0123", "+44 7700 900123"],
        "column_2": ["ann@example.org", "bob@example.org, carl@example.org"],
        "column_3": ["https://t.me/honey_agency", "instagram.com/honey"],
        "column_4": ["@honey_agency", "@other.one"],
        "column_5": ["0x" + "a1" * 20, "bc1q" + "z" * 38],
        "column_6": [PROSE, PROSE + " And more."],
        "column_7": ["https://example.org/1", "https://example.org/2"],
        "column_8": ["04.03.2025 10:00", "05.03.2025"],
        "column_9": ["short", "words"],
        "column_10": ["12025550123", "12025550199"],
        "column_11": ["GB33BUKB20201555555555"],
    })  # fmt: skip
    assert list(got.values()) == [
        "phone", "email", "link", "username", "wallet", "text", "url", "posted_at", "extra", "phone", "iban",
    ]  # fmt: skip


def test_content_does_not_overrule_a_name_we_do_not_know() -> None:
    got = plan_of({
        "order": ["12025550123", "12025550199"],
        "ip": ["192.168.100.200", "10.20.30.40"],
        "file": ["voice_messages/audio_1@12-11-2020_12-57-31.ogg"],
        "image": ["https://example.org/1.jpg"],
        "hash": ["0x" + "ab" * 32],
        "salary": ["35000-73000", "100000-120000"],
        "session": ["123e4567-e89b-12d3-a456-426614174000"],
    })  # fmt: skip
    assert set(got.values()) == {"extra"}


def test_tickers_hold_addresses_only_if_they_look_so() -> None:
    assert plan_of({"BTC": ["0.004", "1.2"]}) == {"BTC": "extra"}
    assert plan_of({"BTC": ["bc1q" + "z" * 38]}) == {"BTC": "bitcoin"}
    assert plan_of({"address": ["bc1q" + "z" * 38]}) == {"address": "wallet"}
    assert plan_of({"address": ["12 High Street"]}) == {"address": "location"}
    assert plan_of({"address.street": ["12 High Street"], "address.city": ["Almaty"]}) == {
        "address.street": "extra", "address.city": "location",
    }  # fmt: skip
    assert plan_of({"to_address": ["0x" + "a1" * 20]}) == {"to_address": "wallet (counterparty)"}


def test_authors_are_accounts_only_if_they_look_so() -> None:
    assert plan_of({"author": ["honey_agency", "user123", "x.y"]}) == {"author": "author, username"}
    assert plan_of({"author": ["Ann Smith", "Bob"]}) == {"author": "author"}
    assert plan_of({"author": ["Ann", "Bob", "Carl"]}) == {"author": "author"}
    assert plan_of({"username": ["Ann"]}) == {"username": "author, username"}
    assert plan_of({"username": ["ann"], "author": ["Ann Smith"]}) == {
        "username": "username",
        "author": "author",
    }
    assert plan_of({"mentions": ["honey_agency, user1"], "to": ["Ann Smith"]}) == {
        "mentions": "username (mentioned)", "to": "extra",
    }  # fmt: skip


def test_prose_is_searched_whatever_it_is_called() -> None:
    got = plan_of(
        {
            "phone": [PROSE],
            "text": ["x"],
            "requirements": [PROSE],
            "contact": ["tg @honey"],
            "wallet": [PROSE],
        }
    )
    assert got == {
        "phone": "prose", "text": "text", "requirements": "prose", "contact": "prose", "wallet": "prose",
    }  # fmt: skip
    assert plan_of({"contact": [PROSE], "id": ["1"]})["contact"] == "text"


def test_cells_that_say_nothing_are_no_identifiers(read: Read) -> None:
    got = read(
        "a.csv", "id,whatsapp,username\n1,Yes,n/a\n2,+1 202 555 0123,anonymous\n3,нет,honey_agency\n4,-,\n"
    )
    assert got.identifiers() == [
        ("whatsapp", "self", "+1 202 555 0123"),
        ("username", "self", "honey_agency"),
    ]
    assert got.extra("whatsapp") == ["Yes", "+1 202 555 0123", "нет", "-"]
    assert got.column("author") == ["n/a", "anonymous", "honey_agency", None]


def test_several_identifiers_in_one_cell(read: Read) -> None:
    rows = [
        "id|phone|email|author",
        "1| +1 202 555 0123, +1 202 555 0124; ann@example.org |a@example.org / b@example.org|x_1",
        "2|+44 7700 900123/+44 7700 900124||y_2",
        "3|8 (701) 555-01-02 / 03|c@example.org|z_3",
        "4|https://wa.me/12025550123||z_4",
    ]
    got = read("a.txt", "\n".join(rows), mapping={"author": "extra"})
    assert got.identifiers() == [
        ("phone", "self", "+1 202 555 0123"),
        ("phone", "self", "+1 202 555 0124"),
        ("email", "self", "ann@example.org"),
        ("email", "self", "a@example.org"),
        ("email", "self", "b@example.org"),
        ("phone", "self", "+44 7700 900123"),
        ("phone", "self", "+44 7700 900124"),
        ("phone", "self", "8 (701) 555-01-02 / 03"),
        ("email", "self", "c@example.org"),
        ("link", "self", "https://wa.me/12025550123"),
    ]


def test_a_url_column_is_declared_only_where_it_is_a_profile(read: Read) -> None:
    got = read("a.csv", "id,url,text\n1,https://t.me/honey_agency,a b\n2,https://example.org/ad/2,c d\n")
    assert got.column("url") == ["https://t.me/honey_agency", "https://example.org/ad/2"]
    assert got.identifiers() == [("link", "self", "https://t.me/honey_agency")]
    assert got.extra("url") == ["https://t.me/honey_agency", None]


def test_fields_are_trimmed_and_text_is_kept_to_the_character(read: Read) -> None:
    got = read(
        "a.csv",
        'id,platform,title,text,kind,country\n 7 , Locanto ,"  a ","  b\n ",Message,Nowhere\n8,,, ,call,kz\n',
    )
    first, second = got.records
    assert (first["native_id"], first["platform"], first["title"], first["text"]) == (
        "7",
        "locanto",
        "  a ",
        "  b\n ",
    )
    assert (first["kind"], second["kind"]) == ("message", "call")
    assert (first["country"], second["country"]) == (None, "KZ")
    assert dict(first["extra"]) == {"kind": "Message", "country": "Nowhere"}
    assert (second["platform"], second["title"], second["text"]) == (None, None, None)


def test_a_table_of_messages_holds_messages(read: Read) -> None:
    assert read("a.csv", "id,message\n1,hello there\n").column("kind") == ["message"]
    assert read("b.csv", "id,body\n1,hello there\n").column("kind") == ["ad"]


@pytest.mark.parametrize(
    ("header", "places", "countries"),
    [
        ("location", ["US, IL, Chicago", "CA, ON, Toronto", "DE, BE, Berlin"], ["US", "CA", "DE"]),
        ("location", ["Los Angeles, CA", "Genova, GE"], [None, None]),
        ("location", ["Almaty, Kazakhstan", "Казахстан, Алматы", "Россия", "London, UK"],
         ["KZ", "KZ", "RU", "GB"]),
        ("location", ["Paris, Texas", "Lebanon, PA", "Georgia", "Tbilisi", "Cuba, Missouri"], [None] * 5),
        ("country", ["kz", "KAZ", "Россия", "U.S.A.", "Côte d'Ivoire", "Georgia", "Atlantis"],
         ["KZ", "KZ", "RU", "US", "CI", "GE", None]),
    ],
)  # fmt: skip
def test_countries(read: Read, header: str, places: list[str], countries: list[str | None]) -> None:
    got = read("a.tsv", f"id\t{header}\n" + "".join(f"{i}\t{p}\n" for i, p in enumerate(places)))
    assert got.column("country") == countries


def test_dates_are_settled_by_the_whole_column(read: Read) -> None:
    rows = [f"{i},03/04/2025 10:00,text {i}" for i in range(30_000)]
    for last, month in (("25/04/2025 10:00", 4), ("04/25/2025 10:00", 3)):
        got = read("a.csv", "id,date,text\n" + "\n".join([*rows, f"x,{last},end"]))
        assert got.records[0]["posted_at"].month == month
        assert got.records[0]["posted_at_raw"] == "03/04/2025 10:00"
        assert got.report["date_order"] == ("day first (/)" if month == 4 else "month first (/)")
    got = read("b.csv", "id,date,text\n1,03/04/2025,a\n2,31.02.2025,b\n3,soon,c\n")
    assert got.column("posted_at") == [None] * 3
    assert got.column("posted_at_raw") == ["03/04/2025", "31.02.2025", "soon"]
    assert len(got.warnings) == 3


# ------------------------------------------------------------------------------------------- mappings


def test_mappings_of_the_command_line() -> None:
    assert parse_mapping("text=body,posted_at=date") == {"body": "text", "date": "posted_at"}
    assert parse_mapping('text=ad text, "phone=tel, mobile",ignore=a=b') == {
        "ad text": "text", "tel, mobile": "phone", "a=b": "ignore",
    }  # fmt: skip
    assert parse_mapping("phone=a,phone=b,prose=c") == {"a": "phone", "b": "phone", "c": "prose"}


@pytest.mark.parametrize("text", ["body", "=body", "text=", "txt=body", "text=a,title=a", '"text=a'])
def test_mappings_that_make_no_sense(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_mapping(text)
    if text == "txt=body":
        assert "posted_at" in str(caught.value)
        assert "telegram" in str(caught.value)


@pytest.mark.parametrize("suffix", [".toml", ".json"])
@given(
    columns=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from(targets())
    )
)
def test_saved_mappings_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, columns: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("m") / f"map{suffix}"
    save_mapping(path, columns)
    assert load_mapping(path) == columns


def test_a_mapping_file_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('text = "body"\nphone = ["tel", "mobile"]\n')
    assert load_mapping(path) == {"body": "text", "tel": "phone", "mobile": "phone"}
    for bad in ("text = 5\n", "text\n", 'txt = "a"\n', 'text = "a"\ntitle = "a"\n'):
        path.write_text(bad)
        with pytest.raises(UsageError, match=r"map\.toml"):
            load_mapping(path)
    with pytest.raises(UsageError, match="nowhere"):
        load_mapping(tmp_path / "nowhere.toml")
    (tmp_path / "list.json").write_text("[1]")
    with pytest.raises(UsageError, match=r"list\.json"):
        load_mapping(tmp_path / "list.json")
    with pytest.raises(UsageError, match="cannot be written"):
        save_mapping(tmp_path / "no" / "folder.toml", {"a": "text"})


def test_two_columns_mapped_to_one_field(read: Read) -> None:
    got = read("a.csv", "id,a,b\n1,one two,three four\n", mapping={"b": "text", "a": "text"})
    assert got.column("text") == ["three four"]
    assert got.more_text("a") == ["one two"]
    assert any("mapped to text too" in w for w in got.warnings)
