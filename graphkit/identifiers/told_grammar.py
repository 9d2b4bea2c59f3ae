"""The forms in which a name stands apart from its platform's: words between, letters apart, several platforms.

Every piece is written in the grammar that Rust's engine and Python's share, as in :mod:`.handle_grammar`.
"""

from __future__ import annotations

import re

from graphkit.identifiers.handle_grammar import HEADS, LEAD_TOLD, MARKED, MORE, NAME, WORD
from graphkit.identifiers.handle_labels import LABEL, PLAIN_LABEL
from graphkit.identifiers.handle_words import words
from graphkit.identifiers.label_patterns import either
from graphkit.identifiers.lazy_pattern import Lazy
from graphkit.identifiers.proposing import Headed, Parts, Plain

_SEP = r"(?:[ \t]*[,:;()\[\]|~=>-][ \t]*|[ \t]+)"
_GAP = r"(?:[ \t]*[:=@>)(|~*-]){1,3}[ \t]*"
_FIGURED = r"[A-Za-z][A-Za-z.-]*[0-9_][0-9A-Za-z_.-]*"
_HYPHENED = "[A-Za-z]{3,}-[A-Za-z]{3,}"
_ANNOUNCING = either([re.escape(c) for c in w] for w in sorted(words("announcing")) if len(w) > 2)
_IS = r"(?: (?:there|here|там|is|es|ist|est|это|—|:)){0,2}"
# "Telegram, the name is x", "write on telegram, I am x_1", "my snap is x-y".
_FAR = (
    rf"(?:{_SEP}{WORD}\.?){{1,8}}{_SEP}@?{_FIGURED}"
    rf"|(?:{_SEP}{WORD}){{0,2}} {_HYPHENED}"
    rf"|(?:{_SEP}{WORD}){{0,6}}{_SEP}(?i:{_ANNOUNCING}){_IS}{_SEP}@?{NAME}{MORE}*"
)
# Single letters with one and the same sign between; parts with a blank before and behind each underscore.
_APART = r"[0-9A-Za-z_](?:[ .*/-][0-9A-Za-z_.]){3,}"
_HALF_APART = r"[A-Za-z][0-9A-Za-z]*(?: _ ?| ?_ )[0-9A-Za-z_.]+(?: ?_ ?[0-9A-Za-z.]+)*"
_NO = "[\u274c\u2716\u26d4\u2715\U0001f6ab\U0001f645\U0001f44e]"
_YES = "[\u2705\u2714\u2611\U0001f44d\U0001f197\U0001f7e2]"
_PICTURE = "[\u2600-\u27bf\U0001f300-\U0001faff]"
_LETTERS_APART = rf"(?:{_GAP}|[ \t]{{1,4}})(?P<apart>{_APART})|{_GAP}(?P<half>{_HALF_APART})"
_BESIDE = rf" ?\((?P<inside>[a-z]{{6,}})\)| - (?P<dashed>[a-z]{{5,}}) ?{_PICTURE}"
_DENIED = rf" ?{_NO}[ ,;/]*{PLAIN_LABEL}[ {_YES[1:-1]}:=-]*@?{NAME}"
_APART_FORMS = f"{_LETTERS_APART}|{_DENIED}|{_BESIDE}"
_JOIN = (
    r"(?:[ \t]*[,/&+|][ \t]*(?:and |or |и |y |e |et |und |ve )?"
    r"|[ \t]+(?:and|or|и|или|y|e|et|und|ve|або|және)[ \t]+)(?:on |my )?"
)
_ON = r"(?:[ \t]*[:=(-][ \t]*|[ \t]+(?:on|via|in|at|is my|for|в|на|en|no|na|auf|sur)[ \t]+(?:my |the |both |all )?)"
# One name of several platforms: "x_1 on telegram, ig and snap".
_OF_SEVERAL = rf"(?:@{NAME}(?:{_ON}| )|{MARKED}{_ON}){PLAIN_LABEL}(?:{_JOIN}{PLAIN_LABEL})+"
# Names of several platforms in one line: "IG x_1 / SC xa".
_SHORT = "(?i:sc|snap|ig|insta|tg|fb|kik|vk|skype|twitter|line|of|тг|инста|вк)"
_PAIRS = rf"{_FIGURED}(?: ?[,/|;&+•·] ?{_SHORT}[ :=-]+@?{NAME})+"
# Pictures that stand for a platform: an aeroplane, a ghost, a bird.
PICTURES = {"\u2708": "telegram", "\U0001f6e9": "telegram", "\U0001f47b": "snapchat", "\U0001f426": "twitter"}
_DRAWN = rf"[{''.join(PICTURES)}][ \t]?[:=>\u2192-]?[ \t]?(?:@{NAME}|[A-Za-z][A-Za-z.]*_[0-9A-Za-z_.]+)"
# A plain word by itself on a line or in a list: "velvetlane (insta)", "of: velvetlane".
_ALONE = r"(?:^|[\n|/;•,·])[ \t]*"
_WORD_FIRST = rf"{_ALONE}[a-z]{{6,}} ?\({PLAIN_LABEL}\)|{_ALONE}[Oo]f ?[:=] ?[a-z]{{6,}}"


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


PROPOSED = Parts(
    Headed(HEADS, rf"(?:{LEAD_TOLD})?{LABEL}(?:{_FAR}|{_unnamed(_APART_FORMS)})"),
    # In one pattern with the above the engine would need four times as long as for both.
    Plain(f"{_OF_SEVERAL}|{_PAIRS}|{_DRAWN}|{_WORD_FIRST}"),
)

LEAD = Lazy(LEAD_TOLD)
APART = Lazy(f"{_LETTERS_APART}|{_BESIDE}")
OF_SEVERAL = Lazy(rf"(?P<name>@{NAME}|{MARKED})(?P<on>{_ON}| )")
PAIRS = Lazy(rf"{_PAIRS}\Z")
FIGURED = Lazy(_FIGURED)
PAIR = Lazy(rf"[,/|;&+•·][ \t]?(?P<label>{_SHORT})[ \t:=-]+@?(?P<name>{NAME})")
NEXT_LABEL = Lazy(rf"(?P<label>{PLAIN_LABEL})(?:{_JOIN})?")
DRAWN = Lazy(rf"(?P<picture>[{''.join(PICTURES)}])[ \t]?[:=>\u2192-]?[ \t]?(?P<at>@?)(?P<name>{NAME})\Z")
WORD_FIRST = Lazy(rf"{_ALONE}(?P<name>[a-z]{{6,}}) ?\((?P<label>[^()]+)\)\Z")
OF = Lazy(rf"{_ALONE}[Oo]f ?[:=] ?(?P<name>[a-z]{{6,}})\Z")
DENIED = Lazy(
    rf" ?{_NO}[ ,;/]*(?P<label>{PLAIN_LABEL})(?P<gap>[ {_YES[1:-1]}:=-]*)(?P<at>@?)(?P<name>{NAME})\Z"
)
TOKEN = Lazy(r"@?[^\W_][\w'’]*(?:[.-]\w+)*[\w]?|_\w+")
MORE_OF_NAME = Lazy(rf"{MORE}+")
