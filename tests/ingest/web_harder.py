"""Further pages, written after the reader and measured before it was mended by them (see docs/sources.md)."""

from __future__ import annotations

from web_layouts import AD, FILLER, WORDS, Layout, each, frame, mail, name, phone, place, word


def _tg(i: int) -> str:
    return (
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="roomsx/{40 + i}">'
        '<div class="tgme_widget_message_user"><a href="https://t.me/roomsx"><i class="tgme_widget_message_user_photo bgcolor2"></i></a></div><div class="tgme_widget_message_bubble">'
        '<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.me/roomsx"><span dir="auto">Rooms</span></a></div>'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{word(i)}<br/>{word(i + 1)}<br/>@user_{i}x {phone(i)}</div><div class="tgme_widget_message_footer compact js-message_footer">'
        f'<div class="tgme_widget_message_info short js-message_info"><span class="tgme_widget_message_views">1.{i}K</span><span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://t.me/roomsx/{40 + i}">'
        f'<time datetime="2026-03-0{i + 1}T10:00:00+00:00" class="time">10:00</time></a></span></div></div></div></div></div>'
    )


def _market(i: int) -> str:
    return (
        '<div class="x9f619 x78zum5 x1r8uery xdt5ytf x1iyjqo2 xs83m0k x1e558r4 x150jy0e"><div class="x3ct3a4"><div><div><span class="xjp7ctv"><div class="x1n2onr6">'
        f'<a class="x1i10hfl xjbqb8w" href="/marketplace/item/44{i}/" role="link"><div class="x9f619 x1n2onr6"><img src="u{i}.jpg"></div><div class="x9f619 x78zum5"><div class="x1gslohp"><span class="x193iq5w">${i}50</span></div>'
        f'<div class="x1gslohp"><span><span class="x1lliihq">{word(i)[:28]}</span></span></div><div class="x1gslohp"><span>{place(i)}, AZ</span></div></div></a></div></span></div></div></div></div>'
    )


def _quote_post(i: int) -> str:
    return (
        f'<article class="message message--post js-post" data-author="{name(i % 2)}" id="js-post-{i}9"><div class="message-inner"><div class="message-cell message-cell--user"><section class="message-user">'
        f'<h4 class="message-name"><a class="username" href="/members/{i % 2}/">{name(i % 2)}</a></h4><h5>Member</h5></section></div><div class="message-cell message-cell--main"><header class="message-attribution">'
        f'<a href="/threads/rooms/post-{i}9"><time class="u-dt" datetime="2026-03-0{i + 1}T10:00:00+0400">Mar {i + 1}</time></a></header><div class="message-body js-selectToQuote"><blockquote class="bbCodeBlock">'
        f'<div>{name(3)} said: {word(i + 2)} {phone(30)}</div></blockquote><div class="bbWrapper">{word(i)}. My mail {mail(i)}</div></div></div></div></article>'
    )


def _mixed(i: int) -> str:
    banner = (
        '<div class="promo-slot"><iframe src=ad.html></iframe><p>Sponsored by our partner</p></div>'
        if i % 3 == 2
        else ""
    )
    extra = f"<p>{FILLER}</p>" if i % 2 else ""
    return f'<div class="offer-wrapper {"offer-top" if i == 0 else ""}"><table><tr><td><strong><a href="/offer/{i}">{place(i)} {i}</a></strong></td><td>{i}00</td></tr></table>{extra}<small>{word(i)[:25]}</small></div>{banner}'


def harder() -> list[Layout]:
    """Return the pages, of one and of many."""
    lists = [
        Layout(
            "web preview of a Telegram channel",
            "<html><body class='widget_frame_base tgme_webpreview'><header class=tgme_header>Rooms</header><main class=tgme_main><section class='tgme_channel_history js-message_history'>"
            + each(6, _tg)
            + "</section></main></body></html>",
            6,
        ),
        Layout(
            "marketplace, atomic classes",
            "<html><body><div id=mount><div class=x1><div role=banner>Site</div><div role=main><div class='x8gbvx8 x78zum5'>"
            + each(8, _market)
            + "</div></div></div></div></body></html>",
            8,
        ),
        Layout(
            "XenForo thread with quotes",
            "<html><body><div class=p-body><h1 class=p-title-value>Rooms</h1><div class='block-body js-replyNewMessageContainer'>"
            + each(4, _quote_post)
            + "</div></div></body></html>",
            4,
        ),
        Layout(
            "thread of two posts",
            "<html><body><div class=p-body><h1>Rooms</h1><div class='block-body'>"
            + each(2, _quote_post)
            + "</div></div></body></html>",
            2,
        ),
        Layout(
            "two results",
            frame(
                "<main><h1>2 results</h1>"
                + each(
                    2,
                    lambda i: (
                        f'<div class="listing-card" data-id="{i}12"><h3><a href="/ad/{i}12">Room on {place(i)}</a></h3><p>{word(i)}</p><p>{phone(i)}</p></div>'
                    ),
                )
                + "</main>"
            ),
            2,
        ),
        Layout(
            "offers of unlike length with banners between",
            frame("<div class=wrapper>" + each(8, _mixed) + "</div>"),
            8,
        ),
        Layout(
            "Backpage-like, a line each",
            frame(
                "<div class=mainBody>"
                + each(
                    9,
                    lambda i: (
                        f'<div class="cat"><a href="http://city.bazaarly.example/Rooms/x/{i}9">{word(i)[:44]} - 2{i}</a> ({place(i)})</div>'
                    ),
                )
                + "</div>"
            ),
            9,
        ),
        Layout(
            "listing above a long text for search engines",
            frame(
                "<main>"
                + each(
                    5,
                    lambda i: (
                        f'<div class="item"><a href="/i/{i}"><h3>{place(i)}</h3></a><p>{word(i)}</p><b>{i}00</b></div>'
                    ),
                )
                + "</main>"
                + f"<div class='seo-text'><h2>Rooms in town</h2><p>{FILLER}</p><p>{FILLER}</p></div>"
            ),
            5,
        ),
        Layout(
            "mobile site, a list of links with lines",
            frame(
                "<ul data-role=listview>"
                + each(
                    6,
                    lambda i: (
                        f'<li data-theme=c><a href="#/ad?id={i}"><h3>{place(i)}</h3><p>{word(i)}</p><p class=ui-li-aside>{i}00</p></a></li>'
                    ),
                )
                + "</ul>"
            ),
            6,
        ),
        Layout(
            "guestbook of 1998",
            "<html><body bgcolor=black text=yellow><center><h1>Guestbook</h1></center>"
            + each(
                5,
                lambda i: (
                    f"<table width=90% border=0><tr><td bgcolor=navy><b>Name:</b> {name(i)} <b>E-mail:</b> <a href=mailto:{mail(i)}>{mail(i)}</a></td></tr><tr><td>{word(i)}, {word(i + 1)}</td></tr></table><p>"
                ),
            )
            + "</body></html>",
            5,
        ),
        Layout(
            "newspaper ads in pre-formatted blocks",
            "<html><body><h2>Classifieds</h2>"
            + each(5, lambda i: f"<pre>{place(i).upper()}\n{word(i)}\nTel. {phone(i)}</pre>")
            + "</body></html>",
            5,
        ),
        Layout(
            "rows in tbody each",
            "<html><body><table id=t>"
            + each(
                5,
                lambda i: (
                    f"<tbody class=offer><tr><td><a href=o{i}.html>{place(i)}</a><tr><td>{word(i)}, ask {name(i)}</tbody>"
                ),
            )
            + "</table></body></html>",
            5,
        ),
        Layout(
            "resumes with a link to each",
            frame(
                "<main><div class='resume-list'>"
                + each(
                    5,
                    lambda i: (
                        f"<div class='resume-list-item'><a href='/cv/{i}'>{name(i)}, cook</a><div>{30 + i} years</div><div>{word(i)}</div></div>"
                    ),
                )
                + "</div></main>"
            ),
            5,
        ),
        Layout(
            "slider of ads, hidden but for the first",
            frame(
                "<main>"
                + each(
                    4,
                    lambda i: (
                        f"<div class='slide' {'' if i == 0 else 'style=display:none'}><h3><a href=/s/{i}>{place(i)}</a></h3><p>{word(i)} {phone(i)}</p></div>"
                    ),
                )
                + "</main>"
            ),
            4,
        ),
        Layout(
            "cards in a list, the contact in each footer",
            frame(
                "<main><div class=list>"
                + each(
                    4,
                    lambda i: (
                        f"<section class='announce'><h2>{place(i)}</h2><div>{word(i)}</div><footer>{name(i)} {phone(i)}</footer></section>"
                    ),
                )
                + "</div></main>"
            ),
            4,
        ),
    ]
    ones = [
        Layout(
            "ad with three ways to reach one",
            frame(
                f"<main><h1>Room</h1><p>{FILLER}</p>"
                + "".join(
                    f"<div class=way>{w} at any time of the day: {phone(i)}</div>"
                    for i, w in enumerate(("WhatsApp", "Viber", "Telegram"))
                )
                + "</main>"
            ),
            0,
        ),
        Layout(
            "short ad with three ways to reach one",
            frame(
                "<main><h1>Room on Alder Street</h1><p>Nice room, long stay.</p>"
                + "".join(
                    f"<div class=way>{w}, any time of the day: {phone(1)}</div>"
                    for w in ("WhatsApp", "Viber", "Telegram")
                )
                + "</main>"
            ),
            0,
        ),
        Layout(
            "terms of use",
            frame(
                "<main><h1>Terms</h1>"
                + each(
                    9,
                    lambda i: (
                        f"<h2>{i}. Part</h2><p>{word(i)}, see <a href='/law/{i}'>law {i}</a>. {word(i + 3)}.</p>"
                    ),
                )
                + "</main>"
            ),
            0,
        ),
        Layout(
            "ad with a table of likes",
            frame(
                f"<main>{AD}</main><div class='block'><h3>Other ads of this author</h3>"
                + each(
                    5,
                    lambda i: (
                        f"<div class=ad-row><a href='/ad/{i}'>{word(i)}</a><span>{place(i)}</span><b>{i}0</b></div>"
                    ),
                )
                + "</div>"
            ),
            0,
        ),
        Layout(
            "shop product with reviews by class",
            frame(
                f"<main>{AD}<div id=customer-reviews>"
                + each(
                    8,
                    lambda i: (
                        f"<div class=entry id=r{i}77><b>{name(i)}</b><p>{word(i)}, {word(i + 1)}. {phone(i)}</p><a href=#r{i}77>link</a></div>"
                    ),
                )
                + "</div></main>"
            ),
            0,
        ),
        Layout(
            "category front page",
            frame(
                "<main>"
                + each(
                    6,
                    lambda c: (
                        f"<div class=cat-block><h3><a href=/c{c}>{place(c)}</a></h3><ul>"
                        + each(6, lambda i: f"<li><a href=/c{c}/{i}>{place(i)}</a></li>")
                        + "</ul></div>"
                    ),
                )
                + "</main>"
            ),
            0,
        ),
        Layout(
            "short ad, long list of places beside",
            frame(
                f"<div class=main><h1>Massage chair for sale</h1><p>{WORDS[0]}. {phone(1)}</p></div><div class=places>"
                + each(30, lambda i: f"<a href='/p/{i}'>{place(i)} and near it</a> ")
                + "</div>"
            ),
            0,
        ),
        Layout(
            "ad whose facts are cards",
            frame(
                "<main><h1>Room</h1><div class=facts>"
                + each(6, lambda i: f"<div class=fact-card><h4>Fact {i}</h4><p>{word(i)}</p></div>")
                + f"</div><p>Call {phone(1)}</p></main>"
            ),
            0,
        ),
        Layout(
            "news article with marked-up neighbours",
            frame(
                f"<article><h1>News</h1><p>{FILLER}</p><p>{FILLER}</p></article><div class=teasers>"
                + each(
                    4,
                    lambda i: (
                        f"<article class=teaser><h3><a href=/n/{i}>{word(i)}</a></h3><p>{word(i + 1)}</p></article>"
                    ),
                )
                + "</div>"
            ),
            0,
        ),
        Layout(
            "one message of a forum, printed",
            "<html><body><h1>Rooms</h1><b>mia_22</b>, 03.03.2026<hr>"
            + f"{FILLER} {phone(1)}<hr>Printed from the board</body></html>",
            0,
        ),
    ]
    return lists + ones
