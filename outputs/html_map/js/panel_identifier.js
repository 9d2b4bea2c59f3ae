/* The panel of an identifier: where it was seen, how it was written, and why it joins or does not. */

function identifierPanel(identifier) {
  const value = identifiers.value[identifier];
  const own = carriers[identifier];
  const missing = identifiers.records[identifier] - own.length;
  return [
    kicker(badge(identifier), `${capital(kindOf(identifier))} · ${EFFECT_WORDS[identifiers.effect[identifier]]}`),
    el("h2", { class: "value" }, said(line(identifiers.shown[identifier] ?? value, 300))),
    el("p", { class: "lead" }, said(seenWords(identifier))),
    el("p", { class: "how" }, said(whyWords(identifier))),
    identifiers.shown[identifier] === null ? null : facts([["Value", el("code", {}, value)]]),
    writtenSection(identifier),
    own.length ? platformBar(own) : null,
    touchedSection(identifier),
    pairsOfIdentifier.has(identifier) ? section("Possible links by it: not joined", ...longList(pairsOfIdentifier.get(identifier), (n) => pairRow(n))) : null,
    missing > 0 ? el("p", { class: "warn" }, `${capital(count(missing, "record"))} that carry it are not in this file.`) : null,
    own.length ? section("Records that carry it", ...longList(byDate(own), recordRow)) : null,
  ];
}

/** "On 14 records on 3 platforms (a, b, c) from 2 Feb to 9 May 2025." */
function seenWords(identifier) {
  const names = word(identifiers.platform_names[identifier]).split("; ").filter(Boolean);
  const shown = names.slice(0, 6).map((name) => line(name, 40)).join(", ") + (names.length > 6 ? ", …" : "");
  const where = names.length ? ` on ${count(identifiers.platforms[identifier], "platform")} (${shown})` : "";
  const when = period(identifiers.first_seen[identifier], identifiers.last_seen[identifier]);
  return `On ${count(identifiers.records[identifier], "record")}${where}${when ? `, ${when}` : ""}.`;
}

function whyWords(identifier) {
  const effect = identifiers.effect[identifier];
  if (effect === 3) return `Set aside, so it joins nothing: ${asideReasons.get(identifier)?.reason || "it is taken for shared"}.`;
  const worth = `sharing it is worth ${bits(identifiers.bits[identifier])}`;
  if (effect === 0 && familyOf(identifier) === "text") {
    return `It joins records that say nearly the same: ${worth}. This join rests on text, which others can copy: look at the ads before you rely on it.`;
  }
  if (effect === 0 && familyOf(identifier) === "image") {
    return `It joins a record that shares nothing else to the one cluster that carries this picture: ${worth}. This join rests on a picture, which others can copy.`;
  }
  if (effect === 0 && familyOf(identifier) === "decision") return "An analyst decided that its records are one actor; graphkit decisions DIR says who, when and why.";
  if (effect === 0) return `It joins the records that carry it as their own: ${worth}.`;
  if (effect === 1) return `It corroborates and does not join by itself: ${worth}.`;
  const record = carriers[identifier][0];
  const tie = record === undefined ? null : tieOf(record, identifier);
  return `It is shown and joins nothing${tie ? `: ${word(tie[4])}` : ""}.`;
}

/** The forms in which it stands in the texts, commonest first. */
function writtenForms(identifier) {
  const forms = new Map();
  for (const record of carriers[identifier]) {
    for (const m of data.mentions[record]) {
      if (m[3] !== identifier || m[1] < 0) continue;
      const raw = fieldText(record, word(m[0])).slice(m[1], m[2]);
      if (raw) forms.set(raw, (forms.get(raw) ?? 0) + 1);
    }
  }
  return [...forms].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function writtenSection(identifier) {
  const forms = writtenForms(identifier);
  if (!forms.length) return null;
  return section("As written", el("p", { class: "forms" }, forms.slice(0, 12).map(([raw, n]) =>
    el("span", { class: "form" }, said(line(raw, 60)), n > 1 ? el("span", { class: "times" }, `${number(n)}×`) : null)),
    forms.length > 12 ? ` and ${number(forms.length - 12)} more` : null));
}

function touchedSection(identifier) {
  const ids = new Set(carriers[identifier].map(clusterOf).filter((id) => clusterNumbers.has(id)));
  for (const n of asideReasons.get(identifier)?.touched ?? []) ids.add(clusters.cluster_id[n]);
  if (ids.size < 2) return null;
  const touched = [...ids].map((id) => clusterNumbers.get(id)).sort((a, b) => a - b);
  return section(`Touches ${count(touched.length, "cluster")}`, ...longList(touched, clusterRow));
}
