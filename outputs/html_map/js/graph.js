/* The picture: vis-network with physics off and positions from the file. One view is drawn at a time. */

const graph = (() => {
  const box = byId("net");
  const nodes = new Map();
  let order = [];
  let network = null;
  let current = null;

  const options = {
    physics: false,
    layout: { improvedLayout: false },
    autoResize: true,
    nodes: { shape: "custom", chosen: false, label: undefined },
    edges: { smooth: false, chosen: false, hoverWidth: 0, selectionWidth: 0, color: { inherit: false } },
    interaction: { hover: true, dragNodes: false, selectConnectedEdges: false, hoverConnectedEdges: false, multiselect: false },
  };

  /** A node of a view, with what its drawing and its label need. */
  function describe({ id, x, y }, view) {
    const [type, n] = nodeKey(id);
    const node = { id, type, n, x, y };
    if (type === "c") return { ...node, size: clusterSize(n), label: line(clusterLabel(n), 26), weight: 1e6 + clusters.records[n] };
    if (type === "p") {
      const side = otherSide(n, view.alone === undefined ? view : clusterOf(view.alone));
      return { ...node, side, size: STAND_IN_SIZE, label: `→ ${sideLabel(side, 26)}`, weight: 5e5 };
    }
    if (type === "r") return { ...node, size: RECORD_SIZE, label: line(titleOf(n), 26), weight: 0 };
    const effect = view === "" ? 3 : bestEffect(n, view);
    const satellite = view !== "" && carriers[n].length < 2;
    const size = satellite ? SATELLITE_SIZE : IDENTIFIER_SIZE;
    const weight = (3 - effect) * 1000 + Math.min(999, carriers[n].length) + (view === "" ? -1e4 : 0);
    return { ...node, size, effect, satellite, family: familyOf(n), label: line(shownValue(n), 28), weight };
  }

  /** The strongest effect that an identifier has in the view's records. */
  function bestEffect(identifier, view) {
    let best = identifiers.effect[identifier];
    if (best === 3) return 3;
    best = 2;
    for (const record of carriers[identifier]) {
      if (clusterOf(record) === view || view.alone === record) best = Math.min(best, tieOf(record, identifier)[3]);
    }
    return best;
  }

  /** An edge as vis-network takes it: stronger ties are thicker, what only shows is dashed. */
  function edgeOf({ from, to, pair }, n, view) {
    // A possible link is drawn dotted by `drawPossible`: vis-network only has to tell when it is pointed at.
    if (pair !== undefined) return { id: n, from, to, pair, effect: 3, width: 3, dashes: false };
    if (view === "") return { id: n, from, to, effect: 3, width: 1, dashes: [2, 7] };
    const tie = tieOf(nodeKey(from)[1], nodeKey(to)[1]);
    const effect = effectOf(tie);
    const width = effect === 0 ? 1 + Math.min(1, tie[2] / 25) : 1;
    return { id: n, from, to, effect, width, dashes: effect < 2 ? false : effect === 2 ? [6, 5] : [2, 6] };
  }

  function edgeColour(edge) {
    if (edge.pair !== undefined) return { color: theme.possible, opacity: 0, inherit: false };
    if (focus.near !== null) {
      const touches = edge.from === focus.selected || edge.to === focus.selected;
      return { color: touches ? theme.accent : theme.weak, opacity: touches ? 1 : 0.25, inherit: false };
    }
    const opacity = Math.min(current === "" ? 0.5 : 1, Math.max(0.3, 16 / Math.sqrt(api.edges.length)));
    return { color: edge.effect < 1 ? theme.tie : theme.weak, opacity, inherit: false };
  }

  /** The view of a record that stands alone: itself, and what was read in it around it. */
  function aloneView(record) {
    const around = identifiersOf([record]).slice(0, data.case.nodes - 1);
    const radius = Math.max(120, around.length * 9);
    const ring = around.map(({ identifier }, i) => {
      const angle = (2 * Math.PI * i) / around.length - Math.PI / 2;
      return { id: `i${identifier}`, x: Math.round(radius * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) };
    });
    const edges = around.map(({ identifier }) => ({ from: `r${record}`, to: `i${identifier}` }));
    const beside = pairsOf(clusterOf(record))[0].slice(0, data.possible.beside).map((pair, i, all) => {
      const angle = (2 * Math.PI * i) / all.length;
      const [x, y] = [Math.cos(angle), Math.sin(angle)].map((part) => Math.round((radius + 130) * part));
      const tied = ring.filter(({ id }) => pairs[pair].links.some(({ found }) => found.includes(nodeKey(id)[1])));
      edges.push(...tied.map(({ id }) => ({ from: id, to: `p${pair}`, pair })));
      return { id: `p${pair}`, x, y };
    });
    return { nodes: [{ id: `r${record}`, x: 0, y: 0 }, ...ring, ...beside], edges };
  }

  function sameView(a, b) {
    return a === b || (a !== null && b !== null && a.alone !== undefined && a.alone === b.alone);
  }

  /** Draw a view; return whether it is another one than was drawn. */
  function show(view) {
    if (sameView(view, current)) return false;
    current = view;
    const { nodes: given, edges } = view.alone === undefined ? views.get(view) : aloneView(view.alone);
    nodes.clear();
    for (const node of given) nodes.set(node.id, describe(node, view));
    order = [...nodes.values()].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
    Object.assign(focus, { selected: null, near: null, hover: null, hoverPair: null });
    const drawn = order.map((node) => ({ id: node.id, x: node.x, y: node.y, ctxRenderer: renderNode(node) }));
    const links = edges.map((edge, n) => edgeOf(edge, n, view));
    api.edges = links;
    if (network === null) start();
    network.setOptions({ interaction: { hideEdgesOnDrag: links.length > 800, hideEdgesOnZoom: links.length > 800 } });
    network.setData({
      nodes: new vis.DataSet(drawn.reverse()),
      edges: new vis.DataSet(links.map((edge) => ({ ...edge, color: edgeColour(edge) }))),
    });
    return true;
  }

  function start() {
    network = new vis.Network(box, { nodes: [], edges: [] }, options);
    network.on("click", ({ nodes: [id], edges }) => {
      const pair = id === undefined ? pairAmong(edges) : undefined;
      if (pair === undefined) api.onPick(id ?? null);
      else api.onPickPair(pair);
    });
    network.on("hoverEdge", ({ edge }) => pointPair(pairAmong([edge]) ?? null));
    network.on("blurEdge", () => pointPair(null));
    network.on("beforeDrawing", (ctx) => drawPossible(ctx, api.edges, nodes, network.getScale()));
    network.on("hoverNode", ({ node }) => point(node));
    network.on("blurNode", () => point(null));
    network.on("afterDrawing", (ctx) => label(ctx));
    network.on("zoom", keepInSight);
    const frame = box.firstElementChild;
    frame.removeAttribute("tabindex");
    frame.querySelector("canvas").setAttribute("aria-hidden", "true");
  }

  /** The possible link among some edges, if any. */
  function pairAmong(ids) {
    return ids.map((id) => api.edges[id]?.pair).find((pair) => pair !== undefined);
  }

  function pointPair(pair) {
    if (focus.hoverPair === pair) return;
    focus.hoverPair = pair;
    box.classList.toggle("pointing", pair !== null || focus.hover !== null);
    network.redraw();
  }

  function point(id) {
    focus.hover = id;
    box.classList.toggle("pointing", id !== null);
    network.redraw();
  }

  function label(ctx) {
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const scale = network.getScale();
    const centre = network.getViewPosition();
    const [width, height] = [box.clientWidth, box.clientHeight];
    const toScreen = ({ x, y }) => ({ x: (x - centre.x) * scale + width / 2, y: (y - centre.y) * scale + height / 2 });
    drawLabels(ctx, order, toScreen, scale, { width, height, taken: covered() });
    ctx.restore();
  }

  /** What lies over the picture, in its pixels: no label goes under it. */
  function covered() {
    const frame = box.getBoundingClientRect();
    return ["legend", "zoom"].map((id) => {
      const { left, top, right, bottom } = byId(id).getBoundingClientRect();
      return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
    });
  }

  /** The map units that everything drawn takes up, with room for labels. */
  function bounds() {
    const all = [...nodes.values()];
    const edge = (sign, axis) => sign * Math.max(...all.map((n) => sign * n[axis] + n.size));
    return { left: edge(-1, "x"), right: edge(1, "x"), top: edge(-1, "y"), bottom: edge(1, "y") };
  }

  function fitScale() {
    const { left, right, top, bottom } = bounds();
    const wide = Math.max(80, box.clientWidth - legendWidth() - 100) / Math.max(1, right - left);
    const high = Math.max(80, box.clientHeight - 90) / Math.max(1, bottom - top);
    return Math.min(1.4, wide, high);
  }

  /** What the open legend takes of a wide picture's left side. */
  function legendWidth() {
    const legend = byId("legend");
    return legend.open && box.clientWidth > 700 ? legend.offsetWidth : 0;
  }

  function fit() {
    if (network === null || nodes.size === 0) return;
    const { left, right, top, bottom } = bounds();
    const scale = fitScale();
    const position = { x: (left + right - legendWidth() / scale) / 2, y: (top + bottom) / 2 };
    network.moveTo({ position, scale, animation: false });
  }

  function zoom(factor) {
    const least = fitScale() * 0.6;
    network.moveTo({ scale: Math.min(4, Math.max(least, network.getScale() * factor)), animation: false });
  }

  function keepInSight() {
    const [scale, least] = [network.getScale(), fitScale() * 0.6];
    if (scale < least || scale > 4) network.moveTo({ scale: Math.min(4, Math.max(least, scale)), animation: false });
  }

  /** Point out a node and what it touches; bring it into sight. */
  function select(id) {
    const dotted = api.edges.some((edge) => `p${edge.pair}` === id);
    const known = id !== null && (nodes.has(id) || dotted);
    focus.selected = known ? id : null;
    focus.near = null;
    if (known && nodes.get(id)?.type !== "c") {
      focus.near = new Set([id]);
      for (const { from, to, pair } of api.edges) {
        if (`p${pair}` === id) focus.near.add(from).add(to);
        if (from === id) focus.near.add(to);
        if (to === id) focus.near.add(from);
      }
      // Around a record alone all belongs to it, what it may belong with too.
      if (current.alone !== undefined) for (const node of order) if (node.type === "p") focus.near.add(node.id);
      if (focus.near.size === nodes.size) focus.near = null;
    }
    paintEdges();
    network.selectNodes(nodes.has(id) ? [id] : [], false);
    if (nodes.has(id)) bringIntoSight(nodes.get(id));
    network.redraw();
    return known;
  }

  function paintEdges() {
    network.body.data.edges.update(api.edges.map((edge) => ({ id: edge.id, color: edgeColour(edge) })));
  }

  function bringIntoSight({ x, y }) {
    const scale = network.getScale();
    const centre = network.getViewPosition();
    const [dx, dy] = [Math.abs(x - centre.x) * scale, Math.abs(y - centre.y) * scale];
    if (dx > box.clientWidth / 2 - 60 || dy > box.clientHeight / 2 - 60) {
      network.moveTo({ position: { x, y }, animation: false });
    }
  }

  /** Redraw in the colours of the style in force. */
  function restyle() {
    readTheme();
    if (network === null) return;
    paintEdges();
    network.redraw();
  }

  const api = {
    show, select, fit, zoom, restyle,
    redraw: () => network?.redraw(),
    nodes: () => nodes,
    edges: [],
    onPick: () => {},
    onPickPair: () => {},
    view: () => current,
    scale: () => (network === null ? 1 : network.getScale()),
    /** Where a node stands on the page, in pixels: for tests and for whoever drives the page. */
    whereIs: (id) => {
      const at = network.canvasToDOM({ x: nodes.get(id).x, y: nodes.get(id).y });
      const frame = box.getBoundingClientRect();
      return { x: at.x + frame.left, y: at.y + frame.top };
    },
  };
  return api;
})();
