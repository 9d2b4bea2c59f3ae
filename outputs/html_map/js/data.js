/* The data of the file, with the ways to look things up. Rows are known by their number. */

const data = JSON.parse(byId("data").textContent);
const word = (n) => data.words[n];

const records = data.records;
const identifiers = data.identifiers;
const clusters = data.clusters;

/* The overview under the empty name, and each cluster that can be opened under its id. */
const views = new Map(Object.entries(data.views));

const recordNumbers = new Map(records.record_id.map((id, n) => [id, n]));
const clusterNumbers = new Map(clusters.cluster_id.map((id, n) => [id, n]));
const identifierNumbers = new Map(identifiers.value.map((value, n) => [`${word(identifiers.kind[n])}:${value}`, n]));
const asideReasons = new Map(data.aside.map(([n, reason, touched]) => [n, { reason: word(reason), touched }]));

/* Record numbers of each cluster id, lone records' own ids included. */
const members = new Map();
records.cluster_id.forEach((id, n) => {
  const key = word(id);
  if (!members.has(key)) members.set(key, []);
  members.get(key).push(n);
});

/* Record numbers that carry each identifier. */
const carriers = identifiers.value.map(() => []);
data.ties.forEach((ties, record) => {
  for (const [identifier] of ties) {
    const list = carriers[identifier];
    if (list.at(-1) !== record) list.push(record);
  }
});

/* Platforms by number of records, most first: their order is their colour. */
const platformRecords = new Map();
records.platform.forEach((p) => platformRecords.set(word(p), (platformRecords.get(word(p)) ?? 0) + 1));
const platforms = [...platformRecords.keys()].sort(
  (a, b) => (a === "") - (b === "") || platformRecords.get(b) - platformRecords.get(a) || (a < b ? -1 : 1),
);
const platformRank = new Map(platforms.map((name, n) => [name, n]));

const kindOf = (n) => word(identifiers.kind[n]);
const familyOf = (n) => word(identifiers.family[n]);
const nameOf = (n) => `${kindOf(n)}:${identifiers.value[n]}`;
const clusterOf = (record) => word(records.cluster_id[record]);
const platformOf = (record) => word(records.platform[record]);
const isAlone = (record) => !clusterNumbers.has(clusterOf(record));
const nodeKey = (id) => [id[0], Number(id.slice(1))];

function titleOf(record) {
  return line(records.title[record] || records.text[record] || records.native_id[record] || records.record_id[record], 90);
}

/** An identifier's value as people read it best: phones spaced, addresses without their scheme. */
function shownValue(identifier) {
  const value = identifiers.shown[identifier] ?? identifiers.value[identifier];
  return familyOf(identifier) === "web" ? value.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "") || value : value;
}

const shownPhones = new Map(identifiers.value.map((value, n) => [value, identifiers.shown[n]]));

function clusterLabel(cluster) {
  const label = clusters.label[cluster] || clusters.cluster_id[cluster];
  return line(shownPhones.get(label) ?? label, 40);
}

/** A field's text: title, text, or an entry of the further columns. */
function fieldText(record, field) {
  if (field === "title" || field === "text") return records[field][record] ?? "";
  const entries = [...(records.more_text[record] ?? []), ...(records.extra[record] ?? [])];
  return entries.find(([key]) => key === field)?.[1] ?? "";
}

/** The strongest tie between a record and an identifier: [identifier, role, bits, effect, reason]. */
function tieOf(record, identifier) {
  let best = null;
  for (const tie of data.ties[record]) {
    if (tie[0] === identifier && (best === null || tie[3] < best[3])) best = tie;
  }
  return best;
}

/** How a tie acts on the picture: an identifier that is a shared resource never more than that. */
function effectOf(tie) {
  return identifiers.effect[tie[0]] === 3 ? 3 : tie[3];
}

/** The identifiers of some records with how many of these carry each, strongest first. */
function identifiersOf(recordList) {
  const found = new Map();
  for (const record of recordList) {
    for (const tie of data.ties[record]) {
      const known = found.get(tie[0]) ?? { identifier: tie[0], records: new Set(), effect: 3, bits: 0 };
      known.records.add(record);
      known.effect = Math.min(known.effect, effectOf(tie));
      known.bits = Math.max(known.bits, tie[2]);
      found.set(tie[0], known);
    }
  }
  return [...found.values()].sort(
    (a, b) => a.effect - b.effect || b.records.size - a.records.size || b.bits - a.bits || a.identifier - b.identifier,
  );
}

/** Numbers of records by platform, in the order of the platforms. */
function platformCounts(recordList) {
  const counts = new Map();
  for (const record of recordList) counts.set(platformOf(record), (counts.get(platformOf(record)) ?? 0) + 1);
  return [...counts].sort((a, b) => platformRank.get(a[0]) - platformRank.get(b[0]));
}

function platformName(name) {
  return name === "" ? "platform not given" : line(name, 40);
}
