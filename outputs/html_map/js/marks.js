/* A text with each identifier marked where it stands. Offsets are in UTF-16 units, as JavaScript counts. */

const LONG_TEXT = 20000;

/** The pieces of a text between the borders of mentions: [start, end, mentions that cover it]. */
function pieces(text, mentions) {
  const placed = mentions.filter((m) => m[1] >= 0 && m[2] <= text.length);
  const borders = new Set([0, text.length]);
  for (const m of placed) borders.add(m[1]).add(m[2]);
  const sorted = [...borders].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, n) => {
    const end = sorted[n + 1];
    return [start, end, placed.filter((m) => m[1] <= start && m[2] >= end)];
  });
}

/** What a mark says: kind, value, role, sureness and method of all that covers it. */
function markTitle(mentions) {
  const say = ([, , , n, role, method, sure, hint]) => {
    const parts = [`${kindOf(n)} ${line(identifiers.value[n], 80)}`, word(role), `confidence ${sure}`, word(method)];
    return [...parts, word(hint)].filter(Boolean).join(" · ");
  };
  return mentions.map(say).join("\n");
}

function mark(text, mentions) {
  const best = [...mentions].sort((a, b) => identifiers.effect[a[3]] - identifiers.effect[b[3]] || b[6] - a[6])[0];
  const node = el("mark", {
    class: `mark-${identifiers.effect[best[3]]}`,
    title: markTitle(mentions),
    role: "link",
    tabindex: "0",
    onclick: () => goIdentifier(best[3]),
  }, text);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter") goIdentifier(best[3]);
  });
  return node;
}

/** A field of a record as a block of text with its marks. */
function markedText(record, field, className = "prose") {
  const text = fieldText(record, field);
  const mentions = data.mentions[record].filter((m) => word(m[0]) === field);
  const block = el("div", { class: className, dir: "auto" });
  const fill = (most) => {
    block.replaceChildren();
    for (const [start, end, over] of pieces(text, mentions)) {
      if (start >= most) break;
      const part = text.slice(start, Math.min(end, most));
      block.append(over.length ? mark(part, over) : part);
    }
  };
  if (text.length <= LONG_TEXT) {
    fill(text.length);
    return [block];
  }
  const isHalf = /[\ud800-\udbff]/.test(text[LONG_TEXT - 1]);
  fill(LONG_TEXT - (isHalf ? 1 : 0));
  const more = el("button", { class: "more", onclick: () => { fill(text.length); more.remove(); } },
    `Show all ${number(Array.from(text).length)} characters`);
  return [block, more];
}
