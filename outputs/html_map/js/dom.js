/* Elements are made here and nowhere else. Data only ever becomes text: no markup is parsed, no address is followed. */

const PLAIN_ATTRIBUTES = new Set(["class", "id", "title", "role", "type", "dir", "lang", "tabindex", "colspan", "scope"]);

/** Make an element. `attributes` may hold plain attributes, aria-*, `hidden`, and `onclick` as a function. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (tag === "button") node.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") node.addEventListener("click", value);
    else if (name === "hidden") node.hidden = true;
    else if (PLAIN_ATTRIBUTES.has(name) || name.startsWith("aria-")) node.setAttribute(name, String(value));
    else throw new Error(`attribute ${name} is not used on this page`);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

/** A text of the data: isolated, so that its direction marks turn nothing around it. */
function said(text, attributes = {}) {
  return el("bdi", { dir: "auto", ...attributes }, String(text));
}

function byId(id) {
  return document.getElementById(id);
}

/** An icon as inline SVG, from a path on a 24 x 24 grid. */
function svgIcon(path, className) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
