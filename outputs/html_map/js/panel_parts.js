/* Parts that several panels are made of. */

const FIRST_ROWS = 60;

/** A list that shows its first rows and then, on demand, more. */
function longList(items, row, className = "rows") {
  const list = el("ul", { class: className });
  const more = el("button", { class: "more", onclick: () => add(500) });
  let done = 0;
  const add = (most) => {
    for (const item of items.slice(done, done + most)) list.append(el("li", {}, row(item)));
    done = Math.min(items.length, done + most);
    more.hidden = done === items.length;
    more.textContent = `Show more (${number(items.length - done)} left)`;
  };
  add(FIRST_ROWS);
  return [list, more];
}

function swatch(platform) {
  return el("span", { class: platformClass(platform), "aria-hidden": "true" });
}

/** The shape and icon of an identifier, as on the picture. */
function badge(identifier, effect = identifiers.effect[identifier]) {
  return el("span", { class: `badge badge-${effect}` }, svgIcon(iconOf(familyOf(identifier)), "icon"));
}

function recordRow(record) {
  const posted = records.posted_at[record];
  const facts = [platformName(platformOf(record)), posted ? day(posted) : null, line(records.native_id[record] ?? "", 24)];
  return el("button", { class: "row", onclick: () => goRecord(record) },
    swatch(platformOf(record)),
    el("span", { class: "row-main" }, said(titleOf(record))),
    el("span", { class: "row-side" }, said(facts.filter(Boolean).join(" · "))));
}

/** An identifier with how it acts; `note` says more on the right. */
function identifierRow(identifier, note, effect, cluster = null) {
  return el("button", { class: "row", onclick: () => goIdentifier(identifier, cluster) },
    badge(identifier, effect),
    el("span", { class: "row-main" }, said(line(shownValue(identifier), 80))),
    el("span", { class: "row-side" }, `${kindOf(identifier)} · ${note}`));
}

function clusterRow(cluster) {
  const when = span(clusters.first_seen[cluster], clusters.last_seen[cluster]);
  const parts = [count(clusters.platforms[cluster], "platform"), when, clusters.cluster_id[cluster]];
  return el("button", { class: "row", onclick: () => goCluster(cluster) },
    el("span", { class: "size" }, number(clusters.records[cluster])),
    el("span", { class: "row-main" }, said(clusterLabel(cluster))),
    el("span", { class: "row-side" }, said(parts.filter(Boolean).join(" · "))));
}

function section(heading, ...content) {
  return el("section", {}, el("h3", {}, heading), ...content);
}

/** Pairs of a name and a text or node; what is missing is left out. */
function facts(entries) {
  const rows = entries.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return el("dl", { class: "facts" }, rows.map(([name, value]) => [
    el("dt", {}, name), el("dd", {}, typeof value === "string" ? said(value) : value),
  ]));
}

/** A bar of the platforms' shares, with the numbers in words below. */
function platformBar(recordList) {
  const counts = platformCounts(recordList);
  const bar = el("div", { class: "share", "aria-hidden": "true" }, counts.map(([name, n]) => {
    const part = el("span", { class: platformClass(name) });
    part.style.flexGrow = String(n);
    return part;
  }));
  const words = counts.map(([name, n]) => el("span", { class: "share-item" }, swatch(name), said(platformName(name)), ` ${number(n)}`));
  return el("div", {}, bar, el("p", { class: "share-words" }, words));
}

/** The small line over a heading: a sign (a swatch, a badge, or null) and words. */
function kicker(sign, ...words) {
  return el("p", { class: "kicker" }, sign, el("span", {}, ...words));
}
