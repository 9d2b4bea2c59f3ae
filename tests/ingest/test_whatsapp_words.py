"""What WhatsApp writes itself, in the languages that its apps speak, and what persons write that sounds like it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from whatsapp_files import SCOPE, Chat, declared
from whole_way import groups, link_into, rows

from graphkit.identifiers.reading import read_batch
from graphkit.settings import ReadOptions, Settings
from ingest.whatsapp import WhatsAppIngestor
from ingest.whatsapp_words import WORDS, Event

FICTION = Settings(fictional_numbers=True)
A, B = "+1 202 555 0123", "+1 202 555 0145"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna created group “Jobs”", Event("created", ("Anna",), "Jobs")),
        ("You created group \"a: b\"", Event("created", (), "a: b")),
        ("\u200e~\u202fAnna added \u202a+1\u00a0202\u00a0555\u00a00123\u202c", Event("added", ("~ Anna", A))),
        ("Anna added you", Event("added", ("Anna",))),
        ("Anna added Ben, Cleo and Dan", Event("added", ("Anna", "Ben", "Cleo", "Dan"))),
        (f"{A} changed to {B}", Event("number", (A, B))),
        ("Anna changed their phone number to a new number. Tap to message or add the new number.", Event("number", ("Anna",))),
        ("Anna joined using this group’s invite link", Event("joined", ("Anna",))),
        ("Anna changed this group's icon", Event("group", ("Anna",))),
        ("Your security code with Anna changed. Tap to learn more.", Event("security", ("Anna",))),
        ("Anna left", Event("left", ("Anna",))),
        ("Anna hat die Gruppe „Jobs“ erstellt.", Event("created", ("Anna",), "Jobs")),
        ("Du hast Anna hinzugefügt", Event("added", ("Anna",))),
        ("Anna hat Ben hinzugefügt", Event("added", ("Anna", "Ben"))),
        ("Anna hat die Gruppe verlassen", Event("left", ("Anna",))),
        ("Anna hat eine neue Telefonnummer. Tippe, um eine Nachricht zu schreiben.", Event("number", ("Anna",))),
        ("Anna creó el grupo \"Jobs\"", Event("created", ("Anna",), "Jobs")),
        ("Anna añadió a Ben", Event("added", ("Anna", "Ben"))),
        ("Anna salió del grupo", Event("left", ("Anna",))),
        ("Anna cambió su número de teléfono a un número nuevo. Toca para enviarle un mensaje.", Event("number", ("Anna",))),
        ("Anna criou o grupo \"Jobs\"", Event("created", ("Anna",), "Jobs")),
        ("Anna adicionou Ben", Event("added", ("Anna", "Ben"))),
        ("Anna saiu", Event("left", ("Anna",))),
        ("Anna mudou seu número de telefone para um novo número. Toque para enviar uma mensagem.", Event("number", ("Anna",))),
        ("Anna a créé le groupe «\u00a0Jobs\u00a0»", Event("created", ("Anna",), "Jobs")),
        ("Anna a ajouté Ben", Event("added", ("Anna", "Ben"))),
        ("Anna a quitté le groupe", Event("left", ("Anna",))),
        ("Anna a changé de numéro de téléphone.", Event("number", ("Anna",))),
        ("Anna \"Jobs\" grubunu oluşturdu", Event("created", ("Anna",), "Jobs")),
        ("Anna, Ben kişisini ekledi", Event("added", ("Anna", "Ben"))),
        ("Anna ayrıldı", Event("left", ("Anna",))),
        ("Anna telefon numarasını yeni bir numarayla değiştirdi.", Event("number", ("Anna",))),
        ("Анна создал(-а) группу «Работа»", Event("created", ("Анна",), "Работа")),
        ("Анна добавил(-а) Бена", Event("added", ("Анна", "Бена"))),
        ("Анна добавила вас", Event("added", ("Анна",))),
        ("Анна покинул(-а) группу", Event("left", ("Анна",))),
        ("Анна изменил(-а) номер телефона. Нажмите, чтобы написать.", Event("number", ("Анна",))),
        ("Анна изменил(а) тему с «а» на «б: в»", Event("subject", ("Анна",), "б: в")),
        ("Айгүл \"Жұмыс\" тобын құрды", Event("created", ("Айгүл",), "Жұмыс")),
        ("Айгүл топтан шықты", Event("left", ("Айгүл",))),
        ("أنشأ آنا المجموعة \"عمل\"", Event("created", ("آنا",), "عمل")),
        ("قام آنا بإضافة بن", Event("added", ("آنا", "بن"))),
        ("غادر آنا", Event("left", ("آنا",))),
        ("غيَّر آنا رقم هاتفه إلى رقم جديد", Event("number", ("آنا",))),
    ],
)  # fmt: skip
def test_service_messages_in_many_languages(text: str, expected: Event) -> None:
    assert WORDS.event(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read them.",
        "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie lesen.",
        "Los mensajes y las llamadas están cifrados de extremo a extremo. Nadie fuera de este chat puede leerlos.",
        "As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta e ficam somente entre você.",
        "Les messages et les appels sont chiffrés de bout en bout. Aucun tiers ne peut les lire.",
        "Mesajlar ve aramalar uçtan uca şifrelidir. Bu sohbetin dışında hiç kimse okuyamaz.",
        "Сообщения и звонки защищены сквозным шифрованием. Третьи лица, включая WhatsApp, не могут прочитать их.",
        "Сіздің хаттарыңыз және қоңырауларыңыз толығымен шифрлау арқылы қауіпсіз етілді.",
        "الرسائل والمكالمات مشفرة تمامًا بين الطرفين، بحيث لا يستطيع أحد قراءتها.",
        "消息和通话都进行端到端加密。对话之外的任何人都无法读取。",
    ],
)
def test_the_notice_of_encryption(text: str) -> None:
    assert WORDS.event(text) == Event("encryption")


@pytest.mark.parametrize(
    "text", ["hi", "", "see you left of the door", "I added sugar", "left", "added", "x" * 2000]
)
def test_what_persons_write_is_seldom_such(text: str) -> None:
    found = WORDS.event(text)
    assert found is None or text == "I added sugar"  # which no one writes without a sender before it


def test_words_of_persons_are_no_service_messages(chat: Chat) -> None:
    got = chat(
        "15/1/20, 14:22 - Anna: Ben left\n15/1/20, 14:22 - Ben: I added sugar\n"
        "15/1/20, 14:22 - Cleo: This message was deleted by me\n"
    )
    assert got.extra("service") == [None, None, None]
    assert got.column("text") == ["Ben left", "I added sugar", "This message was deleted by me"]


def test_no_two_lists_claim_a_phrase() -> None:
    held = WORDS._held
    for a, b in pairwise(sorted(held["omitted"])):
        assert not {x.casefold() for x in held["omitted"][a]} & {x.casefold() for x in held["omitted"][b]}, (
            a,
            b,
        )
    halves = [(w, half) for half, some in held["half_days"].items() for w in some]
    assert all(WORDS.half_day(w) == half for w, half in halves)


def test_numbers_that_are_mentioned_are_not_the_senders(tmp_path: Path) -> None:
    path = tmp_path / "_chat.txt"
    path.write_text(
        "15/1/20, 14:22 - +1 202 555 0123: mine is +1 202 555 0144\n"
        "15/1/20, 14:22 - Anna: ask @12025550145 or +1 202 555 0146\n"
        "15/1/20, 14:22 - Ben: ok\n15/1/20, 14:22 - Ben added +1 202 555 0147\n",
        "utf-8",
    )
    (batch,) = WhatsAppIngestor().read(path, ReadOptions("ab" * 32, "_chat.txt"))
    found = {
        (m["value"], m["role"]) for m in read_batch(batch, FICTION)[1].to_pylist() if m["kind"] == "phone"
    }
    own = {value for value, role in found if role == "self"}
    assert own == {"+12025550123", "+12025550144"}
    assert {"+12025550146", "+12025550147"} <= {value for value, role in found if role == "mentioned"}


def write(folder: Path, name: str, *lines: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("".join(f"15/1/20, 14:22 - {line}\n" for line in lines), "utf-8")
    return path


def clusters(out: Path) -> set[frozenset[str]]:
    """Return the clusters as sets of author and place."""
    found: dict[str, set[str]] = {}
    for row in rows(out, "records"):
        found.setdefault(row["cluster_id"], set()).add(
            f"{row['author'].lstrip(chr(39))}|{Path(row['source']).stem} {row['locator']}"
        )
    return {frozenset(g) for g in found.values()}


def test_a_group_of_fifty_merges_nobody(tmp_path: Path) -> None:
    lines = ['Boss created group "Jobs"', *(f"Boss added +1 202 555 01{i:02}" for i in range(50))]
    lines += [f"+1 202 555 01{i:02}: hello from me, number {i}" for i in range(50)]
    lines += [f"+1 202 555 01{i:02}: write to @120255501{(i + 1) % 50:02}" for i in range(50)]
    path = write(tmp_path / "in", "WhatsApp Chat with Jobs.txt", *lines)
    link_into(tmp_path / "out", path)
    together = [g for g in clusters(tmp_path / "out") if len(g) > 1]
    assert len(together) == 50
    assert all(len({member.partition("|")[0] for member in g}) == 1 for g in together)


def test_a_private_chat_joins_neither_its_ends_nor_whom_they_name(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    one = write(
        folder, "WhatsApp Chat with +1 202 555 0123.txt",
        "Me: is yours +1 202 555 0145? I am at +1 202 555 0150", "+1 202 555 0123: no, that is Ben: +1 202 555 0145",
    )  # fmt: skip
    two = write(
        folder,
        "WhatsApp Chat with +1 202 555 0145.txt",
        "+1 202 555 0145: hi",
        "Me: hi, +1 202 555 0123 sent me",
    )
    link_into(tmp_path / "out", one, two)
    assert groups(tmp_path / "out") == set()
    assert all(len(g) == 1 for g in clusters(tmp_path / "out"))


def test_a_number_joins_what_it_wrote_in_several_chats(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    others = ("Anna: one", "Ben: two", "Anna: three")
    one = write(folder, "WhatsApp Chat with Jobs.txt", *others, "+1 202 555 0123: rooms free")
    two = write(
        folder, "WhatsApp Chat with Rooms.txt", *others, "+1\u00a0202\u00a0555\u20110123: rooms to let"
    )
    link_into(tmp_path / "out", one, two)
    found = clusters(tmp_path / "out")
    jobs, rooms = "WhatsApp Chat with Jobs line 4", "WhatsApp Chat with Rooms line 4"
    assert frozenset({f"+1 202 555 0123|{jobs}", f"+1 202 555\u20110123|{rooms}"}) in found
    anna = [g for g in found if any(m.startswith("Anna|") for m in g)]
    assert len(rows(tmp_path / "out", "records")) == 8
    assert len(anna) == 2  # a name is a name only within its chat


def test_the_same_notice_in_two_chats_joins_nothing(tmp_path: Path) -> None:
    notice = (
        "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen"
        " to them. Tap to learn more about what that means for you and for everyone you write to in this chat."
    )
    one = write(tmp_path / "in", "WhatsApp Chat with Anna.txt", notice, "Anna: hi")
    two = write(tmp_path / "in", "WhatsApp Chat with Ben.txt", notice, "Ben: hello")
    link_into(tmp_path / "out", one, two)
    assert all(len(g) == 1 for g in clusters(tmp_path / "out"))


def test_declared_numbers_of_a_change_are_both_mentioned(chat: Chat) -> None:
    got = chat(f"15/1/20, 14:22 - {A} changed to {B}\n15/1/20, 14:22 - Anna: hi\n")
    assert declared(got, 1) == {("phone", "mentioned", A), ("phone", "mentioned", B)}
    assert ("account", "self", f"whatsapp:Anna{SCOPE}") in declared(got, 2)
