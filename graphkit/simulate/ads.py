"""Single ads: which contacts one shows, and how its text runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from graphkit.simulate.chance import pick
from graphkit.simulate.chats import user_id
from graphkit.simulate.disguises import DISGUISES, Contact, disguise
from graphkit.simulate.files import Post
from graphkit.simulate.platforms import Platform
from graphkit.simulate.texts import languages, vary
from graphkit.simulate.world import MISTYPED, SILENT, City, Identifier, Person, World


@dataclass(frozen=True, slots=True)
class Shown:
    """An identifier in an ad: as it is meant, as it is written there, and in which disguise if any."""

    kind: str
    value: str
    owner: str
    role: str
    written: str
    disguise: str = ""


@dataclass(slots=True)
class Ad:
    """An ad with its truth: whose it is, what it shows, and the plants in it."""

    post: Post
    person: Person
    shown: list[Shown] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, note: str) -> None:
        """Add a plant, once."""
        if note and note not in self.notes:
            self.notes.append(note)


def ads_of(world: World, index: int) -> Iterator[Ad]:
    """Yield a platform's ads in the order of posting."""
    platform = world.forms[index]
    own, secret = world.stream(f"ads/{platform.name}"), world.stream(f"disguises/{platform.name}")
    writer = _Writer(world, own, secret, platform, index)
    there = (a for a in range(world.ads) if world.platform[a] == index)
    for number, at in enumerate(sorted(there, key=lambda a: (world.minute[a], a)), 1):
        yield writer.write(at, f"{platform.prefix}-{number:06d}")


@dataclass(slots=True)
class _Writer:
    """Writes the ads of one platform."""

    world: World
    rng: Random
    secret: Random  # decides on disguises alone, so that the other ads are the same with and without them
    platform: Platform
    index: int

    def write(self, at: int, native_id: str) -> Ad:
        """Write the ad at a position of the world's arrays."""
        world, rng = self.world, self.rng
        person = world.persons[world.person[at]]
        city = person.cities[0] if rng.random() < 0.75 else pick(rng, person.cities)
        price = 5 * int(8 + rng.random() * 110)
        name = city.name(person.language)
        ad = Ad(
            Post(native_id, "", "", name, city.region, person.category, world.minute[at], price, {}, ""),
            person,
        )
        silent = bool(world.flags[at] & SILENT)
        if silent:
            ad.note("no_identifier")
        if person.prolific:
            ad.note("prolific")
        pieces, forced = ([], []) if silent else self._contacts(ad, city, bool(world.flags[at] & MISTYPED))
        hubs = [self._hub(ad, n) for n in world.hubs_of.get(at, ())]
        self._sender(ad)
        self._compose(ad, silent, pieces, forced, hubs)
        return ad

    def _contacts(self, ad: Ad, city: City, mistyped: bool) -> tuple[list[str], list[str]]:
        """Choose the ad's contacts, put some into columns and return what stands in the text.

        The second list is what stands there only for its disguise.
        """
        chosen = self._chosen(ad)
        written = [self._written(i, city) for i in chosen]
        shown = [Shown(i.kind, i.value, i.owner, i.role, w) for i, w in zip(chosen, written, strict=True)]
        if mistyped:
            self._mistype(ad, shown)
        if self.secret.random() < self.world.disguised:
            self._hide(ad, shown)
        for identifier, contact in zip(chosen, shown, strict=True):
            ad.note(identifier.note if contact.role != "typo" else "typo")
        ad.shown += shown
        self._account(ad)
        pairs = list(zip(chosen, shown, strict=True))
        pieces, forced, tongue = self._moved(ad.person, pairs), [], ad.person.language
        for identifier, contact in pairs:
            if not self._in_column(ad, contact):
                pieces.append(self._introduced(self.rng, identifier, contact, tongue))
            elif contact.disguise:
                forced.append(self._introduced(self.secret, identifier, contact, tongue))
        hidden = {contact.written for contact in shown if contact.disguise}
        ad.post.columns = {k: v for k, v in ad.post.columns.items() if v not in hidden}
        return pieces, forced

    def _hide(self, ad: Ad, shown: list[Shown]) -> None:
        """Write the first contact that can be hidden in a disguise, and every other with even odds."""
        for at, contact in enumerate(shown):
            if "disguised" in ad.notes and self.secret.random() < 0.5:
                continue
            phone, plus = contact.kind == "phone", contact.written.startswith("+")
            groups = self.world.pool.groups(contact.value, national=not plus) if phone else ()
            plain = Contact(contact.kind, contact.written, ad.person.language, groups, phone and plus)
            if hidden := disguise(self.secret, plain, self.platform.holds):
                shown[at] = replace(contact, disguise=hidden[0], written=hidden[1])
                ad.note("disguised")

    def _chosen(self, ad: Ad) -> list[Identifier]:
        """Return what the person shows this time: each contact as often as its share says, at least one."""
        person, minute = ad.person, ad.post.minute
        side = 1 if self.index == person.platforms[0] else 2
        active = [i for i in person.identifiers if i.first <= minute <= i.last and i.side in (0, side)]
        chosen = [i for i in active if self.rng.random() < i.share]
        if all(i.role == "shared_line" for i in chosen):
            own = [i for i in active if i.role != "shared_line"]
            chosen += sorted(own, key=lambda i: -i.share)[:1]
        return chosen

    def _written(self, identifier: Identifier, city: City) -> str:
        """Return how a contact is written this time; phones change between their forms."""
        if identifier.kind != "phone":
            return identifier.written
        draw = self.rng.random()
        code = self.world.places["regions"][city.region]["code"]
        # Without its country code only where the file says in which country the ad is.
        if draw < 0.55 and self.platform.states_country and identifier.value.startswith(f"+{code}"):
            return identifier.local
        return identifier.value if draw > 0.9 else identifier.written

    def _mistype(self, ad: Ad, shown: list[Shown]) -> None:
        """Replace the first phone by one with a wrong digit."""
        for at, contact in enumerate(shown):
            if contact.kind == "phone":
                value = self.world.pool.mistyped(self.rng, contact.value)
                written = self.world.pool.international(value, int(self.rng.random() * 4))
                shown[at] = Shown("phone", value, ad.person.key, "typo", written)
                return

    def _account(self, ad: Ad) -> None:
        """Let the ad stand under its person's username on the platform."""
        account = ad.person.accounts.get(self.index, "") if self.platform.accounts else ""
        if account and self.rng.random() < 0.9:
            ad.post.account = account
            value = f"{self.platform.name}:{account}"
            ad.shown.append(Shown("account", value, ad.person.key, "actor", account))
            ad.note("namesake" if account in self.world.namesakes else "")

    def _sender(self, ad: Ad) -> None:
        """Say who posts the ad, as far as the form tells."""
        person, post = ad.person, ad.post
        post.sender, post.sender_name = person.key, person.name
        if self.platform.sender == "account":
            account = f"user{user_id(person.key, post.minute)}"
            ad.shown.append(Shown("account", f"telegram:{account}", person.key, "actor", account))
        elif self.platform.sender == "phone" and "no_identifier" not in ad.notes:
            active = [i for i in person.of_kind("phone") if i.first <= post.minute <= i.last]
            if active:
                post.sender_phone = self.world.pool.international(active[0].value, 0)
                ad.shown.append(Shown("phone", active[0].value, person.key, "actor", post.sender_phone))

    def _moved(self, person: Person, pairs: list[tuple[Identifier, Shown]]) -> list[str]:
        """Write an old and a new number as one sentence, where both are in use; take them from ``pairs``."""
        both = [p for p in pairs if p[0].note == "burner" and p[1].role == "actor"]
        if len(both) != 2 or self.rng.random() < 0.4:
            return []
        for pair in both:
            pairs.remove(pair)
        (_, old), (_, new) = sorted(both, key=lambda p: p[0].first)
        sentence = pick(self.rng, languages()[person.language].contact["moved"])
        return [sentence.replace("{v}", new.written).replace("{w}", old.written)]

    def _in_column(self, ad: Ad, contact: Shown) -> bool:
        """Put a contact into its column, if that is there and free; tell whether it stands there alone."""
        kind, columns = contact.kind, ad.post.columns
        if kind not in self.platform.columns or kind in columns or self.rng.random() < 0.4:
            return False
        columns[kind] = contact.written
        return self.rng.random() < 0.7

    def _introduced(self, rng: Random, identifier: Identifier, shown: Shown, tongue: str) -> str:
        """Write a contact with the words before it: mostly its holder's own."""
        contact = languages()[tongue].contact
        kind = "line" if identifier.role == "shared_line" and identifier.kind == "phone" else identifier.kind
        leads = contact.get(kind) or self.world.words["leads"][kind]
        at = identifier.habit if rng.random() < 0.8 else rng.random()
        lead: str = leads[int(at * len(leads))]
        whole = shown.disguise and DISGUISES[shown.disguise].whole
        return shown.written if whole else lead.replace("{v}", shown.written)

    def _hub(self, ad: Ad, number: int) -> str:
        """Write the sentence about a hub."""
        hub = self.world.hubs[number]
        found = hub.identifier
        ad.shown.append(Shown(found.kind, found.value, hub.key, "hub", found.written))
        ad.note(f"hub:{hub.key}")
        sentence: str = pick(self.rng, languages()[ad.person.language].hubs[hub.purpose])
        return sentence.replace("{v}", found.written).replace(
            "{n}", str(int(1000 + self.rng.random() * 90000))
        )

    def _compose(self, ad: Ad, silent: bool, pieces: list[str], forced: list[str], hubs: list[str]) -> None:
        """Write title and text: the person's own words, a little changed, around the contacts."""
        rng, person, post = self.rng, ad.person, ad.post
        own = silent or rng.random() < 0.5
        owner, which = person.texts[0] if own else pick(rng, person.texts)
        if owner != person.index:
            ad.note(f"copied_text:{self.world.persons[owner].key}")
        text = self.world.text(owner, which)
        sentences = list(text.sentences)
        if rng.random() < 0.3 and len(sentences) > 4:
            at = 1 + int(rng.random() * (len(sentences) - 2))
            sentences[at - 1 : at + 1] = sentences[at - 1 : at + 1][::-1]
        draw = rng.random()
        edits = 0 if draw < 0.6 else 1 + int((draw - 0.6) * 6) if draw < 0.9 else 3 + int(rng.random() * 4)
        joint = "\n" if person.index % 3 == 0 else " "
        body = self._filled(vary(rng, joint.join(sentences), edits), post)
        contact = (", ", " / ", joint)[int(rng.random() * 3)].join(pieces + forced)
        if contact and (rng if pieces else self.secret).random() < 0.2:
            # On a line of its own: a number that the text begins with would run into a phone.
            body = f"{contact}\n{body}"
        elif contact:
            body = f"{body}{joint}{contact}"
        post.text = joint.join([body, *hubs])
        post.title = self._filled(text.title, post)

    def _filled(self, text: str, post: Post) -> str:
        """Put town and price in."""
        money: str = self.world.places["regions"][post.region]["price"]
        return text.replace("<city>", post.city).replace("<price>", money.replace("{p}", str(post.price)))
