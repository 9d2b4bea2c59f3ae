"""Hosts and registrable domains, offline."""

from __future__ import annotations

import socket

import pytest

from graphkit.identifiers.domains import host_ascii, is_ip, registrable


@pytest.mark.parametrize(
    ("host", "ascii_host"),
    [
        ("Honey.Example", "honey.example"),
        ("пример.example", "xn--e1afmkfd.example"),
        ("ПРИМЕР.example", "xn--e1afmkfd.example"),
        ("mail。example", "mail.example"),
        ("ПОЧТА.РФ", "xn--80a1acny.xn--p1ai"),
        ("xn--80a1acny.xn--p1ai", "xn--80a1acny.xn--p1ai"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("my_page.example.", "my_page.example"),
        ("-bad-.com", None),
        ("a..b.com", None),
        ("", None),
        ("x" * 64 + ".com", None),
        (".".join(["abcdefgh"] * 30), None),
    ],
)
def test_host_names(host: str, ascii_host: str | None) -> None:
    assert host_ascii(host) == ascii_host


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.honey.co.uk", "honey.co.uk"),
        ("honey.com", "honey.com"),
        ("a.b.honey.example", "honey.example"),
        ("xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("com", None),
        ("co.uk", None),
        ("example", None),
        ("end.nextsentence", None),
    ],
)
def test_registrable_domains(host: str, domain: str | None) -> None:
    assert registrable(host) == domain


def test_addresses_are_told_from_names() -> None:
    assert is_ip("192.0.2.1")
    assert is_ip("[2001:db8::1]")
    assert not is_ip("honey.example")


def test_nothing_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert registrable("never-asked-before.honey.org.uk") == "honey.org.uk"
