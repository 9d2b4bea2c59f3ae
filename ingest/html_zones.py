"""What each part of a page is: its main part, the platform's frame around it, others' words, or nothing to be read.

Whose a contact is depends on it: only what stands in the main part is the author's own.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

from graphkit.model import Role
from ingest.html_tree import TEXT, Attributes, Tree


class Zone(IntEnum):
    """A part of a page; its name is that of the further text that keeps its contacts."""

    MAIN = 0
    PAGE = 1
    ASIDE = 2
    RELATED = 3
    COMMENTS = 4
    HIDDEN = 5
    NOTHING = 6


# Whose the contacts outside of the main part are.
ROLES = {
    Zone.PAGE: Role.INFRASTRUCTURE,
    Zone.ASIDE: Role.MENTIONED,
    Zone.RELATED: Role.MENTIONED,
    Zone.COMMENTS: Role.MENTIONED,
    Zone.HIDDEN: Role.MENTIONED,
}

_NOTHING = frozenset(
    {
        "script", "style", "template", "svg", "math", "select", "datalist", "object", "applet", "canvas", "audio", "video",
        "iframe", "noembed", "noframes", "head", "title", "textarea", "rp",
    }
)  # fmt: skip
_ROLES = {
    "navigation": Zone.PAGE, "banner": Zone.PAGE, "contentinfo": Zone.PAGE, "search": Zone.PAGE, "menu": Zone.PAGE,
    "menubar": Zone.PAGE, "toolbar": Zone.PAGE, "complementary": Zone.ASIDE, "alertdialog": Zone.PAGE,
}  # fmt: skip
_WORDS = {
    **dict.fromkeys(
        [
            "nav", "navbar", "navigation", "menu", "submenu", "breadcrumb", "breadcrumbs", "cookie", "cookies",
            "consent", "gdpr", "masthead", "topbar", "pagination", "pager", "paginator", "newsletter", "subscribe",
            "login", "signin", "signup", "toolbar", "copyright", "sitemap", "colophon", "skiplink",
        ],
        Zone.PAGE,
    ),
    **dict.fromkeys(
        [
            "related", "similar", "recommended", "recommendation", "recommendations", "suggested", "suggestions",
            "alsolike", "recently", "trending", "upsell", "crosssell", "seealso",
        ],
        Zone.RELATED,
    ),
    **dict.fromkeys(
        [
            "comment", "comments", "commentlist", "disqus", "review", "reviews", "testimonial", "testimonials",
            "replies",
        ],
        Zone.COMMENTS,
    ),
    **dict.fromkeys(["sidebar", "rail", "widgets"], Zone.ASIDE),
}  # fmt: skip
_FRAME = frozenset({"header", "footer"})
_FRAMED = frozenset(
    {"site", "page", "main", "global", "app", "base", "layout", "the", "mobile", "desktop", "l", "sticky"}
)
_THREADS = frozenset({"forum", "thread", "topic"})
_OWN = frozenset(
    [
        "seller", "contact", "contacts", "author", "owner", "profile", "user", "advertiser", "poster", "agent",
        "phone", "company", "employer", "member", "person", "vendor", "publisher", "landlord", "host",
    ]
)  # fmt: skip
_HIDING = frozenset(
    [
        "hidden", "d-none", "hide", "is-hidden", "invisible", "visually-hidden", "sr-only", "screen-reader-text",
        "u-hidden", "display-none",
    ]
)  # fmt: skip
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MORE = re.compile(
    r"(?:similar|related|recommended|suggested|you may also|you might also|people also|more from|more ads|other ads|"
    r"other jobs|see also|similar jobs|recently viewed|похожие|смотрите также|другие объявления|рекоменду|"
    r"ещ[её] объявления|anuncios similares|annonces similaires|ähnliche)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:questions|comments|reviews|replies|ratings|testimonials|leave a (?:comment|review)|вопросы|комментари|отзывы|"
    r"comentarios|opiniones|commentaires|avis|kommentare|bewertungen|yorumlar)(?:\W|$|и)",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"/(?:Review|Comment|AggregateRating)\b|(?:^|\s)(?:review|comment)s?(?:\s|$)")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
_CLASSES = 400  # characters of class and id that are looked at


def words_of(token: str) -> list[str]:
    """Return the words of a class or id, in lower case.

    Examples
    --------
    >>> words_of("site-footer__contactsBox")
    ['site', 'footer', 'contacts', 'box']
    """
    return [word.lower() for word in _WORD.findall(token)]


def called(attributes: Attributes) -> str:
    """Return the classes and the id of an element, parted by spaces."""
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_CLASSES]


def _is_hidden(tag: str, attributes: Attributes) -> bool:
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    style = attributes.get("style")
    if style and _UNSEEN.search(style[:2_000]):
        return True
    classes = attributes.get("class")
    return bool(classes) and not _HIDING.isdisjoint(str(classes)[:_CLASSES].lower().split())


@lru_cache(maxsize=20_000)
def _named(called: str) -> tuple[Zone, bool]:
    """Return what class and id call an element, and whether they call it somebody's own."""
    own = False
    zone = Zone.MAIN
    for token in called.split():
        words = words_of(token)
        own = own or not _OWN.isdisjoint(words)
        if zone is Zone.MAIN:
            zone = next((_WORDS[w] for w in words if w in _WORDS), Zone.MAIN)
            if zone is Zone.COMMENTS and not _THREADS.isdisjoint(words):
                zone = Zone.MAIN  # of a forum they are the page itself
        framed = words and words[-1] in _FRAME and (len(words) == 1 or words[0] in _FRAMED)
        if framed or (words and words[0] == "footer"):
            zone = Zone.PAGE
    return zone, own


class Zones:
    """The zones of a page's nodes.

    Parameters
    ----------
    tree
        The page.

    Attributes
    ----------
    of
        Zone of each node.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._chars = [0, *accumulate(len(t) - t.count(" ") - t.count("\n") for t in tree.texts)]
        marks = (tag in ("h1", "main", "article") for tag in tree.tags)
        self._marks = [0, *accumulate(marks)]
        self._articles = 0  # where the article, item or main part ends that stands open
        self.of: list[Zone] = []
        for node in range(len(tree)):
            parent = tree.parents[node]
            above = self.of[parent] if parent >= 0 else Zone.MAIN
            self.of.append(
                above if tree.tags[node] == TEXT or above is Zone.NOTHING else self._zone(node, above)
            )
        self._put_more_apart()

    def _zone(self, node: int, above: Zone) -> Zone:
        tree = self._tree
        tag, attributes = tree.tags[node], tree.attributes[node]
        if tag in _NOTHING:
            return Zone.NOTHING
        if _is_hidden(tag, attributes) or above is Zone.HIDDEN:
            return Zone.HIDDEN
        if tag in ("main", "article", "li", "blockquote"):
            self._articles = max(self._articles, tree.ends[node])
        if above is not Zone.MAIN and above is not Zone.ASIDE:
            return above
        if not attributes and tag not in ("nav", "header", "footer", "aside", "noscript", "menu"):
            return above
        return self._framing(node, tag, attributes, above)

    def _framing(self, node: int, tag: str, attributes: Attributes, above: Zone) -> Zone:
        zone, own = _named(called(attributes))
        if own and zone in (Zone.MAIN, Zone.ASIDE) and tag != "body":
            return Zone.MAIN
        if tag in ("nav", "noscript"):
            return Zone.PAGE
        if tag in ("header", "footer") and node >= self._articles:
            return Zone.PAGE if tag == "footer" or not self._only_heading(node) else above
        if tag == "aside":
            zone = zone or Zone.ASIDE
        role = _ROLES.get((attributes.get("role") or "").lower())
        if role is not None:
            zone = zone or role
        said = attributes.get("itemtype") or attributes.get("itemprop")
        if said and _OTHERS.search(f"{said} {attributes.get('itemprop') or ''}"[:_CLASSES]):
            return Zone.COMMENTS
        if zone in (Zone.PAGE, Zone.ASIDE) and self._holds_main(node):
            return above
        if tag in ("html", "body", "main") or zone is Zone.MAIN:
            return above
        return zone

    def _only_heading(self, node: int) -> bool:
        """Tell whether the heading of the page stands in a header and nowhere else."""
        end = self._tree.ends[node]
        return (
            self._marks[end] > self._marks[node] and self._marks[-1] == self._marks[end] - self._marks[node]
        )

    def _holds_main(self, node: int) -> bool:
        """Tell whether an element called like a frame holds the page itself."""
        end = self._tree.ends[node]
        chars = self._chars[end] - self._chars[node]
        return self._marks[end] > self._marks[node] or chars > 0.8 * self._chars[-1]

    def _put_more_apart(self) -> None:
        """Take what follows headings such as "Similar ads" and "Comments" for others' words, to the end of their parents."""
        tree = self._tree
        node = 0
        while node < len(tree):
            short = tree.ends[node] - node < 20
            if short and tree.tags[node] in _HEADINGS and self.of[node] is Zone.MAIN:
                said = tree.inside(node)
                if len(said) < 60 and _MORE.match(said):
                    self._others(node, Zone.RELATED)
                elif len(said) < 40 and _SAID.match(said):
                    self._others(node, Zone.COMMENTS)
            node += 1

    def _others(self, heading: int, zone: Zone) -> None:
        tree = self._tree
        top = heading
        # A heading in a block of its own, or alone with a link "all", speaks of what follows the block.
        while tree.ends[tree.parents[top]] == tree.ends[top] and tree.parents[top] > 0:
            top = tree.parents[top]
        end = tree.ends[tree.parents[top]]
        for node in range(heading, end):
            if self.of[node] is Zone.MAIN or self.of[node] is Zone.ASIDE:
                self.of[node] = zone
