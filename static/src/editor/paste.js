// What is pasted from Word or a web page, as the HTML that a text can hold, and the names of what it can't.
// Styles and handlers are renamed before anything is parsed: even in a document that nobody sees, the page's policy
// counts them as a breach. In texts and addresses the renaming is undone.

const LOST = [
  ["billeder", "img, picture, svg, canvas, v\\:imagedata"], ["film og lyd", "video, audio"],
  ["indlejrede sider", "iframe, object, embed"], ["felter og knapper", "input, select, textarea, button"],
  ["understregning", "u, ins"], ["gennemstregning", "s, strike, del"], ["hævet og sænket skrift", "sub, sup"],
  ["formler", "math, m\\:omath"],
];
const KEPT = new Set(["href", "type", "start", "colspan", "rowspan", "scope", "data-pm-slice"]);
const NO_COLOUR = /^(inherit|initial|black|windowtext|currentcolor|auto|transparent|none|white|#0{3,8}|#f{3,8}|rgba?\(0, ?0, ?0.*|rgba?\(255, ?255, ?255.*)$/i;
const RENAMED = /data-renamed-(on[a-z]+|style)/gi;
const STYLE = "data-renamed-style";
const quiet = (html) => html.replace(/(on[a-z]+|style)(?=\s*=)/gi, "data-renamed-$1")
  .replace(/(<\/?)style\b/gi, "$1noembed").replace(/(<\/?)base\b/gi, "$1x-base");
const undone = (text) => text.replace(RENAMED, "$1");
const declared = (one) => one.getAttribute(STYLE) ?? "";
const styleOf = (one, name) => {
  const found = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(declared(one));
  return found ? found[1].trim() : "";
};
const unwrap = (one) => one.replaceWith(...one.childNodes);
const rename = (doc, one, name) => {
  const made = doc.createElement(name);
  made.append(...one.childNodes);
  one.replaceWith(made);
};

function named(doc) {
  const found = LOST.filter(([, selector]) => doc.querySelector(selector)).map(([what]) => what);
  const spans = [...doc.body.querySelectorAll(`[${STYLE}]`)].filter((one) => one.textContent.trim());
  const has = (name, wrong) => spans.some((one) => wrong(styleOf(one, name), one));
  const coloured = (value, one) => value && !NO_COLOUR.test(value.replace(/\s*!important/i, "")) && !one.closest("a");
  if (["color", "background", "background-color"].some((name) => has(name, coloured))
    || doc.querySelector("font[color], [bgcolor]")) found.push("farver");
  const line = (kind) => (value, one) => value.includes(kind) && !one.closest("a") && !one.querySelector("a");
  if (has("text-decoration", line("underline"))) found.push("understregning");
  if (has("text-decoration", line("line-through"))) found.push("gennemstregning");
  if (doc.querySelector("table table")) found.push("tabeller inden i tabeller");
  if ([...doc.querySelectorAll("a[href]")].some((one) => !/^(https?:|mailto:|#)/i.test(one.getAttribute("href")))) {
    found.push("links, der hverken er webadresser eller mailadresser,");
  }
  return [...new Set(found)];
}

// Word writes a list as paragraphs: the level in the style, the mark as text in a part that lists ignore.
function kindOf(mark) {
  const text = mark.replace(/\u00a0/g, " ").trim();
  const number = /^\(?(\d+|[a-z])[.)]$/i.exec(text) ?? /^(\d+)\.(?:\d+\.?)+$/.exec(text);
  if (!number) return { tag: "ul", start: 1 };
  if (/^\d/.test(number[1])) return { tag: "ol", start: text.match(/\d+/g).length > 1 ? 1 : Number(number[1]) };
  return number[1].toLowerCase() === "i" ? { tag: "ol", start: 1 } : { tag: "ol", type: "a", start: 1 };
}

function listWord(doc) {
  let open = [], last = null;  // the lists that are open, by level
  for (const p of doc.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div")) {
    const level = Number(/mso-list:\s*[a-z0-9]+\s+level(\d)/i.exec(declared(p))?.[1] ?? 0);
    if (!level) continue;
    const mark = [...p.querySelectorAll(`[${STYLE}]`)].find((one) => /mso-list:\s*ignore/i.test(declared(one)));
    const { tag, type, start } = kindOf(mark?.textContent ?? "");
    mark?.remove();
    if (last === null || p.previousElementSibling !== last) open = [];
    open.length = Math.min(open.length, level);
    const same = open[level - 1];
    if (same && (same.localName !== tag || (same.getAttribute("type") ?? undefined) !== type)) open.length = level - 1;
    while (open.length < level) {
      const list = doc.createElement(tag);
      if (type) list.setAttribute("type", type);
      if (start > 1) list.setAttribute("start", start);
      const above = open.at(-1);
      if (!above) {
        p.before(list);
      } else {
        if (!above.lastElementChild) above.append(doc.createElement("li"));
        above.lastElementChild.append(list);
      }
      open.push(list);
    }
    const li = doc.createElement("li");
    li.append(...p.childNodes);
    open[level - 1].append(li);
    last = open[0];
    p.remove();
  }
}

function unnest(doc) {
  for (const table of doc.querySelectorAll("table table")) {
    const rows = [...table.rows].map((row) => {
      const p = doc.createElement("p");
      p.textContent = [...row.cells].map((cell) => cell.textContent.trim()).join(" ");
      return p;
    });
    table.replaceWith(...rows);
  }
}

function emphasise(doc) {
  for (const one of doc.querySelectorAll(`:is(span, font)[${STYLE}]`)) {
    const bold = /^(bold|[6-9]00)/.test(styleOf(one, "font-weight"));
    const italic = /^italic/.test(styleOf(one, "font-style"));
    if (bold && italic) {
      const em = doc.createElement("em");
      em.append(...one.childNodes);
      one.append(em);
    }
    if (bold || italic) rename(doc, one, bold ? "strong" : "em");
  }
  for (const one of doc.querySelectorAll(`:is(b, strong, i, em)[${STYLE}]`)) {
    if (/^(normal|[1-4]00)/.test(styleOf(one, one.matches("b, strong") ? "font-weight" : "font-style"))) unwrap(one);
  }
}

function levelHeadings(doc) {
  const headings = [...doc.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const top = Math.min(...headings.map((one) => Number(one.localName[1])));
  if (top === 4 && !doc.querySelector("h6")) return;
  for (const one of headings) rename(doc, one, Number(one.localName[1]) === top ? "h4" : "h5");
}

/** The HTML cleaned, and the Danish names of what is lost. */
export function cleaned(html) {
  const doc = new DOMParser().parseFromString(quiet(html), "text/html");
  doc.querySelectorAll("noembed, meta, link, xml, script, title, template, noscript").forEach((one) => one.remove());
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    if (undone(data) !== data) walker.currentNode.data = undone(data);
  }
  for (const one of doc.querySelectorAll(`[${STYLE}]`)) {
    if (/mso-hide:\s*all|display:\s*none/i.test(declared(one))) one.remove();
  }
  const lost = named(doc);
  for (const one of [...doc.body.querySelectorAll("*")]) if (one.localName.includes(":")) unwrap(one);  // smart tags
  listWord(doc);
  unnest(doc);
  emphasise(doc);
  levelHeadings(doc);
  for (const one of doc.querySelectorAll("ol:not([type]), ol[type]")) {
    if (/^lower-alpha|^lower-latin/.test(styleOf(one, "list-style-type"))) one.setAttribute("type", "a");
  }
  doc.body.querySelectorAll(LOST.slice(0, 4).map(([, selector]) => selector).join()).forEach((one) => one.remove());
  for (const one of doc.body.querySelectorAll("*")) {
    for (const { name, value } of [...one.attributes]) {
      if (KEPT.has(name)) one.setAttribute(name, undone(value));
      else one.removeAttribute(name);
    }
  }
  for (const p of doc.body.querySelectorAll("p")) if (!p.textContent.trim() && !p.querySelector("br")) p.remove();
  return { html: doc.body.innerHTML, lost };
}

/** "Billeder og farver er ikke kommet med." */
export function sentence(lost) {
  const text = new Intl.ListFormat("da", { type: "conjunction" }).format(lost);
  return `${text[0].toUpperCase()}${text.slice(1)} er ikke kommet med.`;
}
