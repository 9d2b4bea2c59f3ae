/* Shape and icon of each family of identifiers: kind is told by form, so that colour is free for the platform. */

const ICONS = {
  __proto__: null,
  phone: "M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8a1.5 1.5 0 0 1-1.5-1.5V4A1.5 1.5 0 0 1 8 2.5zM11 18.2h2",
  email: "M3 6h18v12H3zM3.5 6.8l8.5 6.2 8.5-6.2",
  web: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17zM3.5 12h17M12 3.5c-2.8 2.4-3.8 5.2-3.8 8.5s1 6.1 3.8 8.5c2.8-2.4 3.8-5.2 3.8-8.5s-1-6.1-3.8-8.5z",
  account: "M12 4a3.7 3.7 0 1 0 0 7.4a3.7 3.7 0 1 0 0-7.4zM4.5 20c.6-4 3.5-6 7.5-6s6.9 2 7.5 6",
  payment: "M3 6h18v12H3zM3 10.2h18M6 14.8h4",
  crypto: "M9 7.5v9M9 7.5h4a2.2 2.2 0 0 1 0 4.5H9h4.6a2.25 2.25 0 0 1 0 4.5H9M11 5.2v2.3M11 16.5v2.3",
  bank: "M3.5 9.5L12 4l8.5 5.5zM6 10v7M10 10v7M14 10v7M18 10v7M3.5 19.5h17",
  key: "M7.5 8.5a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM11.5 12.5H21M17.5 12.5V16M20.5 12.5V15",
  text: "M5 6h14M5 10h14M5 14h14M5 18h8",
  image: "M3.5 5h17v14h-17zM3.5 16l5-5 4 4 3-3 5 4.5",
  decision: "M4.5 12.5l5 5L19.5 7",
  other: "M9.5 4l-2 16M16.5 4l-2 16M4.5 9h16M3.5 15h16",
};

const CORNERS = {
  __proto__: null,
  web: [4, 1.22, 0],
  account: [6, 1.12, 0],
  payment: [5, 1.14, -0.5],
  crypto: [8, 1.08, 0.5],
  key: [3, 1.35, -0.5],
};

const iconPaths = new Map();

function iconOf(family) {
  return ICONS[family] ?? ICONS.other;
}

function iconPath(family) {
  if (!iconPaths.has(family)) iconPaths.set(family, new Path2D(iconOf(family)));
  return iconPaths.get(family);
}

/** Trace a family's outline around (x, y); `r` is about half its width. */
function traceShape(ctx, family, x, y, r) {
  ctx.beginPath();
  if (family === "email") {
    ctx.roundRect(x - r * 1.2, y - r * 0.88, r * 2.4, r * 1.76, r * 0.22);
  } else if (family === "bank") {
    ctx.moveTo(x - r, y + r);
    ctx.lineTo(x - r, y - r * 0.35);
    ctx.lineTo(x, y - r * 1.15);
    ctx.lineTo(x + r, y - r * 0.35);
    ctx.lineTo(x + r, y + r);
  } else if (CORNERS[family]) {
    const [corners, stretch, turn] = CORNERS[family];
    for (let i = 0; i < corners; i += 1) {
      const angle = (2 * Math.PI * (i + turn)) / corners + (turn === -0.5 ? Math.PI / corners - Math.PI / 2 : 0);
      ctx.lineTo(x + r * stretch * Math.cos(angle), y + r * stretch * Math.sin(angle));
    }
  } else {
    ctx.roundRect(x - r, y - r, r * 2, r * 2, family === "phone" ? r * 0.28 : r * 0.7);
  }
  ctx.closePath();
}

function strokeIcon(ctx, family, x, y, size, colour) {
  ctx.save();
  ctx.translate(x - size / 2, y - size / 2);
  ctx.scale(size / 24, size / 24);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  ctx.stroke(iconPath(family));
  ctx.restore();
}
