"""Pages as classifieds, job boards and forums lay them out, each with how many items a reader is to find (0: one page).

Markup styles are those of real software (phpBB, vBulletin, Craigslist of 2005 and later, WordPress, React with hashed
classes, Bootstrap, hand-written HTML of the 1990s); words, names and numbers are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

WORDS = (
    "Quiet street near the park, furnished, long stay welcome",
    "Second floor with a balcony, bills included, no agents",
    "Bright corner unit, five minutes from the metro station",
    "Old house with a garden, needs some paint, fair price",
    "Studio for one person, desk and shelves stay in it",
    "Shared kitchen, own bath, friendly landlord downstairs",
    "Top floor, lift works most days, view over the river",
    "Ground floor with a yard, pets are welcome here too",
)
PLACES = (
    "Alder Street",
    "Birch Road",
    "Cedar Lane",
    "Dock Quay",
    "Elm Court",
    "Fir Place",
    "Grove End",
    "Hill View",
)
NAMES = ("mia_22", "otto.k", "lena", "big_sam", "vera77", "noor", "kit", "zed_x")
FILLER = " ".join(WORDS)


def phone(i: int) -> str:
    return f"+1 202 555 01{i:02d}"


def mail(i: int) -> str:
    return f"box{i}@snowleaf.example"


@dataclass(frozen=True)
class Layout:
    """A page.

    Attributes
    ----------
    name
        What it is, and in whose markup.
    html
        Its source.
    items
        How many items it lists; 0 for a page of one.
    """

    name: str
    html: str
    items: int


def frame(body: str, title: str = "Bazaarly", head: str = "") -> str:
    """Put a body into the frame of a platform."""
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        '<header class="site-header"><a href="/">Bazaarly</a><form><input name=q></form></header>'
        "<nav class=main-nav><ul>"
        + "".join(f'<li><a href="/c/{p}">{p} rooms</a></li>' for p in PLACES)
        + "</ul></nav>"
        f"{body}"
        '<div class="cookie-banner">We use cookies to make this site better for you and our partners. <a href=/c>More</a></div>'
        '<footer class="site-footer"><p>Support: <a href="mailto:help@bazaarly.example">help@bazaarly.example</a> +1 202 555 0199'
        ' <a href="https://t.me/bazaarly_support">Telegram</a></p></footer></body></html>'
    )


def each(n: int, make: Callable[[int], str], between: str = "") -> str:
    return between.join(make(i) for i in range(n))


def word(i: int) -> str:
    return WORDS[i % 8]


def place(i: int) -> str:
    return PLACES[i % 8]


def name(i: int) -> str:
    return NAMES[i % 8]


def _cards(i: int) -> str:
    return (
        f'<div class="card card-{i} {"featured" if i == 1 else ""}" data-ad-id="{900 + i}"><a href="/ad/{900 + i}"><img src="/p/{i}.jpg"></a>'
        f'<div class="card-body"><h3 class="card-title"><a href="/ad/{900 + i}">Room on {place(i)}</a></h3><p class="price">${100 + i}</p>'
        f'<p>{word(i)}</p></div><div class="card-footer"><span class="username">{name(i)}</span> <time datetime="2026-03-{i + 1:02d}">'
        f"{i + 1} Mar</time></div></div>"
    )


def _post(i: int) -> str:
    return (
        f'<div id="p{500 + i}" class="post has-profile bg{i % 2 + 1}"><div class="inner"><dl class="postprofile" id="profile{500 + i}">'
        f'<dt class="has-profile-rank"><a href="./memberlist.php?u={i % 3}" class="username">{name(i % 3)}</a></dt><dd class="profile-rank">Member</dd>'
        f'<dd class="profile-posts"><strong>Posts:</strong> <a href="./search.php?author_id={i % 3}">{10 + i}</a></dd></dl><div class="postbody">'
        f'<p class="author"><a href="./viewtopic.php?p={500 + i}#p{500 + i}">Post</a> by <strong>{name(i % 3)}</strong> » 0{i + 1} Mar 2026, 10:00</p>'
        f'<div class="content">{word(i)}. {word(i + 1)}. Write me{" " + phone(i) if i % 2 else ""}.</div></div></div></div><hr class="divider">'
    )


def _reply(i: int) -> str:
    return (
        f'<li class="comment depth-1" id="comment-{i}"><article><footer class="comment-meta"><b class="fn">{name(i)}</b> '
        f'<a href="#comment-{i}">{i + 1} March</a></footer><p>Is it free? Call me {phone(40 + i)}. {word(i)}</p></article></li>'
    )


def _old(i: int) -> str:
    return f'<P><B>ROOM ON {place(i).upper()}</B><BR>{word(i)}.<BR>Call {name(i)} at {phone(i)} or <A HREF="mailto:{mail(i)}">{mail(i)}</A>'


def _similar(i: int) -> str:
    return f'<div class="tile"><a href="/ad/{700 + i}"><h4>Other room {place(i)}</h4><p>{word(i)}</p><span>${i}00</span> {phone(60 + i)}</a></div>'


AD = f"<h1>Room on Alder Street</h1><div class=price>$100</div><div class='description'><p>{FILLER}.</p><p>{FILLER}. Call {phone(1)}.</p></div>"


def listings() -> list[Layout]:
    """Return the pages that list many."""
    return [
        Layout(
            "bootstrap cards",
            frame(f'<main><h1>Rooms</h1><div class="row">{each(8, _cards)}</div></main>'),
            8,
        ),
        Layout(
            "cards in rows of three",
            frame(
                "<div id=content>"
                + each(
                    4,
                    lambda r: (
                        '<div class="row">'
                        + each(3, lambda c: f'<div class="col-4">{_cards(3 * r + c)}</div>')
                        + "</div>"
                    ),
                )
                + "</div>"
            ),
            12,
        ),
        Layout(
            "cards in rows of two",
            frame(
                "<div id=content>"
                + each(
                    4,
                    lambda r: (
                        '<div class="row">'
                        + each(2, lambda c: f'<div class="col-6">{_cards(2 * r + c)}</div>')
                        + "</div>"
                    ),
                )
                + "</div>"
            ),
            8,
        ),
        Layout(
            "one card on top, apart",
            frame(
                f'<main><section class="top-ad">{_cards(0)}</section><section class=results>{each(7, lambda i: _cards(i + 1))}</section></main>'
            ),
            8,
        ),
        Layout(
            "sections by day",
            frame(
                "<main>"
                + each(
                    3,
                    lambda d: (
                        f"<section class=day><h2>{d + 1} March</h2>"
                        + each(4, lambda i: _cards(4 * d + i))
                        + "</section>"
                    ),
                )
                + "</main>"
            ),
            12,
        ),
        Layout(
            "list of articles, schema.org",
            frame(
                "<main><ul class=results>"
                + each(
                    6,
                    lambda i: (
                        f'<li><article itemscope itemtype="https://schema.org/Product"><h2 itemprop=name><a itemprop=url href="/ad/{i}">Room on {place(i)}</a></h2><p itemprop=description>{word(i)}</p><div itemprop=offers itemscope itemtype="https://schema.org/Offer"><span itemprop=price>{i}00</span><div itemprop=seller itemscope itemtype="https://schema.org/Person"><span itemprop=name>{name(i)}</span> <span itemprop=telephone>{phone(i)}</span></div></div></article></li>'
                    ),
                )
                + "</ul></main>"
            ),
            6,
        ),
        Layout(
            "React, hashed classes, whole card a link",
            frame(
                '<div id="root"><div class="sc-aXZVg hTyJxk"><div class="sc-gEvEer iUKzAp">'
                + each(
                    9,
                    lambda i: (
                        f'<a class="sc-eqUAAy kXRfYP" href="/item/{i}"><div class="sc-fqkvVR x{i}"><div class="css-1q2w3e">Room on {place(i)}</div><div class="css-9o8i7u">{word(i)}</div><div class="css-5t6y7u">${i}50</div></div></a>'
                    ),
                )
                + "</div></div></div>"
            ),
            9,
        ),
        Layout(
            "custom elements without classes",
            frame(
                "<app-results>"
                + each(
                    5,
                    lambda i: (
                        f"<app-ad-card><a href='/a/{i}'><b>Room on {place(i)}</b></a><div>{word(i)}</div><div>{name(i)}</div></app-ad-card>"
                    ),
                )
                + "</app-results>"
            ),
            5,
        ),
        Layout(
            "div soup without classes",
            frame(
                "<div><div>"
                + each(
                    6,
                    lambda i: (
                        f"<div><div><a href='/ad/{i}'>Room on {place(i)}</a></div><div>{word(i)}</div><div>{name(i)}, {phone(i)}</div></div>"
                    ),
                )
                + "</div></div>"
            ),
            6,
        ),
        Layout(
            "table, a row each",
            frame(
                "<table class=list><tr><th>Title<th>Place<th>Price<th>Date</tr>"
                + each(
                    10,
                    lambda i: (
                        f'<tr class="row{i % 2 + 1}"><td><a href="view.php?id={i}">{word(i)}</a><td>{place(i)}<td>${i}00<td>0{i % 9 + 1}.03.2026</tr>'
                    ),
                )
                + "</table>"
            ),
            10,
        ),
        Layout(
            "table, two rows each and a spacer",
            frame(
                "<table>"
                + each(
                    6,
                    lambda i: (
                        f'<tr class="athing" id="{i}77"><td>{i + 1}.<td><a href="item?id={i}77">Room on {place(i)}</a></tr><tr><td><td class=sub>{word(i)} by {name(i)}, {phone(i)}</tr><tr class=spacer style="height:5px"></tr>'
                    ),
                )
                + "</table>"
            ),
            6,
        ),
        Layout(
            "tables for layout, a table each",
            frame(
                "<table width=100%><tr><td>"
                + each(
                    5,
                    lambda i: (
                        f"<table border=1 width=600><tr><td rowspan=2><img src=p{i}.gif><td><font size=3><b>{place(i)}</b></font><tr><td><font size=2>{word(i)}. Tel. {phone(i)}</font></table><br>"
                    ),
                )
                + "</table>"
            ),
            5,
        ),
        Layout(
            "1990s, paragraphs with contacts",
            "<HTML><HEAD><TITLE>Rooms</TITLE></HEAD><BODY BGCOLOR=white><CENTER><H1>Rooms for rent</H1></CENTER>"
            + each(6, _old)
            + "<HR><ADDRESS>Webmaster</ADDRESS></BODY></HTML>",
            6,
        ),
        Layout(
            "1990s, lines between",
            "<HTML><TITLE>Rooms</TITLE><BODY><H1>Rooms for rent</H1><HR>"
            + each(5, lambda i: f"<B>{place(i)}</B><BR>{word(i)}.<BR>Call {name(i)}, {phone(i)}<BR>", "<HR>")
            + "<HR><A HREF=index.html>Home</A></BODY></HTML>",
            5,
        ),
        Layout(
            "1990s, headings",
            "<html><body><h1>Rooms</h1>"
            + each(5, lambda i: f"<h3>{place(i)}</h3><p>{word(i)}.</p><p>Ask {name(i)}: {phone(i)}</p>")
            + "</body></html>",
            5,
        ),
        Layout(
            "1990s, definition list",
            "<html><body><h1>Rooms</h1><dl>"
            + each(6, lambda i: f"<dt><b>{place(i)}</b><dd>{word(i)}. {mail(i)}")
            + "</dl></body></html>",
            6,
        ),
        Layout(
            "1990s, bullets",
            "<html><body><h2>Help wanted</h2><ul>"
            + each(6, lambda i: f"<li><b>{place(i)}.</b> {word(i)}. Call {phone(i)}.")
            + "</ul></body></html>",
            6,
        ),
        Layout(
            "Craigslist 2005",
            "<html><body bgcolor=white><h4>Tue Mar 03</h4>"
            + each(
                8,
                lambda i: (
                    f'<p><a href="/apa/{i}88.html">${i}00 {word(i)[:30]}</a> - <font size=-1>({place(i)})</font> <span>pic</span>'
                ),
            )
            + "</body></html>",
            8,
        ),
        Layout(
            "Craigslist 2015",
            frame(
                '<section class="page-container"><ul class="rows">'
                + each(
                    7,
                    lambda i: (
                        f'<li class="result-row" data-pid="{i}55"><a href="/d/{i}55.html" class="result-image gallery"></a><div class="result-info"><time class="result-date" datetime="2026-03-0{i + 1} 10:00">Mar {i + 1}</time><h3 class="result-heading"><a href="/d/{i}55.html" class="result-title hdrlnk">{word(i)}</a></h3><span class="result-price">${i}00</span><span class="result-hood"> ({place(i)})</span></div></li>'
                    ),
                )
                + "</ul></section>"
            ),
            7,
        ),
        Layout(
            "job board",
            frame(
                "<main><h1>Waiter jobs</h1>"
                + each(
                    7,
                    lambda i: (
                        f'<div class="jobsearch-SerpJobCard unifiedRow" data-jk="{i}ab"><h2 class=title><a href="/rc/clk?jk={i}ab">Waiter, {place(i)}</a></h2><div class=company>Acme {name(i)}</div><div class=location>Dubai</div><div class=summary><ul><li>{word(i)}</li><li>{word(i + 1)}</li></ul></div><span class=date>{i + 1} days ago</span></div>'
                    ),
                )
                + "</main>"
            ),
            7,
        ),
        Layout(
            "job board, listed as li",
            frame(
                "<main><ul class='jobs-search__results-list'>"
                + each(
                    6,
                    lambda i: (
                        f"<li><div class='base-card'><a class='base-card__full-link' href='/jobs/view/{i}'><span class=sr-only>Nanny</span></a><div><h3>Nanny, {place(i)}</h3><h4><a href='/company/{i}'>{name(i)} Ltd</a></h4><div><span>{place(i)}</span><time datetime='2026-03-0{i + 1}'>{i} days</time></div></div></div></li>"
                    ),
                )
                + "</ul></main>"
            ),
            6,
        ),
        Layout(
            "phpBB thread",
            f"<html><body><div id=page-header><a href=./index.php>Board index</a></div><div id=page-body><h2 class=topic-title>Rooms</h2>{each(5, _post)}</div><div id=page-footer>Powered by board</div></body></html>",
            5,
        ),
        Layout(
            "vBulletin thread, tables",
            "<html><body><div id=posts>"
            + each(
                4,
                lambda i: (
                    f'<div align=center><div class=page><table id="post{i}0" class="tborder"><tr><td class=thead><a name="post{i}0">0{i + 1}-03-2026, 10:00</a> <a href="showpost.php?p={i}0">#{i + 1}</a></td></tr><tr><td class=alt2><a class=bigusername href="member.php?u={i}">{name(i)}</a></td></tr><tr><td class=alt1>{word(i)}. {word(i + 2)}. {phone(i)}</td></tr></table></div></div>'
                ),
            )
            + "</div></body></html>",
            4,
        ),
        Layout(
            "forum of the 2000s, nested table",
            "<html><body><table class=bodyline><tr><td><table class=forumline>"
            + each(
                5,
                lambda i: (
                    f'<tr><td class="row{i % 2 + 1}" width=150><b>{name(i)}</b><br>Joined 2005</td><td class="row{i % 2 + 1}"><a href="viewtopic.php?p={i}#{i}">Posted</a>: 0{i + 1} Mar 2026<hr><span class=postbody>{word(i)}. {word(i + 3)}. mail {mail(i)}</span></td></tr>'
                ),
            )
            + "</table></table></body></html>",
            5,
        ),
        Layout(
            "Discourse thread",
            frame(
                "<div class='topic-body crawler-post'></div><main>"
                + each(
                    4,
                    lambda i: (
                        f"<article id='post_{i + 1}' class='boxed onscreen-post'><div class=topic-meta-data><a href='/u/{name(i)}' class=username>{name(i)}</a><a href='/t/rooms/{i}' class=post-date>{i}d</a></div><div class=cooked><p>{word(i)}</p><p>{word(i + 1)} {phone(i)}</p></div></article>"
                    ),
                )
                + "</main>"
            ),
            4,
        ),
        Layout(
            "search results with filters beside",
            frame(
                '<div class=page><aside class="sidebar filters"><ul>'
                + each(12, lambda i: f"<li><label><input type=checkbox>{place(i)} ({i})</label></li>")
                + f'</ul></aside><div class="content">{each(6, _cards)}<div class="pagination">'
                + each(5, lambda i: f"<a href='?p={i}'>{i}</a>")
                + "</div></div></div>"
            ),
            6,
        ),
        Layout(
            "Avito-like, data-marker",
            frame(
                '<div class="items-items-kAJAg" data-marker="catalog-serp">'
                + each(
                    6,
                    lambda i: (
                        f'<div data-marker="item" data-item-id="{i}31" class="iva-item-root-_lk9K photo-slider-slider-S15A_"><div class="iva-item-body"><a data-marker="item-title" href="/room_{i}31"><h3>Комната, {place(i)}</h3></a><div data-marker="item-price">{i} 000 ₽</div><div class="iva-item-text">Сдаю комнату, {word(i)}</div><div data-marker="item-date">{i + 1} марта 10:00</div></div></div>'
                    ),
                )
                + "</div>"
            ),
            6,
        ),
        Layout(
            "directory of businesses",
            frame(
                "<main>"
                + each(
                    5,
                    lambda i: (
                        f'<div class="vcard business"><h3><a href="/biz/{i}">{name(i)} cleaning</a></h3><p>{word(i)}</p><a href="tel:{phone(i)}">{phone(i)}</a></div>'
                    ),
                )
                + "</main>"
            ),
            5,
        ),
        Layout(
            "Telegram-style web preview of ads",
            frame(
                '<div class="feed">'
                + each(
                    5,
                    lambda i: (
                        f'<div class="entry"><div class=entry-text>{word(i)}<br>{word(i + 1)}<br>WhatsApp {phone(i)}</div><a class=entry-date href="/feed/{i}">{i}:00</a></div>'
                    ),
                )
                + "</div>"
            ),
            5,
        ),
    ]


def singles() -> list[Layout]:
    """Return the pages of one."""
    return [
        Layout(
            "classified ad",
            frame(
                f"<main>{AD}<table class=attrs>"
                + each(6, lambda i: f"<tr><td>Attribute {i}<td>Value {i}</tr>")
                + "</table></main>"
            ),
            0,
        ),
        Layout(
            "ad with similar ads, by class",
            frame(f'<main>{AD}</main><section class="similar-ads">{each(6, _similar)}</section>'),
            0,
        ),
        Layout(
            "ad with similar ads, by heading",
            frame(f"<div id=c>{AD}<div><h2>You may also like</h2><div>{each(6, _similar)}</div></div></div>"),
            0,
        ),
        Layout(
            "short ad with many similar ads",
            frame(
                f'<main><h1>Room</h1><p>Nice room. {phone(2)}</p></main><div class="related">{each(9, _similar)}</div>'
            ),
            0,
        ),
        Layout(
            "ad with unmarked neighbours",
            frame(
                f"<div id=c>{AD}<p>{FILLER}</p><div class=grid>"
                + each(
                    4,
                    lambda i: (
                        f"<div class=tile><a href='/ad/{i}'><b>Room {place(i)}</b></a> <span>${i}</span></div>"
                    ),
                )
                + "</div></div>"
            ),
            0,
        ),
        Layout(
            "ad with comments",
            frame(f'<article>{AD}</article><ol class="comment-list">{each(6, _reply)}</ol>'),
            0,
        ),
        Layout(
            "ad with reviews, schema.org",
            frame(
                f"<main>{AD}"
                + each(
                    5,
                    lambda i: (
                        f'<div itemprop="review" itemscope itemtype="https://schema.org/Review"><b itemprop=author>{name(i)}</b><a href="#r{i}">link</a><p itemprop=reviewBody>{word(i)} {phone(50 + i)}</p></div>'
                    ),
                )
                + "</main>"
            ),
            0,
        ),
        Layout(
            "job ad with bullets",
            frame(
                "<main><h1>Waiter</h1><h2>Duties</h2><ul>"
                + each(8, lambda i: f"<li>{word(i)}, {word(i + 1)}</li>")
                + f"</ul><h2>Apply</h2><p>{mail(1)}</p></main>"
            ),
            0,
        ),
        Layout(
            "job ad with sections",
            frame(
                "<main><h1>Nanny</h1>"
                + each(
                    4,
                    lambda i: (
                        f'<section class="section" id="section-{i}"><h2>Part {i}</h2><p>{word(i)} {word(i + 1)}</p></section>'
                    ),
                )
                + f"<p>Call {phone(3)}</p></main>"
            ),
            0,
        ),
        Layout(
            "1990s page of one",
            f"<HTML><TITLE>My room</TITLE><BODY><H1>Room for rent</H1><P>{FILLER}<P>{FILLER}<P>Call {phone(1)}<HR><A HREF='index.html'>Home</A></BODY></HTML>",
            0,
        ),
        Layout(
            "article with links in paragraphs",
            frame(
                "<article><h1>How to rent</h1>"
                + each(8, lambda i: f"<p>{word(i)} and <a href='/w/{i}'>{place(i)}</a>, {word(i + 1)}.</p>")
                + "</article>"
            ),
            0,
        ),
        Layout(
            "profile",
            frame(
                f"<div class=profile><h1>{name(1)}</h1><ul class=facts>"
                + each(5, lambda i: f"<li><b>Fact {i}</b> {place(i)}</li>")
                + f"</ul><p>{FILLER}</p><a href='https://instagram.com/otto.k'>Instagram</a><a href='tel:{phone(1)}'>call</a></div>"
            ),
            0,
        ),
        Layout(
            "contacts of one firm",
            frame(
                f"<main><h1>About us</h1><p>{FILLER}</p><p>{FILLER}</p><ul class=people>"
                + each(3, lambda i: f"<li>{name(i)}, manager, {phone(i)}</li>")
                + "</ul></main>"
            ),
            0,
        ),
        Layout(
            "React page of one",
            frame(
                f"<div id=root><div class='css-1a'><div class='css-2b'><h1 class='css-3c'>Room on Alder Street</h1><div class='css-4d'>{FILLER}</div><div class='css-4d'>{FILLER}</div><button data-phone='{phone(4)}'>Show phone</button></div></div></div>"
            ),
            0,
        ),
        Layout(
            "photo gallery",
            frame(
                f"<main>{AD}<div class=gallery>"
                + each(9, lambda i: f"<a href='/p/{i}.jpg' class=thumb><img src='/t/{i}.jpg'></a>")
                + "</div></main>"
            ),
            0,
        ),
        Layout(
            "questions and answers",
            frame(
                "<main><h1>Help</h1>"
                + each(
                    5,
                    lambda i: (
                        f"<details><summary>{word(i)}?</summary><p>{word(i + 1)}. {word(i + 2)}.</p></details>"
                    ),
                )
                + "</main>"
            ),
            0,
        ),
        Layout(
            "price list",
            frame(
                f"<main><h1>Cleaning</h1><p>{FILLER}</p><table>"
                + each(8, lambda i: f"<tr><td>{place(i)}, {word(i)[:20]}<td>${i}0</tr>")
                + f"</table><p>Book: {phone(5)}</p></main>"
            ),
            0,
        ),
        Layout(
            "menu page",
            frame(
                "<div>"
                + each(20, lambda i: f"<div class=cat><a href='/c/{i}'>{place(i)} {i}</a></div>")
                + "</div>"
            ),
            0,
        ),
        Layout(
            "tag cloud and a short text",
            frame(
                f"<main><p>{FILLER}</p><div class=tags>"
                + each(15, lambda i: f"<a href='/t/{i}' class=tag>{place(i)} rooms</a>")
                + "</div></main>"
            ),
            0,
        ),
        Layout(
            "landing page of an agency",
            frame(
                f"<main><h1>We find work</h1><p>{FILLER}</p>"
                + each(3, lambda i: f"<div class=benefit><h3>{place(i)}</h3><p>{word(i)}</p></div>")
                + "<a href='https://wa.me/12025550107'>WhatsApp</a></main>"
            ),
            0,
        ),
        Layout(
            "blog post with share links",
            frame(
                f"<article><h1>Rooms</h1><p>{FILLER}</p><p>{FILLER}</p><ul class=share>"
                + each(
                    4,
                    lambda i: (
                        f"<li><a href='https://facebook.com/sharer.php?u={i}'>Share this on a network no {i}</a></li>"
                    ),
                )
                + "</ul></article>"
            ),
            0,
        ),
        Layout(
            "old ad with font tags",
            "<html><body><center><font size=5 color=red>FOR RENT</font></center>"
            + each(6, lambda i: f"<font size=2>{word(i)}.</font><br>")
            + f"<b>Call {phone(1)}</b></body></html>",
            0,
        ),
        Layout(
            "Wikipedia-like, references",
            frame(
                f"<main><h1>Alder</h1><p>{FILLER}</p><p>{FILLER}</p><p>{FILLER}</p><ol class=references>"
                + each(
                    6,
                    lambda i: (
                        f"<li id=cite_note-{i}><a href='https://ref.example/{i}'>{place(i)} book</a>, page {i}</li>"
                    ),
                )
                + "</ol></main>"
            ),
            0,
        ),
    ]
