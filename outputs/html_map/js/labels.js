/* Labels are set in screen pixels after each drawing, most important first, and only where there is room. */

const CELL = 48;

class Room {
  constructor() {
    this.cells = new Map();
  }

  *keys(box) {
    for (let i = Math.floor(box[0] / CELL); i <= Math.floor(box[2] / CELL); i += 1) {
      for (let j = Math.floor(box[1] / CELL); j <= Math.floor(box[3] / CELL); j += 1) yield i * 100000 + j;
    }
  }

  take(box, owner) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push([box, owner]);
    }
  }

  /** Whether nothing stands there, save what `mayCover` allows. */
  isFree(box, mayCover) {
    for (const key of this.keys(box)) {
      for (const [other, whose] of this.cells.get(key) ?? []) {
        if (whose !== null && mayCover(whose)) continue;
        if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return false;
      }
    }
    return true;
  }
}

const widths = new Map();

function textWidth(ctx, text) {
  const key = ctx.font + text;
  if (!widths.has(key)) {
    if (widths.size > 20000) widths.clear();
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

function fontOf(node) {
  if (node.type === "c") return { size: 12.5, weight: 600, colour: theme.ink };
  if (node.type === "p") return { size: 12, weight: 600, colour: theme.ink };
  if (node.type === "i") return { size: 12, weight: node.effect < 2 ? 600 : 400, colour: node.effect < 2 ? theme.ink : theme.muted };
  return { size: 11, weight: 400, colour: theme.muted };
}

/** The places a label may take: below its node, above it, right, left, and shifted below and above. */
function places(x, y, reach, width, height) {
  const [below, above] = [y + reach + 3, y - reach - 3 - height];
  return [
    [x - width / 2, below],
    [x - width / 2, above],
    [x + reach + 5, y - height / 2],
    [x - reach - 5 - width, y - height / 2],
    [x - 14, below],
    [x + 14 - width, below],
    [x - 14, above],
    [x + 14 - width, above],
  ];
}

function writeLabel(ctx, text, x, y, width, font) {
  ctx.globalAlpha = 0.82;
  ctx.fillStyle = theme.paper;
  ctx.beginPath();
  ctx.roundRect(x - 3, y - 2, width + 6, font.size + 5, 4);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillStyle = font.colour;
  ctx.fillText(text, x, y);
}

/** Draw the labels of the nodes in `order` (most important first), inside a frame and around what covers it. */
function drawLabels(ctx, order, toScreen, scale, { width, height, taken }) {
  const room = new Room();
  for (const box of taken) room.take(box, null);
  const spots = new Map();
  for (const node of order) {
    const { x, y } = toScreen(node);
    const reach = shownSize(node, scale) * scale * (node.type === "i" ? 1.15 : 1);
    if (x < -40 || y < -40 || x > width + 40 || y > height + 40) continue;
    spots.set(node, [x, y, reach]);
    const ring = node.id === focus.selected ? 7 : 0;
    if (reach > 3) room.take([x - reach - ring, y - reach - ring, x + reach + ring, y + reach + ring], node);
  }
  const wanted = [...spots.keys()].filter((n) => isWanted(n, spots.size, scale, spots.get(n)[2]));
  const crowded = spots.size > 120;
  const pointed = wanted.filter(isPointedAt);
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.direction = "ltr";
  for (const node of [...pointed, ...wanted.filter((n) => !pointed.includes(n))]) {
    const font = fontOf(node);
    const [x, y, reach] = spots.get(node);
    ctx.font = `${font.weight} ${font.size}px ${theme.font}`;
    const wide = textWidth(ctx, node.label);
    // A large cluster's name may cover small neighbours, or a crowd would leave it nameless.
    const mayCover = (other) => other === node || (crowded && node.type === "c" && spots.get(other)[2] < reach * 0.55);
    const ring = pointed.includes(node) ? 7 : 0;
    const options = places(x, y, reach + ring, wide, font.size + 2);
    const boxes = options.map(([left, top]) => [left - 2, top - 1, left + wide + 2, top + font.size + 3]);
    let best = boxes.findIndex((box) => inside(box, width, height) && room.isFree(box, mayCover));
    // What is pointed at is named in any case: over other nodes if need be, though not under the legend.
    if (best < 0 && pointed.includes(node)) best = Math.max(0, boxes.findIndex((box) => inside(box, width, height) && room.isFree(box, () => true)));
    if (best < 0) continue;
    room.take(boxes[best], null);
    writeLabel(ctx, node.label, options[best][0], options[best][1], wide, font);
  }
}

function inside([left, top, right, bottom], width, height) {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

/** What the pointer or the selection is about; of a possible link both its clusters. */
function isPointedAt(node) {
  return node.id === focus.hover || node.id === focus.selected || (node.type === "c" && focus.near !== null && focus.near.has(node.id));
}

/** Small nodes are named when few are in sight, dimmed ones not at all; what is pointed at always. */
function isWanted(node, inSight, scale, reach) {
  if (!node.label) return false;
  if (isPointedAt(node)) return true;
  if (isDim(node.id)) return false;
  if (node.type === "p") return true;
  if (node.type === "c") return reach >= 10 || inSight <= 80;
  if (node.type === "r") return inSight <= 60 || (focus.near !== null && focus.near.size <= 40);
  return !node.satellite || scale > 0.9;
}
