/* The search box: results in groups, driven by keyboard or pointer. */

const SHOWN = { clusters: 5, identifiers: 8, records: 12 };

const search = (() => {
  const input = byId("query");
  const list = byId("results");
  let options = [];
  let active = -1;

  /** A piece of a record's text around what was found. */
  function snippet(record, query) {
    const text = line(records.text[record] ?? "", 4000);
    const low = text.toLowerCase();
    const at = low.length === text.length ? low.indexOf(query) : -1;
    if (at < 0) return [line(text, 90)];
    const start = Math.max(0, at - 30);
    const end = at + query.length;
    return [start ? "…" : "", text.slice(start, at), el("b", {}, text.slice(at, end)), text.slice(end, end + 50)];
  }

  const rows = {
    clusters: (n) => [el("span", { class: "size" }, number(clusters.records[n])),
      el("span", { class: "row-main" }, said(clusterLabel(n))),
      el("span", { class: "row-side" }, `${clusters.cluster_id[n]} · ${count(clusters.records[n], "record")}`)],
    identifiers: (n) => [badge(n), el("span", { class: "row-main" }, said(line(shownValue(n), 80))),
      el("span", { class: "row-side" }, `${kindOf(n)} · on ${count(identifiers.records[n], "record")}`)],
    records: (n, query) => [swatch(platformOf(n)), el("span", { class: "row-main" }, said(titleOf(n))),
      el("span", { class: "row-side" }, el("bdi", { dir: "auto" }, ...snippet(n, query)))],
  };
  const open = { clusters: (n) => goAt(n), identifiers: (n) => goIdentifier(n), records: (n) => goRecord(n) };

  function option(group, n, query) {
    const place = options.length;
    const node = el("div", { class: "row option", role: "option", id: `option-${place}`, "aria-selected": "false",
      onclick: () => choose(place) }, ...rows[group](n, query));
    options.push({ node, act: () => open[group](n) });
    return node;
  }

  function group(name, found, query) {
    if (!found.length) return null;
    const shown = found.slice(0, SHOWN[name]);
    const rest = found.length - shown.length;
    return el("div", { role: "group", "aria-label": name },
      el("p", { class: "group" }, capital(name), el("span", {}, number(found.length))),
      shown.map((n) => option(name, n, query)),
      rest ? el("p", { class: "rest" }, `${number(rest)} more; add a word to narrow it down`) : null);
  }

  function show() {
    const query = input.value;
    options = [];
    active = -1;
    if (!query.trim()) return close();
    const found = index.find(query);
    const folded = query.trim().toLowerCase();
    const groups = ["identifiers", "clusters", "records"].map((name) => group(name, found[name], folded));
    list.replaceChildren(...groups.filter(Boolean));
    if (!options.length) list.append(el("p", { class: "rest" }, "Nothing in this file matches."));
    list.dataset.answers = query;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    return move(options.length ? 0 : -1);
  }

  function move(place) {
    if (options[active]) options[active].node.setAttribute("aria-selected", "false");
    active = place;
    if (!options[active]) return input.removeAttribute("aria-activedescendant");
    options[active].node.setAttribute("aria-selected", "true");
    options[active].node.scrollIntoView({ block: "nearest" });
    return input.setAttribute("aria-activedescendant", options[active].node.id);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const chosen = options[place];
    if (!chosen) return;
    close();
    input.blur();
    chosen.act();
  }

  function onKey(event) {
    const last = options.length - 1;
    if (event.key === "ArrowDown") move(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp") move(active <= 0 ? last : active - 1);
    else if (event.key === "Enter") choose(active);
    else if (event.key === "Escape") {
      close();
      input.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function start() {
    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 80);
    });
    input.addEventListener("focus", () => input.value.trim() && show());
    input.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", (event) => {
      if (!byId("search").contains(event.target)) close();
    });
    const prepare = () => index.step(200) && setTimeout(prepare, 30);
    setTimeout(prepare, 600);
  }

  return { start, focus: () => { input.focus(); input.select(); } };
})();
