/* How nodes look: clusters as rings of their platforms, records as dots, identifiers by shape and icon. */

const RECORD_SIZE = 9;
const IDENTIFIER_SIZE = 18;
const SATELLITE_SIZE = 8;
const STAND_IN_SIZE = 17;

/* What the picture points out: the selected node, those it touches, the one under the pointer. */
const focus = { selected: null, near: null, hover: null, hoverPair: null };

/** The same rule as `cluster_radius` in graphkit/layout.py: the positions leave this much room. */
function clusterSize(cluster) {
  return 11 + 5 * Math.sqrt(clusters.records[cluster]);
}

function isDim(id) {
  return focus.near !== null && !focus.near.has(id);
}

function halo(ctx, id, x, y, radius, scale) {
  if (id !== focus.selected && id !== focus.hover) return;
  ctx.beginPath();
  ctx.arc(x, y, radius + 5 / scale, 0, 2 * Math.PI);
  ctx.lineWidth = (id === focus.selected ? 3.5 : 2) / scale;
  ctx.strokeStyle = theme.accent;
  ctx.stroke();
}

function drawDot(ctx, x, y, radius, colour, scale) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.lineWidth = 1 / scale;
  ctx.strokeStyle = theme.paper;
  ctx.stroke();
}

/** A ring of the cluster's platforms around the number of its records. */
function drawCluster(ctx, cluster, x, y, radius, scale) {
  const counts = platformCounts(members.get(clusters.cluster_id[cluster]) ?? []);
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  const shown = radius * scale;
  let angle = -Math.PI / 2;
  for (const [name, n] of total ? counts : [["", 1]]) {
    const next = angle + (2 * Math.PI * n) / (total || 1);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.arc(x, y, radius, angle, next);
    ctx.closePath();
    ctx.fillStyle = platformColour(name);
    ctx.fill();
    angle = next;
  }
  if (shown < 6) return;
  const alpha = ctx.globalAlpha;
  ctx.globalAlpha = 1;
  ctx.beginPath();
  ctx.arc(x, y, radius - Math.max(radius * 0.2, 3 / scale), 0, 2 * Math.PI);
  ctx.fillStyle = theme.fill;
  ctx.fill();
  ctx.globalAlpha = alpha;
  const words = number(clusters.records[cluster]);
  const size = Math.min(radius * 0.72, (radius * 2.2) / words.length, 26 / scale);
  if (size * scale < 9) return;
  ctx.fillStyle = theme.ink;
  ctx.font = `600 ${size}px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(words, x, y + size * 0.05);
}

/** Full for what joins, outlined for what only goes along with it, dashed and faint for a shared resource. */
function drawIdentifier(ctx, node, x, y, radius, scale) {
  const { family, effect } = node;
  traceShape(ctx, family, x, y, radius);
  ctx.fillStyle = effect === 0 ? theme.ink : theme.fill;
  ctx.fill();
  ctx.lineWidth = Math.max(1.2, effect === 1 ? radius * 0.13 : radius * 0.08);
  ctx.strokeStyle = effect <= 1 ? theme.ink : theme.muted;
  ctx.setLineDash(effect === 3 ? [radius * 0.28, radius * 0.22] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  if (radius * scale < 6) return;
  const colour = effect === 0 ? theme.paper : effect === 1 ? theme.ink : theme.muted;
  strokeIcon(ctx, family, x, y + (family === "key" ? radius * 0.12 : 0), radius * 1.25, colour);
}

/** The size of a node in the map's units; small ones stay visible when the whole is far away. */
function shownSize(node, scale) {
  const isPointed = node.id === focus.selected || node.id === focus.hover;
  const isNear = focus.near !== null && focus.near.has(node.id);
  const least = isPointed ? 7 : { r: isNear ? 4 : 2.6, i: node.satellite ? (isNear ? 4 : 2.2) : 8, c: 4, p: 9 }[node.type];
  return Math.max(node.size, least / scale);
}

/** Paint out what lies under a node, and draw the node itself faintly. */
function veil(ctx, node, x, y, size) {
  if (node.type === "i") traceShape(ctx, node.family, x, y, size);
  else {
    ctx.beginPath();
    ctx.arc(x, y, size, 0, 2 * Math.PI);
  }
  ctx.fillStyle = theme.paper;
  ctx.fill();
  ctx.globalAlpha = 0.2;
}

/** The renderer that vis-network calls for each node. */
function renderNode(node) {
  return ({ ctx, x, y }) => ({
    drawNode() {
      const scale = graph.scale();
      const size = shownSize(node, scale);
      if (isDim(node.id)) veil(ctx, node, x, y, size);
      if (node.type === "c") drawCluster(ctx, node.n, x, y, size, scale);
      else if (node.type === "p") drawStandIn(ctx, node, x, y, size, scale);
      else if (node.type === "r") drawDot(ctx, x, y, size, platformColour(platformOf(node.n)), scale);
      else drawIdentifier(ctx, node, x, y, size, scale);
      halo(ctx, node.id, x, y, size * (node.type === "i" ? 1.25 : 1), scale);
      ctx.globalAlpha = 1;
    },
    nodeDimensions: { width: 2 * node.size, height: 2 * node.size },
  });
}
