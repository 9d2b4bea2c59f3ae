/* Where the reader is, kept in the address: it can be bookmarked, and the browser's back button works. */

/** A place: {cluster}, {record}, {identifier, cluster?}, {at: cluster in the overview},
    {possible: cluster, and: cluster, cluster?}, or {} for the overview. */
function readRoute() {
  const said = new URLSearchParams(location.hash.slice(1));
  const place = {};
  for (const key of ["cluster", "record", "identifier", "at", "possible", "and"]) {
    if (said.has(key)) place[key] = said.get(key);
  }
  return place;
}

function go(place) {
  const hash = `#${new URLSearchParams(place)}`;
  if (hash === location.hash || (hash === "#" && location.hash === "")) showRoute();
  else location.hash = hash;
}

const goCluster = (cluster) => go({ cluster: clusters.cluster_id[cluster] });
const goAt = (cluster) => go({ at: clusters.cluster_id[cluster] });
const goRecord = (record) => go({ record: records.record_id[record] });
const goHome = () => go({});

function goIdentifier(identifier, cluster = null) {
  const place = { identifier: nameOf(identifier) };
  if (cluster !== null) place.cluster = cluster;
  go(place);
}

/** The view in which an identifier is best seen: the given one, the overview, or the cluster that carries it most. */
function viewOfIdentifier(identifier, wanted) {
  if (wanted !== undefined && views.has(wanted)) return wanted;
  if (identifiers.effect[identifier] === 3 && views.has("")) return "";
  const counts = new Map();
  for (const record of carriers[identifier]) {
    const id = clusterOf(record);
    if (views.has(id) && !isAlone(record)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const best = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  if (best) return best[0];
  return carriers[identifier].length ? { alone: carriers[identifier][0] } : "";
}

/** What to draw and what to select for a place: {view, selected, missing}. A view is a cluster id, "", or {alone}. */
function resolve(place) {
  if (place.record !== undefined) {
    const record = recordNumbers.get(place.record);
    if (record === undefined) return { view: homeView(), selected: null, missing: `record ${place.record}` };
    const own = views.has(clusterOf(record)) && !isAlone(record);
    return { view: own ? clusterOf(record) : { alone: record }, selected: `r${record}` };
  }
  if (place.identifier !== undefined) {
    const identifier = identifierNumbers.get(place.identifier);
    if (identifier === undefined) return { view: homeView(), selected: null, missing: place.identifier };
    return { view: viewOfIdentifier(identifier, place.cluster), selected: `i${identifier}` };
  }
  if (place.possible !== undefined) {
    const pair = pairOf(place.possible, place.and ?? "");
    if (pair === undefined) {
      return { view: homeView(), selected: null, missing: `possible link of ${place.possible} and ${place.and ?? ""}` };
    }
    return { view: viewOfPair(pair, place.cluster), selected: `p${pair}` };
  }
  if (place.at !== undefined && clusterNumbers.has(place.at) && views.has("")) {
    return { view: "", selected: `c${clusterNumbers.get(place.at)}` };
  }
  if (place.cluster !== undefined) {
    if (views.has(place.cluster) && clusterNumbers.has(place.cluster)) return { view: place.cluster, selected: null };
    const own = members.get(place.cluster);
    if (own) return { view: { alone: own[0] }, selected: `r${own[0]}` };
    if (clusterNumbers.has(place.cluster) && views.has("")) {
      return { view: "", selected: `c${clusterNumbers.get(place.cluster)}` };
    }
    return { view: homeView(), selected: null, missing: `cluster ${place.cluster}` };
  }
  return { view: homeView(), selected: null };
}

/** The view to start from: the overview, or the one cluster that the file is about. */
function homeView() {
  if (data.only === null) return "";
  if (clusterNumbers.has(data.only) && views.has(data.only)) return data.only;
  return { alone: 0 };
}
