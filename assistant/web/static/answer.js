// Shows one answer: its sentence with marks, the working, the notes, the cited lines, the report it speaks of.

import { copyButton, shareButton } from "./copy.js";
import { emphasise, grouped, make, numbersOf, sourceText } from "./dom.js";
import { feedbackButtons } from "./feedback.js";
import { label, say, sayKind, word, onLanguage } from "./words.js";

const SOURCES_SHOWN = 3;
const REPORTS_NAMED = 3;
const LAST_FIGURE = /\d[\d,.]*\s?[^\s\d，。；：、（）(),;:]{0,3}$/u;
const LAST_CHARACTER = /.$/u;
const CONVERSION = /^\d[\d.]*\s*[*×]\s*10000(0000)?$/;
const MARK = /\[(\d+)\]/g;

/**
 * The answer `payload` as an element. `turn` is its place in the talk: `number`, `open(mark, from)` that opens the report
 * at a citation, the `address` that asks the question anew, and what was `asked`.
 */
export function renderAnswer(payload, turn) {
  const { number, open } = turn;
  const card = make("div", `card card-${payload.status}`);
  const language = payload.language === "en" ? "en" : "zh-CN";
  if (payload.status !== "answered") card.append(word(make("p", "status"), payload.status));
  card.append(sentence(payload, number, open, language));
  if (payload.calculations.length) card.append(working(payload.calculations));
  if (payload.notes.length) card.append(notes(payload.notes, language));
  if (payload.citations.length) card.append(sources(payload, number, open));
  card.append(footer(payload, turn));
  card.append(feedbackButtons(payload, turn.asked.conversation, turn.asked.files));
  return card;
}

/** A fault as an element: calm words, what the program said of it, and a way to ask again. */
export function renderFault(payload, values, retry) {
  const card = make("div", "card card-error");
  card.append(word(make("p", "status"), "error"));
  card.append(word(make("p", "sentence"), payload.kind, values));
  if (payload.text) card.append(make("p", "detail", {}, payload.text));
  if (payload.request) card.append(word(make("p", "detail"), "reference", { id: payload.request }));
  if (retry) {
    const again = word(make("button", "plain", { type: "button" }), "retry");
    again.addEventListener("click", retry);
    card.append(again);
  }
  return card;
}

/** The name, year and kind of a report on one line; it follows the interface language. */
export function reportLine(report, className) {
  const line = make("span", className);
  const fill = () => {
    line.replaceChildren(make("span", "report-name", { lang: "zh-CN" }, report.name));
    if (report.year) line.append(" · ", say("year", { year: report.year }));
    if (report.kind) line.append(" · ", sayKind(report.kind));
  };
  fill();
  onLanguage(fill);
  return line;
}

function sentence(payload, turn, open, language) {
  const wanted = new Map();
  for (const figure of payload.figures) {
    const key = figure.value.replace(/^[-−]/, "").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
    wanted.set(key, [...(wanted.get(key) || []), figure.unit]);
  }
  const strong = (text) => emphasise(text, wanted, (figure) => make("strong", "figure", {}, figure));
  const cited = new Map(payload.citations.map((citation) => [citation.mark, citation]));
  const body = make("div", "sentence", { lang: language });
  for (const line of payload.text.split("\n")) {
    const paragraph = make("p");
    let done = 0;
    for (const match of line.matchAll(MARK)) {
      const citation = cited.get(Number(match[1]));
      if (!citation) continue;
      paragraph.append(...strong(line.slice(done, match.index).trimEnd()));
      tie(paragraph, markLink(citation, turn, open));
      done = match.index + match[0].length;
    }
    paragraph.append(...strong(line.slice(done)));
    body.append(paragraph);
  }
  return body;
}

/** Keep a mark on one line with the figure or the character before it. */
function tie(paragraph, link) {
  const last = paragraph.lastChild;
  if (!last) return paragraph.append(link);
  if (last.className === "tied") return last.append(link);
  if (last.nodeType !== Node.TEXT_NODE) {
    const tied = make("span", "tied");
    last.replaceWith(tied);
    return tied.append(last, link);
  }
  const end = (last.data.match(LAST_FIGURE) || last.data.match(LAST_CHARACTER) || [""])[0];
  last.data = last.data.slice(0, last.data.length - end.length);
  return paragraph.append(make("span", "tied", {}, end, link));
}

function markLink(citation, turn, open) {
  const link = make("a", "mark", { href: `#source-${turn}-${citation.mark}` }, `[${citation.mark}]`);
  label(link, "open_mark", { mark: citation.mark, line: citation.line });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open(citation.mark, link);
  });
  return link;
}

/** The steps one below the other; those that only turn 万元 or 亿元 into 元 stand together in small print. */
function working(calculations) {
  const list = make("ul", "working");
  const conversions = calculations.filter((step) => CONVERSION.test(step.expression) && step.unit === "元");
  for (const step of calculations) if (!conversions.includes(step)) list.append(make("li", "", {}, ...stepNodes(step)));
  if (!conversions.length) return part("working", list);
  const small = make("p", "conversions", {}, word(make("span", "quiet"), "conversions"));
  for (const step of conversions) small.append(" ", make("span", "conversion", {}, ...stepNodes(step)));
  return part("working", ...(list.children.length ? [list] : []), small);
}

function stepNodes(step) {
  const shown = step.expression.replace(/\s*\*\s*/g, " × ").replace(/\s*\/\s*/g, " ÷ ").replace(/\s-\s/g, " − ");
  const result = make("strong", "figure", {}, `${grouped(step.result)}${step.unit}`);
  return [make("span", "expression", {}, shown), make("span", "equals", {}, " = "), result];
}

function notes(lines, language) {
  const list = make("ul", "notes", { lang: language });
  for (const line of lines) list.append(make("li", "", {}, line));
  return part("notes", list);
}

function part(key, ...children) {
  return make("section", `part part-${key}`, {}, word(make("h3"), key), ...children);
}

function sources(payload, turn, open) {
  const wanted = numbersOf(payload);
  const list = make("ol", "sources");
  const items = payload.citations.map((citation) => sourceItem(citation, turn, wanted, open));
  list.append(...items);
  const section = part("sources", list);
  if (items.length > SOURCES_SHOWN + 1) section.append(foldSources(items));
  return section;
}

function foldSources(items) {
  const button = make("button", "plain", { type: "button" });
  const show = (all) => {
    items.forEach((item, place) => (item.hidden = !all && place >= SOURCES_SHOWN));
    button.setAttribute("aria-expanded", String(all));
    word(button, all ? "fewer_sources" : "all_sources", { count: items.length });
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  show(false);
  return button;
}

function sourceItem(citation, turn, wanted, open) {
  const quote = make("blockquote", "quote", { lang: "zh-CN" }, ...sourceText(citation.text, wanted));
  const place = make("p", "place", {},
    make("span", "place-file", {}, citation.file),
    word(make("span", "place-line"), "line", { line: citation.line }));
  if (citation.page) place.append(word(make("span", "place-page"), "page", { page: citation.page }));
  const see = word(make("button", "plain see", { type: "button" }), "open_source");
  see.addEventListener("click", () => open(citation.mark, see));
  const item = make("li", "source", { id: `source-${turn}-${citation.mark}` },
    make("span", "source-mark", { "aria-hidden": "true" }, String(citation.mark)),
    make("div", "source-body", {}, quote,
      make("p", "section", { lang: "zh-CN" }, citation.section), make("div", "source-foot", {}, place, see)));
  return item;
}

function footer(payload, turn) {
  const line = make("div", "card-foot");
  if (payload.reports.length) {
    const names = make("span", "card-reports");
    names.append(word(make("span", "quiet"), payload.citations.length ? "from" : "searched"), " ");
    if (payload.reports.length <= REPORTS_NAMED) {
      names.append(...payload.reports.map((report) => reportLine(report, "report-line")));
    } else {
      names.append(word(make("span"), "library_count", { count: payload.reports.length }));
    }
    line.append(names);
  }
  line.append(make("span", "card-actions", {}, copyButton(payload), shareButton(turn.address)));
  return line;
}
