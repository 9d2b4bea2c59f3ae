/* The panel of a record: what it says, where it stands in its source, and what ties it to others. */

function recordPanel(record) {
  const kind = KIND_WORDS[word(records.kind[record])] ?? "record";
  const cluster = clusterNumbers.get(clusterOf(record));
  return [
    kicker(swatch(platformOf(record)), `${capital(kind)} on `, said(platformName(platformOf(record)))),
    el("h2", {}, said(line(records.title[record] || titleOf(record), 200))),
    notDrawn(`r${record}`),
    recordFacts(record, cluster),
    ...recordTexts(record),
    section("What ties it to others", tieTable(record)),
    isAlone(record) ? possibleSection(clusterOf(record)) : null,
    extraSection(record),
  ];
}

function recordFacts(record, cluster) {
  const place = [word(records.location[record]), word(records.country[record])].filter(Boolean).join(", ");
  const posted = records.posted_at[record];
  return facts([
    ["Posted", posted ? moment(posted) : "date not known"],
    ["Author", records.author[record] && line(records.author[record], 120)],
    ["Place", line(place, 120)],
    ["Address", records.url[record] && el("span", { class: "address" }, said(line(records.url[record], 500)))],
    ["Source", `${line(word(records.source[record]), 160)}, ${line(records.locator[record] ?? "", 80)}`],
    ["Its id there", line(records.native_id[record] ?? "", 120)],
    ["Record", el("code", {}, said(line(records.record_id[record], 120)))],
    ["Cluster", cluster === undefined ? "none: it stands alone"
      : el("button", { class: "inline", onclick: () => goCluster(cluster) }, clusters.cluster_id[cluster])],
  ]);
}

/** Title (where an identifier stands in it), text and further prose, each with its marks. */
function recordTexts(record) {
  const inTitle = data.mentions[record].some((m) => word(m[0]) === "title");
  const texts = [];
  if (inTitle || (records.title[record] ?? "").length > 200) texts.push(section("Title", ...markedText(record, "title")));
  if (records.text[record]) texts.push(section("Text", ...markedText(record, "text")));
  for (const [key] of records.more_text[record] ?? []) texts.push(section(line(key, 60), ...markedText(record, key)));
  const prose = [records.title[record], records.text[record], ...(records.more_text[record] ?? []).flat()];
  const turned = prose.some((text) => text && turnsDirection(text));
  if (turned) texts.push(el("p", { class: "warn" }, "This record holds characters that change the direction of reading: what you see may stand in another order than it was written."));
  return texts;
}

function tieTable(record) {
  const ties = [...data.ties[record]].sort((a, b) => effectOf(a) - effectOf(b) || b[2] - a[2] || a[0] - b[0]);
  if (!ties.length) return el("p", {}, "No identifier was found in it.");
  return el("ul", { class: "ties" }, ties.map((tie) => {
    const [identifier, role, worth, , reason] = tie;
    const effect = effectOf(tie);
    const others = identifiers.records[identifier] - 1;
    const strength = [EFFECT_WORDS[effect], effect < 2 ? bits(worth) : null, word(role) === "self" ? null : word(role),
      others > 0 ? `on ${count(others, "other record")}` : "on no other record"];
    return el("li", { class: `tie tie-${effect}` },
      identifierRow(identifier, strength.filter(Boolean).join(" · "), effect),
      el("p", { class: "why" }, said(word(reason))));
  }));
}

/** The other columns of the source, kept as they were. */
function extraSection(record) {
  const entries = records.extra[record];
  if (!entries) return null;
  return el("details", { class: "extra" }, el("summary", {}, `Other columns of the source (${number(entries.length)})`),
    el("dl", { class: "facts" }, entries.map(([key]) => [
      el("dt", {}, said(line(key, 60))), el("dd", {}, ...markedText(record, key, "value"))])));
}

/** A line for what is selected and not in the picture. */
function notDrawn(id) {
  if (graph.nodes().has(id)) return null;
  return el("p", { class: "warn" }, "Not drawn in this picture, which shows the strongest nodes only.");
}
