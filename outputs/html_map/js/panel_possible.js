/* The panel of a possible link: what two clusters share, why it does not join them, and how to decide. */

function possiblePanel(n) {
  const { sides, decided, links } = pairs[n];
  return [
    kicker(null, "Possible link · not joined"),
    el("h2", {}, "Are these two one actor?"),
    el("div", { class: "rows" }, sides.map(sideRow)),
    el("p", { class: "lead lead-possible" }, whyApart(links)),
    decided ? el("p", { class: "warn" }, "An analyst's decision has answered this already.") : null,
    section(links.length > 1 ? `What they share (${number(links.length)})` : "What they share", links.map((link) => linkBlock(link, sides))),
    decideSection(sides),
    el("p", { class: "how bits" }, "Bits weigh evidence: each bit more makes chance half as likely."),
  ];
}

/** Why the two are not one cluster, in one or two sentences. */
function whyApart(links) {
  if (links.every((link) => link.kind === "name")) return "Only the names of their accounts are alike. That alone joins nothing.";
  if (links.some((link) => link.against > 0)) return "They share something, but what else they carry looks like two hands: so they were not joined. This is a question, not a finding.";
  return "They share something that several actors seem to use: whose it is stays open, so they were not joined. This is a question, not a finding.";
}

function sideRow(side) {
  const where = (side.size === 1 ? "a record that stands alone" : count(side.size, "record")) + (canGo(side) ? "" : ", not in this file");
  const inside = [
    el("span", { class: "size" }, number(side.size)),
    el("span", { class: "row-main" }, said(sideLabel(side))),
    el("span", { class: "row-side" }, said(`${where} · ${line(side.id, 40)}`)),
  ];
  return canGo(side) ? el("button", { class: "row", onclick: () => goSide(side) }, inside) : el("div", { class: "row" }, inside);
}

/** One thing that the two share: what it is, what speaks for and against, and the reason in words. */
function linkBlock(link, sides) {
  const main = link.main;
  const carried = [main, 1 - main].map((side) => `${count(link.carrying[side], "record")} of ${sideLabel(sides[side], 28)}`);
  const rows = link.found.map((identifier) => identifierRow(identifier, `on ${count(identifiers.records[identifier], "record")}`, undefined));
  const value = link.kind === "name" ? "Account names" : capital(link.kind);
  return el("div", { class: "link-block" },
    rows.length ? el("div", { class: "rows" }, rows) : el("p", { class: "forms" }, `${value}: `, el("span", { class: "form" }, said(line(link.value, 200)))),
    facts([
      ["For one actor", bits(link.worth)],
      ["Against", link.against > 0 ? bits(link.against) : "nothing counted"],
      ["Carried by", carried.join(", ")],
      [link.kind === "name" ? "Alike in" : "Why not joined", line(link.reason, 400)],
    ]));
}

/** The commands that settle the question. Only ids stand in them: what is copied into a shell holds no text of ads. */
function decideSection(sides) {
  const ids = sides.map((side) => side.id);
  if (!ids.every((id) => /^C-[A-Z0-9]+$/.test(id))) return null;
  const command = (answer) => `graphkit decide DIR ${answer} ${ids.join(" ")} --reason "say why"`;
  return section("Decide",
    el("p", { class: "how" }, "Put the case's folder in place of DIR and your reason between the quotes. A decision binds every later run, and can be taken back."),
    el("p", { class: "answer" }, "Yes, one actor: join them"), copyable(command("same")),
    el("p", { class: "answer" }, "No, two actors: keep them apart"), copyable(command("different")));
}

/** A line of code with a button that copies it. */
function copyable(text) {
  const code = el("code", { class: "command", tabindex: "0" }, text);
  const button = el("button", { class: "more", "aria-label": `Copy: ${text}`, onclick: () => {
    const range = document.createRange();
    range.selectNodeContents(code);
    const chosen = window.getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
    button.textContent = document.execCommand("copy") ? "Copied" : "Selected: press Ctrl+C";
  } }, "Copy");
  return el("div", { class: "copyable" }, code, button);
}

/** A pair in a list; `from` is the cluster whose panel it stands in, if any. */
function pairRow(n, from = null) {
  const { sides, links, decided } = pairs[n];
  const names = from === null ? sides.map((side) => sideLabel(side, 24)).join("  ?  ") : sideLabel(otherSide(n, from));
  const best = links[0];
  const what = best.kind === "name" ? "like names" : best.kind;
  const state = decided ? "decided" : `${bits(best.worth)} for, ${best.against > 0 ? `${best.against.toFixed(1)} against` : "nothing against"}`;
  const more = links.length > 1 ? ` and ${number(links.length - 1)} more` : "";
  const size = from === null ? sides[0].size + sides[1].size : otherSide(n, from).size;
  return el("button", { class: "row", onclick: () => goPair(n, from ?? graph.view()) },
    el("span", { class: "size size-possible" }, number(size)),
    el("span", { class: "row-main" }, said(names)),
    el("span", { class: "row-side" }, said(`${line(what, 20)}${more} · ${state}`)));
}

/** The possible links of a cluster or a record alone, and what of them the picture leaves out. */
function possibleSection(id) {
  const [unanswered, answered] = pairsOf(id);
  if (!unanswered.length && !answered.length) return null;
  const most = data.possible.beside;
  return section(`Possible links (${number(unanswered.length + answered.length)}): not joined`,
    unanswered.length > most ? el("p", { class: "warn" }, `The picture shows the strongest ${number(most)} of ${number(unanswered.length)}; all are listed here.`) : null,
    ...longList([...unanswered, ...answered], (n) => pairRow(n, id)));
}

/** All possible links of the file. */
function possibleListSection() {
  if (!pairs.length) return null;
  const { left } = data.case;
  const drawn = (views.get("")?.edges ?? []).filter((edge) => edge.pair !== undefined).length;
  const between = pairs.filter(({ decided, sides }) => !decided && sides.every(({ id }) => clusterNumbers.has(id))).length;
  return el("details", { class: "extra" }, el("summary", {}, `Possible links (${number(pairs.length + left.possible)}): pairs that were not joined`),
    el("p", { class: "how" }, "Drawn as dotted lines where both are clusters. Click one to see why, and how to decide."),
    drawn < between ? el("p", { class: "warn" }, `The picture shows the strongest ${number(drawn)} of ${number(between)} between clusters.`) : null,
    left.possible ? el("p", { class: "warn" }, `${count(left.possible, "pair")} more ${left.possible === 1 ? "is" : "are"} not in this file: graphkit links DIR lists all.`) : null,
    ...longList(pairs.map((_, n) => n), (n) => pairRow(n)));
}
