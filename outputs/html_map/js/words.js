/* Plain words for numbers, dates and kinds: the same on every machine, whatever its locale. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const FAMILY_WORDS = {
  __proto__: null,
  phone: ["phone", "phones"],
  email: ["e-mail address", "e-mail addresses"],
  web: ["web address", "web addresses"],
  account: ["account", "accounts"],
  payment: ["payment handle", "payment handles"],
  crypto: ["crypto address", "crypto addresses"],
  bank: ["bank number", "bank numbers"],
  key: ["key", "keys"],
  text: ["shared text", "shared texts"],
  image: ["shared picture", "shared pictures"],
  decision: ["analyst's decision", "analysts' decisions"],
};

const EFFECT_WORDS = ["joins", "corroborates", "shows only", "shared resource"];

function number(n) {
  const [whole, part] = String(n).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
}

function bits(n) {
  return `${Number(n).toFixed(1)} bits`;
}

function count(n, one, many = `${one}s`) {
  return `${number(n)} ${n === 1 ? one : many}`;
}

function countFamily(n, family) {
  const [one, many] = FAMILY_WORDS[family] ?? ["other identifier", "other identifiers"];
  return count(n, one, many);
}

/** "2 Feb 2025" of an ISO text in UTC. */
function day(iso, withYear = true) {
  const [y, m, d] = iso.slice(0, 10).split("-").map(Number);
  return `${d} ${MONTHS[m - 1]}${withYear ? ` ${y}` : ""}`;
}

function moment(iso) {
  return `${day(iso)}, ${iso.slice(11, 16)} UTC`;
}

/** "from 2 Feb to 9 May 2025", "on 2 Feb 2025", or nothing where no date is known. */
function period(first, last) {
  if (!first || !last) return "";
  if (first.slice(0, 10) === last.slice(0, 10)) return `on ${day(first)}`;
  return `from ${day(first, first.slice(0, 4) !== last.slice(0, 4))} to ${day(last)}`;
}

/** "2 Feb – 9 May 2025": the same, short. */
function span(first, last) {
  if (!first || !last) return "";
  if (first.slice(0, 10) === last.slice(0, 10)) return day(first);
  return `${day(first, first.slice(0, 4) !== last.slice(0, 4))} – ${day(last)}`;
}

/** "a, b and c" */
function listed(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One clean line for a label: no line breaks, no characters that turn the direction, not too long. */
function line(text, most = 60) {
  let clean = String(text).slice(0, most * 4 + 100);
  clean = clean.replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
  clean = clean.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  const letters = Array.from(clean);
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : clean;
}

/** Whether a text holds characters that turn or hide what is read. */
function turnsDirection(text) {
  return /[\u202a-\u202e\u2066-\u2069]/.test(text);
}
