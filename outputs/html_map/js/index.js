/* The search: everything in the file, in any written form. */

const DIGIT_ZEROS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20];

/** A text as it is compared: compatibility forms, lower case, ASCII digits, no invisible characters. */
function fold(text) {
  const plain = text.normalize("NFKC").toLowerCase().replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
  return plain.replace(/[\u0660-\u0f29]/g, (c) => {
    const code = c.codePointAt(0);
    const zero = DIGIT_ZEROS.find((z) => code >= z && code < z + 10);
    return zero === undefined ? c : String(code - zero);
  });
}

/** The digits that a query may mean by a number, with the prefixes that people write in its place. */
function digitForms(query) {
  if (!/^[\d\s().+\-–—/*_,·]+$/.test(query)) return [];
  const digits = query.replace(/\D/g, "");
  if (digits.length < 4) return [];
  const forms = [digits];
  if (digits.startsWith("00")) forms.push(digits.slice(2));
  else if (digits.startsWith("0")) forms.push(digits.slice(1));
  if (digits.startsWith("8") && digits.length === 11) forms.push(digits.slice(1));
  return forms;
}

/** A query without what people write around an identifier: @, scheme, www, closing slash. */
function bareForms(query) {
  const bare = query.replace(/^(https?:\/\/)?(www\.)?/, "").replace(/^(mailto:|tel:|@|\$)/, "").replace(/\/+$/, "");
  const last = bare.includes("/") ? bare.slice(bare.lastIndexOf("/") + 1).replace(/^@/, "") : "";
  return [...new Set([query, bare, last])].filter((form) => form.length > 1);
}

const index = (() => {
  const recordTexts = [];
  const identifierTexts = [];
  const identifierDigits = [];

  function recordText(n) {
    const parts = ["record_id", "native_id", "title", "text", "author", "url", "locator", "posted_at"].map((c) => records[c][n]);
    for (const c of ["platform", "kind", "location", "country", "source", "cluster_id"]) parts.push(word(records[c][n]));
    for (const [key, text] of [...(records.more_text[n] ?? []), ...(records.extra[n] ?? [])]) parts.push(key, text);
    return fold(parts.filter(Boolean).join("\n"));
  }

  /** Index some more; return whether there is more to do. */
  function step(most) {
    for (let done = 0; recordTexts.length < records.record_id.length && done < most; done += 1) {
      recordTexts.push(recordText(recordTexts.length));
    }
    for (let done = 0; identifierTexts.length < identifiers.value.length && done < most; done += 1) {
      const n = identifierTexts.length;
      const forms = writtenForms(n).slice(0, 20).map(([raw]) => raw);
      identifierTexts.push(fold([`${kindOf(n)}:${identifiers.value[n]}`, kindOf(n), ...forms].join("\n")));
      identifierDigits.push(fold(identifiers.value[n]).replace(/\D/g, ""));
    }
    return recordTexts.length < records.record_id.length || identifierTexts.length < identifiers.value.length;
  }

  function findIdentifiers(query, tokens) {
    const digits = digitForms(query);
    const bare = bareForms(query);
    const found = [];
    identifiers.value.forEach((value, n) => {
      const text = identifierTexts[n];
      const byDigits = digits.some((form) => identifierDigits[n].includes(form));
      const byWords = digits.length === 0 && tokens.every((t) => text.includes(t));
      if (!byDigits && !byWords && !bare.some((form) => text.includes(form))) return;
      const exact = bare.includes(fold(value)) || digits.some((form) => identifierDigits[n] === form);
      found.push([exact ? 0 : digits.some((form) => identifierDigits[n].endsWith(form)) ? 1 : 2, n]);
    });
    return found.sort((a, b) => a[0] - b[0] || identifiers.records[b[1]] - identifiers.records[a[1]] || a[1] - b[1]).map(([, n]) => n);
  }

  function findRecords(query, tokens, carrying) {
    const found = [];
    const isNumber = digitForms(query).length > 0;
    recordTexts.forEach((text, n) => {
      if (text.includes(query)) found.push([fold(titleOf(n)).includes(query) ? 0 : 1, n]);
      else if (carrying.has(n)) found.push([1, n]);
      else if (!isNumber && tokens.every((t) => text.includes(t))) {
        const title = fold(titleOf(n));
        found.push([tokens.every((t) => title.includes(t)) ? 2 : 3, n]);
      }
    });
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, n]) => n);
  }

  function findClusters(query) {
    const matches = (n) => fold(`${clusters.cluster_id[n]}\n${clusters.label[n] ?? ""}`).includes(query);
    return clusters.cluster_id.map((_, n) => n).filter(matches);
  }

  /** Everything that a query finds: {clusters, identifiers, records}, best first. */
  function find(raw) {
    while (step(5000));
    const query = fold(raw.trim());
    if (!query) return { clusters: [], identifiers: [], records: [] };
    const tokens = query.split(/\s+/);
    const known = findIdentifiers(query, tokens);
    const carrying = new Set(digitForms(query).length ? known.flatMap((n) => carriers[n]) : []);
    return { clusters: findClusters(query), identifiers: known, records: findRecords(query, tokens, carrying) };
  }

  return { find, step };
})();
