/* The panel of a cluster: what it is in plain words, what holds it together, and its records. */

const KIND_WORDS = {
  __proto__: null, ad: "ad", message: "message", profile: "profile", page: "page", email: "e-mail", payment: "payment", call: "call", contact: "contact" };

/** "41 ads on 3 platforms from 2 Feb to 9 May 2025, 4 phones, 2 accounts" */
function summary(recordList) {
  const kinds = new Map();
  for (const record of recordList) {
    const name = KIND_WORDS[word(records.kind[record])] ?? "record";
    kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  const things = [...kinds].sort((a, b) => b[1] - a[1]).map(([name, n]) => count(n, name));
  const named = platformCounts(recordList).filter(([name]) => name !== "");
  const where = named.length === 1 ? ` on ${platformName(named[0][0])}` : named.length ? ` on ${number(named.length)} platforms` : "";
  const dates = recordList.map((record) => records.posted_at[record]).filter(Boolean).sort();
  const when = period(dates[0], dates.at(-1));
  return [`${listed(things)}${where}${when ? ` ${when}` : ""}`, ...familyCounts(recordList)].join(", ");
}

/** "4 phones", "2 accounts": what joins or corroborates, by family, most first. */
function familyCounts(recordList) {
  const families = new Map();
  for (const { identifier, effect } of identifiersOf(recordList)) {
    if (effect < 2) families.set(familyOf(identifier), (families.get(familyOf(identifier)) ?? 0) + 1);
  }
  return [...families].sort((a, b) => b[1] - a[1]).map(([family, n]) => countFamily(n, family));
}

function clusterPanel(cluster) {
  const id = clusters.cluster_id[cluster];
  const own = members.get(id) ?? [];
  const open = graph.view() === id;
  const missing = clusters.records[cluster] - own.length;
  return [
    kicker(null, "Cluster ", el("code", {}, said(line(id, 60)))),
    el("h2", {}, said(clusterLabel(cluster))),
    own.length ? el("p", { class: "lead" }, said(`${summary(own)}.`)) : el("p", { class: "lead" }, said(outline(cluster))),
    ...holdingWords(cluster, own),
    missing > 0 ? el("p", { class: "warn" }, `${number(missing)} of its ${count(clusters.records[cluster], "record")} are not in this file. `
      + `Make a map of it alone with: graphkit map DIR --cluster ${id}`) : null,
    open ? undrawn(own) : null,
    !open && views.has(id) ? el("button", { class: "act", onclick: () => goCluster(cluster) }, "Open cluster") : null,
    own.length ? platformBar(own) : null,
    own.length ? section("What holds it together", ...identifierRows(own, id)) : null,
    possibleSection(id),
    own.length ? section(`Records`, ...longList(byDate(own), recordRow)) : null,
  ];
}

/** How firmly it holds, its weakest tie, what rests on text, and what it may belong with: a line each. */
function holdingWords(cluster, own) {
  const joining = identifiersOf(own).filter(({ effect, records: carrying }) => effect === 0 && carrying.size > 1);
  const content = ["text", "image"].map((family) => joining.filter(({ identifier }) => familyOf(identifier) === family).length);
  const copied = content[0] + content[1];
  const on = [content[0] ? "text" : null, content[1] ? "pictures" : null].filter(Boolean).join(" or ");
  const open = pairsOf(clusters.cluster_id[cluster])[0].length;
  const hangs = clusters.hangs_on[cluster];
  return [
    el("p", { class: "how" }, said(`It ${clusters.holds[cluster]}.`),
      hangs < 0 ? null : [" ", el("button", { class: "inline words", onclick: () => goIdentifier(hangs, clusters.cluster_id[cluster]) }, "Show it")]),
    clusters.weakest[cluster] === null ? null : el("p", { class: "how" }, said(`Its weakest joining tie: ${clusters.weakest[cluster]}.`)),
    copied ? el("p", { class: "how" }, `${number(copied)} of its joins ${copied === 1 ? "rests" : "rest"} on ${on}, which others can copy.`) : null,
    open ? el("p", { class: "how" }, `${capital(count(open, "possible link"))} to ${open === 1 ? "another cluster" : "other clusters"}, not joined: listed below.`) : null,
  ];
}

/** A cluster whose records are not in the file, from its row alone. */
function outline(cluster) {
  const when = period(clusters.first_seen[cluster], clusters.last_seen[cluster]);
  return `${count(clusters.records[cluster], "record")} on ${count(clusters.platforms[cluster], "platform")}${when ? ` ${when}` : ""}, `
    + `${count(clusters.identifiers[cluster], "identifier")}.`;
}

/** What of an open cluster does not fit into the picture. */
function undrawn(own) {
  const drawn = graph.nodes();
  const absent = own.filter((record) => !drawn.has(`r${record}`)).length;
  const hidden = identifiersOf(own).filter(({ identifier }) => !drawn.has(`i${identifier}`)).length;
  const parts = [];
  if (absent) parts.push(count(absent, "record"));
  if (hidden) parts.push(count(hidden, "identifier"));
  if (!parts.length) return null;
  return el("p", { class: "warn" }, `The picture shows the strongest ${number([...drawn.values()].filter((node) => node.type !== "p").length)} nodes; ${listed(parts)} are left out of it. `
    + "All are listed here and found by search.");
}

function identifierRows(own, id) {
  const tied = identifiersOf(own);
  const strong = tied.filter(({ records: carrying, effect }) => carrying.size > 1 && effect < 3);
  const shown = strong.length ? strong : tied;
  const note = ({ records: carrying, effect, bits: worth }) => {
    const worthWords = effect < 2 ? ` · ${bits(worth)}` : "";
    return `${EFFECT_WORDS[effect]} ${number(carrying.size)}${worthWords}`;
  };
  return longList(shown, (entry) => identifierRow(entry.identifier, note(entry), entry.effect, id));
}

function byDate(recordList) {
  const when = (record) => records.posted_at[record] ?? "9999";
  return [...recordList].sort((a, b) => (when(a) < when(b) ? -1 : when(a) > when(b) ? 1 : a - b));
}
