/* Possible links: pairs of clusters that were not joined. A pair is known by its number, a side by its place in the pair. */

const pairs = data.possible.pairs.map(([a, b, decided, links]) => ({
  sides: [a, b].map((n) => {
    const [id, size, label] = data.possible.sides[n];
    return { id, size, label };
  }),
  decided: decided === 1,
  links: links.map(([kind, value, first, a_records, b_records, worth, against, reason, found]) => ({
    kind: word(kind), value, main: first ? 0 : 1, carrying: [a_records, b_records], worth, against, reason: word(reason), found })),
}));
const pairNumbers = new Map(pairs.map(({ sides }, n) => [JSON.stringify(sides.map((side) => side.id)), n]));

/* Pair numbers of each cluster, of each identifier; those that a decision has answered last. */
const pairsOfCluster = new Map();
const pairsOfIdentifier = new Map();
pairs.forEach(({ sides, links }, n) => {
  const add = (map, key) => {
    if (!map.has(key)) map.set(key, []);
    if (map.get(key).at(-1) !== n) map.get(key).push(n);
  };
  for (const { id } of sides) add(pairsOfCluster, id);
  for (const { found } of links) found.forEach((identifier) => add(pairsOfIdentifier, identifier));
});

/** The pairs of a cluster: [those still open, those that a decision has answered]. */
function pairsOf(id) {
  const own = pairsOfCluster.get(id) ?? [];
  return [own.filter((n) => !pairs[n].decided), own.filter((n) => pairs[n].decided)];
}

function pairOf(a, b) {
  return pairNumbers.get(JSON.stringify([a, b])) ?? pairNumbers.get(JSON.stringify([b, a]));
}

/** The side of a pair that is not the given cluster. */
function otherSide(pair, id) {
  const [a, b] = pairs[pair].sides;
  return a.id === id ? b : a;
}

/** What a side is known by: its label, the title of a record that stands alone, or its id. */
function sideLabel({ id, label }, most = 40) {
  if (clusterNumbers.has(id)) return line(clusterLabel(clusterNumbers.get(id)), most);
  const own = members.get(id);
  if (own !== undefined && own.length === 1) return line(titleOf(own[0]), most);
  return line(label ?? id, most);
}

/** Whether a click on a side leads anywhere in this file. */
function canGo({ id }) {
  return clusterNumbers.has(id) || members.has(id);
}

function goSide({ id }) {
  const cluster = clusterNumbers.get(id);
  if (cluster !== undefined) (views.has(id) ? goCluster : goAt)(cluster);
  else if (members.has(id)) goRecord(members.get(id)[0]);
}

function goPair(n, view = null) {
  const [a, b] = pairs[n].sides;
  const place = { possible: a.id, and: b.id };
  if (typeof view === "string" && view !== "") place.cluster = view;
  go(place);
}

/** The view in which a pair is best seen: the given one, the overview if it is drawn there, or one of its sides. */
function viewOfPair(n, wanted) {
  const { sides } = pairs[n];
  if (wanted !== undefined && views.has(wanted)) return wanted;
  if ((views.get("")?.edges ?? []).some((edge) => edge.pair === n)) return "";
  const side = sides.find(({ id }) => views.has(id));
  if (side) return side.id;
  const alone = sides.find(({ id }) => members.get(id)?.length === 1);
  return alone ? { alone: members.get(alone.id)[0] } : homeView();
}

/** Round dots along a line, of the same size on the screen at every zoom. */
function traceDots(ctx, from, to, width, scale) {
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.lineTo(to.x, to.y);
  ctx.lineCap = "round";
  ctx.lineWidth = width / scale;
  ctx.setLineDash([0.01 / scale, (width * 2.1) / scale]);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineCap = "butt";
}

/** Draw the dotted lines of a view, under its nodes. */
function drawPossible(ctx, edges, nodes, scale) {
  for (const { from, to, pair } of edges) {
    if (pair === undefined) continue;
    const touches = [`p${pair}`, from, to].includes(focus.selected);
    const pointed = focus.hoverPair === pair || focus.hover === `p${pair}`;
    ctx.globalAlpha = focus.near !== null && !touches ? 0.15 : touches || pointed ? 1 : 0.8;
    ctx.strokeStyle = touches || pointed ? theme.accent : theme.possible;
    traceDots(ctx, nodes.get(from), nodes.get(to), touches || pointed ? 3.6 : 2.6, scale);
  }
  ctx.globalAlpha = 1;
}

/** Another cluster beside an opened one: its size in a dotted circle. */
function drawStandIn(ctx, node, x, y, radius, scale) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = theme.fill;
  ctx.fill();
  ctx.lineCap = "round";
  ctx.lineWidth = 2.6 / scale;
  ctx.setLineDash([0.01 / scale, 5.5 / scale]);
  ctx.strokeStyle = theme.possible;
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineCap = "butt";
  const words = number(node.side.size);
  const size = Math.min(radius * 0.8, (radius * 2.4) / words.length);
  if (size * scale < 8) return;
  ctx.fillStyle = theme.ink;
  ctx.font = `600 ${size}px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(words, x, y + size * 0.05);
}
