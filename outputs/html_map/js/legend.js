/* The legend of what is drawn now, with counts. */

const FAMILY_ORDER = ["phone", "email", "account", "web", "payment", "crypto", "bank", "key", "text", "image", "decision"];

function legendRow(sign, name, n) {
  return el("li", {}, sign, el("span", { class: "legend-name" }, name), n === null ? null : el("span", { class: "num" }, number(n)));
}

/** A family's shape and icon, drawn as on the picture. */
function shapeSign(family, effect = 0) {
  const canvas = el("canvas", { class: "sign", "aria-hidden": "true" });
  const ratio = Math.max(2, window.devicePixelRatio || 1);
  canvas.width = 24 * ratio;
  canvas.height = 24 * ratio;
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  drawIdentifier(ctx, { family, effect }, 12, 12, 9, 1);
  return canvas;
}

function platformLegend(recordList) {
  const counts = platformCounts(recordList);
  const own = counts.filter(([name]) => platformClass(name) !== "swatch");
  const rest = counts.filter(([name]) => platformClass(name) === "swatch");
  const other = rest.reduce((sum, [, n]) => sum + n, 0);
  const restName = rest.length === 1 ? platformName(rest[0][0]) : "other or not given";
  return el("ul", {}, own.map(([name, n]) => legendRow(swatch(name), said(platformName(name)), n)),
    other ? legendRow(swatch(""), restName, other) : null);
}

function familyLegend(drawn) {
  const families = new Map();
  const strongest = new Map();
  for (const { family, effect } of drawn) {
    families.set(family, (families.get(family) ?? 0) + 1);
    strongest.set(family, Math.min(strongest.get(family) ?? 3, effect));
  }
  const place = (family) => (FAMILY_ORDER.indexOf(family) + FAMILY_ORDER.length + 1) % (FAMILY_ORDER.length + 1);
  const sorted = [...families].sort((a, b) => place(a[0]) - place(b[0]));
  return el("ul", {}, sorted.map(([family, n]) => legendRow(shapeSign(family, strongest.get(family)), capital((FAMILY_WORDS[family] ?? ["other", "other"])[1]), n)));
}

function effectLegend(drawn) {
  const effects = [0, 1, 2, 3].map((effect) => drawn.filter((node) => node.effect === effect).length);
  const family = drawn[0]?.family ?? "phone";
  const names = ["joins records", "corroborates", "shows only", "shared resource, joins nobody"];
  return el("ul", {}, effects.map((n, effect) => (n ? legendRow(shapeSign(family, effect), names[effect], n) : null)));
}

/** A dotted line, as on the picture. */
function dottedSign() {
  const canvas = el("canvas", { class: "sign", "aria-hidden": "true" });
  const ratio = Math.max(2, window.devicePixelRatio || 1);
  canvas.width = 24 * ratio;
  canvas.height = 24 * ratio;
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  ctx.strokeStyle = theme.possible;
  traceDots(ctx, { x: 1, y: 12 }, { x: 24, y: 12 }, 2.6, 1);
  return canvas;
}

function possibleLegend(drawn) {
  const found = new Set(graph.edges.map((edge) => edge.pair).filter((pair) => pair !== undefined));
  for (const node of drawn) if (node.type === "p") found.add(node.n);
  return found.size ? el("ul", {}, legendRow(dottedSign(), "possible link, drawn here", found.size)) : null;
}

function drawLegend() {
  const drawn = [...graph.nodes().values()];
  const shownRecords = drawn.filter((node) => node.type === "r").map((node) => node.n);
  const shownIdentifiers = drawn.filter((node) => node.type === "i");
  const shownClusters = drawn.filter((node) => node.type === "c");
  const body = byId("legend-body");
  body.replaceChildren();
  if (shownClusters.length) {
    const inside = shownClusters.flatMap((node) => members.get(clusters.cluster_id[node.n]) ?? []);
    body.append(el("h3", {}, `${capital(count(shownClusters.length, "cluster"))}, by platform of their records`), platformLegend(inside));
    body.append(el("p", { class: "legend-note" }, "A larger circle holds more records."));
    if (shownIdentifiers.length) body.append(el("ul", {}, legendRow(shapeSign(shownIdentifiers[0].family, 3), "shared resource, joins nobody", shownIdentifiers.length)));
  } else {
    if (shownRecords.length) body.append(el("h3", {}, "Records, by platform"), platformLegend(shownRecords));
    if (shownIdentifiers.length) body.append(el("h3", {}, "Identifiers"), familyLegend(shownIdentifiers), effectLegend(shownIdentifiers));
  }
  const dotted = possibleLegend(drawn);
  if (dotted !== null) body.append(dotted);
  byId("legend").hidden = drawn.length === 0;
}
