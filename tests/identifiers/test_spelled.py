"""Spelled addresses: every writing of a sign, over languages, and the prose that looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import Hit, declared, hits, read_worst, reasons, takes_linear_time

from graphkit.identifiers.base import Context
from graphkit.identifiers.spelled import SPELLED, SPELLED_LINKS
from graphkit.identifiers.spelled_items import items_of
from graphkit.identifiers.spelled_words import is_mail_provider, latin_form, load_words

MAILS = """
write to honeyx77 [at] mail [dot] ru please | honeyx77@mail.ru
honeyx77 (at) gmail (dot) com | honeyx77@gmail.com
honeyx77{at}yahoo{dot}com | honeyx77@yahoo.com
honeyx77 <at> gmx <dot> de | honeyx77@gmx.de
honeyx77[at]mail.ru | honeyx77@mail.ru
honeyx77[@]mail[.]ru | honeyx77@mail.ru
honeyx77@mail(.)ru | honeyx77@mail.ru
honeyx77@mail[dot]ru | honeyx77@mail.ru
honeyx77(a)mail.ru | honeyx77@mail.ru
honeyx77 ( at ) proton ( dot ) me | honeyx77@proton.me
honeyx77 ((at)) proton ((dot)) me | honeyx77@proton.me
honeyx77_at_gmail_dot_com | honeyx77@gmail.com
honeyx77-at-gmail-dot-com | honeyx77@gmail.com
honeyx77 *at* gmail *dot* com | honeyx77@gmail.com
honeyx77 "at" gmail "dot" com | honeyx77@gmail.com
honeyx77 |at| gmail |dot| com | honeyx77@gmail.com
honeyx77ATgmailDOTcom | honeyx77@gmail.com
honeyx77atgmaildotcom | honeyx77@gmail.com
honeyx77 at proton dot me | honeyx77@proton.me
my mail is honeyx at gmail dot com thanks | honeyx@gmail.com
HONEYX AT GMAIL DOT COM | honeyx@gmail.com
honeyx AT gmail DOT com | honeyx@gmail.com
honeyx77 at gmail.com | honeyx77@gmail.com
honeyx77 at yahoo dot co dot uk | honeyx77@yahoo.co.uk
honeyx at honeyagency dot com | honeyx@honeyagency.com
email: lena at honeyagency.com | lena@honeyagency.com
info at honeyagency dot com | info@honeyagency.com
booking (at) honeyagency (dot) agency | booking@honeyagency.agency
lena [at] honey-agency [dot] co [dot] uk | lena@honey-agency.co.uk
honey underscore agency at gmail dot com | honey_agency@gmail.com
honey dot agency at proton dot me | honey.agency@proton.me
honey dash agency at gmail dot com | honey-agency@gmail.com
honey hyphen agency at gmail dot com | honey-agency@gmail.com
honey plus ads at gmail dot com | honey+ads@gmail.com
honey (dot) agency (at) gmail (dot) com | honey.agency@gmail.com
honey[dot]agency@gmail.com | honey.agency@gmail.com
honey underscore agency@gmail.com | honey_agency@gmail.com
honey dot agency@gmail.com | honey.agency@gmail.com
honey . agency @ gmail . com | honey.agency@gmail.com
honeyx77 @ mail . ru | honeyx77@mail.ru
honeyx77 @ mail.ru | honeyx77@mail.ru
honeyx77@ mail.ru | honeyx77@mail.ru
honeyx77 @mail.ru | honeyx77@mail.ru
honeyx77@mail . ru | honeyx77@mail.ru
honeyx77@mail. ru | honeyx77@mail.ru
honeyx77@gmail com | honeyx77@gmail.com
honeyx77 at gmail com | honeyx77@gmail.com
honeyx77@gmail,com | honeyx77@gmail.com
honeyx77@mail·ru | honeyx77@mail.ru
honeyx77&#64;mail&#46;ru | honeyx77@mail.ru
honeyx77%40mail.ru | honeyx77@mail.ru
honeyx77&commat;mail.ru | honeyx77@mail.ru
h o n e y x @ g m a i l . c o m | honeyx@gmail.com
lena 77 at gmail dot com | lena77@gmail.com
honeyx77 at mail period ru | honeyx77@mail.ru
honeyx77 at sign gmail dot com | honeyx77@gmail.com
honeyx77 at icloud dot com or honeyx78 at aol dot com | honeyx77@icloud.com honeyx78@aol.com
honeyx77 [at] mail.ru, honeyx78 (at) yandex (dot) kz | honeyx77@mail.ru honeyx78@yandex.kz
honeyx77 собака мейл точка ру | honeyx77@mail.ru
honeyx77 собака mail.ru | honeyx77@mail.ru
honeyx77 [собака] mail.ru | honeyx77@mail.ru
honeyx77(собака)яндекс(точка)ру | honeyx77@yandex.ru
Пишите на honeyx77 собачка gmail точка com | honeyx77@gmail.com
почта honeyx77 сабака рамблер точка ру | honeyx77@rambler.ru
honeyx77 собака майл ру | honeyx77@mail.ru
honeyx77 собака гмейл точка ком | honeyx77@gmail.com
honeyx77 собака джимейл точка ком | honeyx77@gmail.com
honeyx77 собака бк точка ру | honeyx77@bk.ru
honeyx77 собака инбокс точка ру | honeyx77@inbox.ru
honeyx77 собака протон точка ми | honeyx77@proton.me
honeyx77 эт мейл точка ру | honeyx77@mail.ru
honey нижнее подчеркивание agency собака mail точка ru | honey_agency@mail.ru
honey дефис agency собака mail тчк ru | honey-agency@mail.ru
honey точка agency собака mail точка ru | honey.agency@mail.ru
honeyx77 sobaka mail tochka ru | honeyx77@mail.ru
honeyx77 собака укр точка нет | honeyx77@ukr.net
honeyx77 равлик ukr крапка net | honeyx77@ukr.net
honeyx77 песик meta крапка ua | honeyx77@meta.ua
пошта honey підкреслення agency собачка ukr крапка net | honey_agency@ukr.net
honeyx77 айқұлақ mail нүкте kz | honeyx77@mail.kz
honeyx77 ит белгісі mail нүкте ru | honeyx77@mail.ru
honeyx77 arroba gmail punto com | honeyx77@gmail.com
mi correo es lena.sun arroba hotmail punto es | lena.sun@hotmail.es
lena guion bajo sun arroba hotmail punto com punto mx | lena_sun@hotmail.com.mx
lena (arroba) gmail (punto) com | lena@gmail.com
lena guión sun arroba yahoo punto com punto ar | lena-sun@yahoo.com.ar
honeyx77 arroba gmail.com | honeyx77@gmail.com
meu email lena arroba uol ponto com ponto br | lena@uol.com.br
lena ponto sun arroba bol ponto com ponto br | lena.sun@bol.com.br
lena underline sun arroba gmail ponto com | lena_sun@gmail.com
lena [arroba] sapo [ponto] pt | lena@sapo.pt
lena arobase gmail point com | lena@gmail.com
lena point sun arobase laposte point net | lena.sun@laposte.net
lena tiret sun arobase orange point fr | lena-sun@orange.fr
lena (arobase) free (point) fr | lena@free.fr
lena at free point fr | lena@free.fr
honeyx77 ät gmx punkt de | honeyx77@gmx.de
honeyx77 klammeraffe web punkt de | honeyx77@web.de
honeyx77 (at) t-online (punkt) de | honeyx77@t-online.de
honeyx77 at gmx punkt net | honeyx77@gmx.net
lena unterstrich sun at gmx punkt de | lena_sun@gmx.de
lena bindestrich sun at web punkt de | lena-sun@web.de
honeyx77 et gmail nokta com | honeyx77@gmail.com
honeyx77 et işareti mynet nokta com | honeyx77@mynet.com
honeyx77 kuyruklu a hotmail nokta com | honeyx77@hotmail.com
lena alt çizgi sun at hotmail nokta com nokta tr | lena_sun@hotmail.com.tr
honeyx77 kuchukcha mail nuqta ru | honeyx77@mail.ru
honeyx77 кучукча mail нуқта uz | honeyx77@mail.uz
honeyx77 at inbox nokat ru | honeyx77@inbox.ru
honеyx77 [at] mail.ru | honeyx77@mail.ru
honeyx77 [аt] mail.ru | honeyx77@mail.ru
Email: HoneyX77 [AT] Gmail [DOT] Com | honeyx77@gmail.com
(honeyx77 at gmail dot com) | honeyx77@gmail.com
honeyx @ velvetroom . example | honeyx@velvetroom.example
honeyx @velvetroom .example | honeyx@velvetroom.example
email: lena @ salon . de | lena@salon.de
write to lena . sun @ mail . ru | lena.sun@mail.ru
honeyx77@velvetroom,com | honeyx77@velvetroom.com
honeyx77@@gmail.com | honeyx77@gmail.com
honeyx77 @ g m a i l . c o m only | honeyx77@gmail.com
h o n e y x 7 @ gmail . com | honeyx7@gmail.com
honeyx77 at gmail | honeyx77@gmail.com
my email is lena at gmail | lena@gmail.com
honeyx77@gmail, thanks | honeyx77@gmail.com
honeyx77@gmailcom | honeyx77@gmail.com
honeyx77 gmail com | honeyx77@gmail.com
honeyx77 gmail.com | honeyx77@gmail.com
honeyx77 yahoo dot com | honeyx77@yahoo.com
honeyx77 mail ru | honeyx77@mail.ru
honeyx77 (gmail) | honeyx77@gmail.com
honeyx77 [gmail.com] | honeyx77@gmail.com
gmail: honeyx77, thanks | honeyx77@gmail.com
HONEYX77ATGMAILDOTCOM | honeyx77@gmail.com
honeyx77собакаmail.ru | honeyx77@mail.ru
honeyx77arrobahotmail.com | honeyx77@hotmail.com
honeyx77 at-zeichen web punkt de | honeyx77@web.de
"""
LINKS = """
t (dot) me / honey_x | telegram honey_x
t[.]me/honey_x | telegram honey_x
t . me/ honey_x | telegram honey_x
t.me / honey_x | telegram honey_x
t.me/ honey_x | telegram honey_x
t. me/honey_x | telegram honey_x
t dot me slash honey_x | telegram honey_x
t dot me slash honey underscore x | telegram honey_x
t точка me слеш honey_x | telegram honey_x
т точка ме слэш honey_x | telegram honey_x
telegram (dot) me / honey_x | telegram honey_x
t.mе/honey_x | telegram honey_x
т.me/honey_x | telegram honey_x
h t t p s : / / t . m e / h o n e y x | telegram honeyx
t . m e / h o n e y x | telegram honeyx
https : // t . me / honey_x | telegram honey_x
hxxps://t[.]me/honey_x | telegram honey_x
instagram dot com / lena.sun_x | instagram lena.sun_x
instagram (dot) com (slash) lena_sun_x | instagram lena_sun_x
instagram.com / lena.sun_x | instagram lena.sun_x
instаgram.com/lena.sun_x | instagram lena.sun_x
instagram punto com barra lena_sun_x | instagram lena_sun_x
instagram nokta com / lena_sun_x | instagram lena_sun_x
instagram point com slash lena_sun_x | instagram lena_sun_x
vk . com / lena_sun_x | vk lena_sun_x
vk точка com слэш lena_sun_x | vk lena_sun_x
вк точка ком слеш lena_sun_x | vk lena_sun_x
vk[.]com/lena_sun_x | vk lena_sun_x
vк.com/lena_sun_x | vk lena_sun_x
wa . me / 12025550143 | phone +12025550143
wa (dot) me / 1 202 555 0143 | phone +12025550143
wa[.]me/12025550143 | phone +12025550143
cash . app / $honeyxtag | cashapp honeyxtag
cash[.]app/$honeyxtag | cashapp honeyxtag
onlyfans (dot) com / lenasunx | onlyfans lenasunx
snapchat . com / add / lenasunx | snapchat lenasunx
site[.]com | url https://site.com
site(dot)com | url https://site.com
site [.] com / lena | url https://site.com/lena
hxxps[:]//site[.]com/path | url https://site.com/path
hxxp://site(.)com | url https://site.com
hxxps[://]site[.]com/a | url https://site.com/a
https : // site . com / lena | url https://site.com/lena
www . site . com | url https://site.com
www,site,com | url https://site.com
www. site .com | url https://site.com
www dot site dot com | url https://site.com
www punto honeyx punto es | url https://honeyx.es
www site com | url https://site.com
site dot com slash lena | url https://site.com/lena
honeyx точка ру слеш lena | url https://honeyx.ru/lena
ввв точка honeyx точка ру | url https://honeyx.ru
w w w . honeyx . com | url https://honeyx.com
w w w.honeyx.com | url https://honeyx.com
https : // honeyx . com / rates | url https://honeyx.com/rates
http://tms. honeyx.com/index | url https://tms.honeyx.com/index
h**p://honeyx.com | url https://honeyx.com
http//honeyx.com/a | url https://honeyx.com/a
bit . ly / 3xHoney | url https://bit.ly/3xHoney
lena dot eth | ens lena.eth
wallet lena . eth | ens lena.eth
TON (lena [.] ton) | ton_name lena.ton
"""
PROSE = """
meet me at home dot dot dot
look at google
at 5 dot
at the point
we at company dot com
open at night . com on
punkt 5
meet at noon.be there
meet @ noon.be there
meet @ 5 pm
dinner @ sunset.in town
party @ club 99 . com on in
insta @lena.me
follow @honey.co today
arrive at 10.30 . me and you
we are the best at what we do. com on
meet at the dot on the map
look at yahoo dot com
visit us at honeyagency dot com
find me at instagram dot com
book online at honey.com
available at noon.call me
at home.call now
good at gmail.com
the dot com bubble
a dot com company
best dot com era
join the dots . me and you
hello . me too
Hello . In the end . It is
yes . no . to be . is it
prices at 100. me and you
I work at home. com
us at www
at last . so
stay at hotel . my room
Perfect at night.Perfect
a point de vue
au point de vue
au point me dit-il
hasta cierto punto de vista
en su punto com amor
punto de encuentro a las 5
un punto es un punto
ponto de encontro
até o ponto com ela
o ponto me agrada
auf den Punkt de luxe
Punkt de Punkt
am Punkt at
Komma Punkt Strich
bei uns at home
точка на карте
точка ру нет
и точка. ру
эта точка ком
горячая точка у дома
моя собака ест
собака мейл не пишет
моя собака злая . ком
у меня есть собака и кот
ит үреді
нүкте қой
nuqta qo'ydi va ketdi
nokta koy
et ve süt . tr
bu et com
it is at it . is
et puis . me voila
nous at home . fr
slash and dash
dash dot dash dot
underscore the point
at (noon) me
room (a) in
plan (at) home
Sadara (UAH) is
seminars (as required) in
2(s) in
name (at) location
the (dot) is
[at] [dot] [at]
(at)
@ @ @
. . . .
a . a . a
1 . 2 . 3 . 4
$5 . 99 . me
5 . 30 . pm
instagram.com / facebook.com
t.me / vk.com / insta
google.com / yahoo.com
instagram.com / call me
telegram / whatsapp / viber
and / or
24 / 7 . me
site.com
t.me/honey_x
honeyx77@mail.ru
www.site.com
https://site.com/lena
http://www.site.com/lena at home. com
www is
www and me
hello @ all . me
price @ 50 . no less
look @ me . com
3 @ 5 . us
call (me) in
call me (anytime) me
D . C . me
Ph . D . in
e . g . me
ticket at stadium . us and them
cheap at half dot price
MEET AT CLUB.COM
LOOK AT HOTEL DOT COM
I laughed at him. de nada
hide at mail
write at gmail
contact us at gmail.com
one two three at gmail dot com
2 at yahoo
http : //
Vera @ reception . no calls
DJ Max @ arena . club tonight
DJ Max @ arena.club tonight
Dinner @ sunset . in town
Chanel @ Harrods . uk only
tg @honey_lane . example of my work
front-end web de calidad
I use gmail com plus outlook
gmail works, yahoo works
Gmail: ask in person
gmail: yes
contact (gmail)
google (gmail.com)
Hilton @ gmail
моясобакаlove
собака mail
a b c d e f
w w w
w w w, says the owl
the sum is 3 dot eth
ruby dot sol
hello dot ton
bit . ly
is . gd
"""


def rows(table: str) -> list[tuple[str, str]]:
    """Return the text and what is expected of each line."""
    parted = (line.rpartition(" | ") for line in table.strip().splitlines())
    return [(text, wanted) for text, _, wanted in parted]


NOTHING = PROSE.strip().splitlines()


def spelled(text: str) -> list[Hit]:
    """Return what both readers find in the text."""
    return hits(SPELLED, text) + hits(SPELLED_LINKS, text)


def joining(text: str) -> list[tuple[str, str]]:
    found = []
    for candidate_hit in spelled(text):
        if candidate_hit.confidence >= 0.7 and candidate_hit.kind != "domain":
            found.append((candidate_hit.kind, candidate_hit.value))
    return found


def test_the_tables_are_large_enough() -> None:
    assert len(rows(MAILS)) + len(rows(LINKS)) >= 120
    assert len(NOTHING) >= 80


@pytest.mark.parametrize(("text", "wanted"), rows(MAILS))
def test_spelled_mails_are_read(text: str, wanted: str) -> None:
    assert joining(text) == [("email", value) for value in wanted.split()]


@pytest.mark.parametrize(("text", "wanted"), rows(LINKS))
@pytest.mark.parametrize("frame", ["{}", "see {} ok", "ссылка: {}"])
def test_spelled_links_are_read(text: str, wanted: str, frame: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = SPELLED_LINKS.judge
    monkeypatch.setattr(
        SPELLED_LINKS, "judge", lambda c, x: judge(c, Context(x.before, x.after, fictional=True))
    )
    assert tuple(wanted.split()) in joining(frame.format(text))


@pytest.mark.parametrize("text", NOTHING)
def test_prose_gives_nothing(text: str) -> None:
    assert joining(text) == []


@pytest.mark.parametrize("text", NOTHING)
def test_prose_between_other_words_gives_nothing(text: str) -> None:
    assert joining(f"Lena, 24. {text} please, thanks") == []


def test_the_span_covers_the_address_as_posted() -> None:
    (mail,) = spelled("please write to honey dot x [at] mail dot ru today")
    assert mail.raw == "honey dot x [at] mail dot ru"
    assert mail.found.method == "spelled.email"
    links = spelled("see www . site . com / lena ok")
    assert next(h.raw for h in links if h.kind == "url").startswith("www . site . com")
    assert {h.raw for h in links if h.kind == "domain"} == {"site . com"}


def test_doubtful_readings_show_and_do_not_join() -> None:
    for text in [
        "lena at gmail",
        "lena at honeyagency.com",
        "honey seven at gmail dot com",
        "лена собака мейл точка ру",
        "honeyx dot com",
    ]:
        found = [h for h in spelled(text) if h.kind in ("email", "url")]
        assert found, text
        assert all(0 < h.confidence < 0.7 for h in found), text
        assert not any(h.found.claims for h in found), text


def test_the_way_of_writing_tells_how_sure_it_is() -> None:
    texts = ["honeyx [at] mail [dot] ru", "honeyx at mail dot ru", "lena at honeyagency dot com"]
    sure = [spelled(text)[0].confidence for text in texts]
    assert sure == sorted(sure, reverse=True)
    assert sure == [0.95, 0.9, 0.8]


def test_a_line_may_break_at_the_sign() -> None:
    for text in ("honeyx77@\ngmail.com", "honeyx77\n@gmail.com", "honeyx77 @\n velvetroom.example"):
        (mail,) = spelled(f"Mira, 24\n{text}\n60 min 120")
        assert (mail.kind, mail.raw) == ("email", text)
    assert joining("price@\nnext line. com on") == []


def test_a_plain_link_ends_before_the_next_word() -> None:
    assert spelled("https://honeyx.example/ Phone 5") == []
    assert spelled("https://honeyx.example/ Телефон") == []


def test_a_host_is_no_link_before_an_at_sign() -> None:
    assert hits(SPELLED_LINKS, "honey[dot]agency@gmail.com") == []


def test_look_alike_hosts_are_only_those_of_platforms() -> None:
    assert spelled("instаgram.com/lena_x")[0].found.method == "spelled.homoglyph"
    assert spelled("раypal.com/lena_x") == []
    assert spelled("пример.рф/lena") == []


def test_a_column_may_be_spelled() -> None:
    raw = "honeyx (at) mail.ru; lena at gmail dot com"
    found = declared(SPELLED, raw, "email")
    assert [h.value for h in found] == ["honeyx@mail.ru", "lena@gmail.com"]
    assert [h.raw for h in found] == ["honeyx (at) mail.ru", "lena at gmail dot com"]


def test_letters_that_look_latin_are_undone_one_for_one() -> None:
    assert latin_form("GМАІL.СОМ") == "gmail.com"
    assert latin_form("мёд") == "mёд"
    assert len(latin_form("İstаnbul")) == 8


def test_words_of_two_signs_do_not_meet() -> None:
    words = load_words()
    assert {s.char for s in words.signs.values()} == set("@.-_/:+")
    assert is_mail_provider("gmail.com")
    assert not is_mail_provider("gmail.ru")
    assert all(p == p.lower() for p in words.providers)


@given(st.text(alphabet="ab @.,()[]/_-:\n\tatdot", max_size=60))
@settings(max_examples=200, deadline=None)
def test_items_cover_the_text_in_order(text: str) -> None:
    end = 0
    for item in items_of(text):
        assert item.start == end
        assert item.end > item.start
        end = item.end
    assert end == len(text)


@given(
    st.from_regex(r"[a-z]{3,8}[0-9]{2}", fullmatch=True),
    st.sampled_from([" [at] ", "(at)", " @ ", " собака ", " arroba ", "_at_"]),
    st.sampled_from(["gmail", "mail", "yahoo"]),
    st.sampled_from(["[.]", "(dot)", " dot ", " . ", " точка ", " punto "]),
    st.text(alphabet="абв \nxyz.,:", max_size=20),
)
@settings(max_examples=200, deadline=None)
def test_any_mix_of_signs_reads_as_the_plain_form(
    local: str, at: str, name: str, dot: str, around: str
) -> None:
    text = f"{around}\n{local}{at}{name}{dot}com\n{around}"
    assert ("email", f"{local}@{name}.com") in joining(text)
    for h in spelled(text):
        assert h.raw in text


@pytest.mark.parametrize(
    "unit",
    ["a at a ", "a . a ", "[at]", "( dot )", "a@a ", "a@", "a / a ", "www.", "a at a dot ", "http : ", "[[", "собака ",
     "aAT", "м.м/м", "a dot com ", "t.me / ", "a b ", "w w w ", "@@", "a gmail ", "gmail: ",
     "a (gmail ", "a@\n", "hxxp:", "h**", "собакаa", "a [.] eth "],
)  # fmt: skip
def test_hostile_text_takes_linear_time(unit: str) -> None:
    for reader in (SPELLED, SPELLED_LINKS):
        assert takes_linear_time(read_worst(reader, "email"), unit)


@pytest.mark.parametrize(
    ("reader", "text", "reason"),
    [
        ("spelled", "look at site dot com", "a word of sentences, where the name of a mailbox should stand"),
        ("spelled", "honey at salon dot shop5", "no such top-level domain: .shop5"),
        ("spelled", "lena at home dot net", "its name is a word of sentences"),
        ("spelled", "insta @lena.me", "as before an account's name"),
        ("spelled", "lena gmail com", "neither a label nor a figure"),
        ("spelled", "anna at lenasun, com", "a comma or a space for its dot"),
        ("spelled", "mail: lena at instagram dot com", "a platform or a payment service"),
        ("spelled_links", "look at site dot com", "site.com: the end of a sentence and a word as likely"),
        ("spelled_links", "honeysun . com", "neither a scheme nor a path"),
        ("spelled_links", "t.me / viber / lena", "another thing may be named"),
        ("spelled_links", "lena . eth", "0.1 less"),
        ("spelled_links", "go to is dot it now", "a public suffix"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(reader: str, text: str, reason: str) -> None:
    assert reason in reasons(reader, text)
