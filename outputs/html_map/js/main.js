/* Ties it together: the address says where the reader is, and everything else follows from it. */

function drawTrail(view, selected) {
  const trail = byId("trail");
  const crumbs = [];
  const home = data.only === null ? line(data.title, 40) : `${line(data.title, 40)}: one cluster`;
  crumbs.push(el("button", { class: "crumb home", onclick: goHome, title: "The whole picture (Esc)" }, said(home)));
  if (view !== "" && view.alone === undefined) {
    crumbs.push(el("button", { class: "crumb", onclick: () => go({ cluster: view }) }, view));
  } else if (view.alone !== undefined) {
    crumbs.push(el("span", { class: "crumb" }, "A record alone"));
  }
  if (selected !== null && view.alone === undefined) crumbs.push(el("span", { class: "crumb here" }, said(crumbName(selected))));
  trail.replaceChildren(...crumbs.flatMap((crumb, n) => (n ? [el("span", { class: "arrow", "aria-hidden": "true" }, "›"), crumb] : [crumb])));
}

function crumbName(id) {
  const [type, n] = nodeKey(id);
  if (type === "c") return clusters.cluster_id[n];
  if (type === "p") return "Possible link";
  return type === "r" ? line(titleOf(n), 30) : line(shownValue(n), 30);
}

function panelFor(view, selected) {
  if (selected !== null) {
    const [type, n] = nodeKey(selected);
    if (type === "r") return recordPanel(n);
    if (type === "p") return possiblePanel(n);
    return type === "i" ? identifierPanel(n) : clusterPanel(n);
  }
  return view === "" ? casePanel() : clusterPanel(clusterNumbers.get(view));
}

function notify(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
}

function showRoute() {
  const { view, selected, missing } = resolve(readRoute());
  notify(missing === undefined ? "" : `Not in this file: ${line(missing, 80)}`);
  const empty = view.alone === undefined && views.get(view).nodes.length === 0;
  byId("blank").hidden = !empty;
  const changed = graph.show(view);
  drawLegend();
  if (changed) graph.fit();
  graph.select(selected);
  drawTrail(view, selected);
  const panel = byId("panel");
  const follow = panel.contains(document.activeElement);
  panel.replaceChildren(...panelFor(view, selected).flat(Infinity).filter(Boolean));
  panel.scrollTop = 0;
  // The button that was pressed is gone: whoever goes by keyboard goes on from the panel's start.
  if (follow) panel.focus({ preventScroll: true });
}

/** One step back towards the whole picture: from what is selected to its view, from a cluster to the overview. */
function stepOut() {
  const place = readRoute();
  const { view, selected } = resolve(place);
  if (selected !== null && view !== "" && view.alone === undefined) go({ cluster: view });
  else goHome();
}

function pick(id) {
  const view = graph.view();
  if (id === null) {
    if (focus.selected !== null && view.alone === undefined) go(view === "" ? {} : { cluster: view });
    return;
  }
  const [type, n] = nodeKey(id);
  if (type === "c") (views.has(clusters.cluster_id[n]) ? goCluster : goAt)(n);
  else if (type === "r") goRecord(n);
  else if (type === "p") goAcross(n, view);
  else goIdentifier(n, view === "" || view.alone !== undefined ? null : view);
}

/** From a stand-in to the cluster that it stands for; where the file does not hold that, to what is known of the link. */
function goAcross(pair, view) {
  const side = otherSide(pair, view.alone === undefined ? view : clusterOf(view.alone));
  if (canGo(side)) goSide(side);
  else goPair(pair, view);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof HTMLInputElement;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && !typing) stepOut();
}

function start() {
  const { counts, sources } = data.case;
  const rejects = counts.rejects ?? 0;
  byId("foot").textContent = `${count(counts.records ?? records.record_id.length, "record")} from ${count(counts.sources ?? sources.length, "file")}`
    + `${rejects ? `, ${count(rejects, "row")} not readable` : ""}.`;
  byId("blank").append(el("h2", {}, "No clusters to draw"), el("p", {}, "No identifier joins two records. The panel says what to do next."));
  byId("legend").open = window.innerWidth > 1200;
  graph.onPick = pick;
  graph.onPickPair = (pair) => goPair(pair, graph.view());
  search.start();
  window.addEventListener("hashchange", showRoute);
  document.addEventListener("keydown", onKey);
  byId("zoom-in").addEventListener("click", () => graph.zoom(1.4));
  byId("zoom-out").addEventListener("click", () => graph.zoom(1 / 1.4));
  byId("zoom-fit").addEventListener("click", graph.fit);
  byId("legend").addEventListener("toggle", graph.redraw);
  let resizing = 0;
  window.addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(graph.fit, 150);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { graph.restyle(); drawLegend(); });
  showRoute();
  document.documentElement.dataset.ready = "true";
  window.graphkitMap = { whereIs: graph.whereIs, nodes: () => [...graph.nodes().keys()], view: graph.view,
    /** The dotted lines of the picture: [from, to, number of the possible link]. */
    dotted: () => graph.edges.filter((edge) => edge.pair !== undefined).map((edge) => [edge.from, edge.to, edge.pair]) };
}

start();
