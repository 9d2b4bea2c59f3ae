/* The panel of the whole case: what the map shows, how the data came, and ways in. */

function casePanel() {
  const { counts, left } = data.case;
  const total = counts.records ?? records.record_id.length + left.records;
  const linked = clusters.records.reduce((sum, n) => sum + n, 0);
  if (clusters.cluster_id.length === 0) return noClusterPanel(total);
  return [
    kicker(null, "The whole case"),
    el("h2", {}, said(line(data.case.name || data.title, 80))),
    el("p", { class: "lead" },
      `${count(clusters.records.length + left.clusters, "cluster")} ${clusters.records.length === 1 ? "holds" : "hold"} `
      + `${number(linked)} of ${count(total, "record")} together. `
      + (total > linked ? `${capital(count(total - linked, "record"))} ${total - linked === 1 ? "stands" : "stand"} alone: not drawn here, found by search.` : "")),
    el("p", { class: "how" }, "Each circle is a cluster: records that share identifiers. Click one to open it."),
    leftOut(),
    possibleListSection(),
    section(`Clusters, largest first`, ...longList(clusters.records.map((_, n) => n), clusterRow)),
    asideSection(),
    sourceSection(),
  ];
}

function noClusterPanel(total) {
  return [
    kicker(null, "The whole case"),
    el("h2", {}, "No clusters"),
    el("p", { class: "lead" }, `No identifier joins any two of the ${count(total, "record")} in this case.`),
    el("p", {}, "What to do next: search for a number or a name above to read single records; add more sources to the "
      + "case; give the regions of phone numbers written without a country code (--region); or look at the "
      + "shared resources."),
    asideSection(),
    sourceSection(),
    records.record_id.length ? section("Records", ...longList(records.record_id.map((_, n) => n), recordRow)) : null,
  ];
}

/** What is in the case and not in this file. */
function leftOut() {
  const { left } = data.case;
  const parts = [];
  if (left.records) parts.push(`${count(left.records, "record")} of the smaller clusters and of those that stand alone`);
  if (left.clusters) parts.push(`${count(left.clusters, "smaller cluster")}`);
  if (!parts.length) return null;
  return el("p", { class: "warn" }, `Not in this file: ${listed(parts)}. `
    + "Make a map of one cluster with: graphkit map DIR --cluster ID");
}

function asideSection() {
  if (!data.aside.length) return null;
  return section("Set aside: taken for shared, joins nothing",
    ...longList(data.aside, ([n]) => identifierRow(n, `on ${count(identifiers.records[n], "record")}`, 3)));
}

function sourceSection() {
  const { counts, sources, warnings } = data.case;
  const rejects = counts.rejects ?? 0;
  return section("How the data came",
    el("p", {}, `${count(counts.records ?? records.record_id.length, "record")} from ${count(counts.sources ?? sources.length, "file")}; `
      + (rejects ? `${count(rejects, "row")} could not be read (listed in rejects.csv).` : "every row could be read.")),
    el("table", { class: "plain" }, el("tbody", {}, sources.slice(0, 50).map(([name, n]) =>
      el("tr", {}, el("td", {}, said(line(name, 120))), el("td", { class: "num" }, number(n)))))),
    sources.length > 50 ? el("p", {}, `and ${count(sources.length - 50, "more file", "more files")}`) : null,
    warnings.map((text) => el("p", { class: "warn" }, said(text))));
}
