// The briefing view: choose a body and a report, read the briefing with its footnotes, save it as a file.

import { make } from "./dom.js";
import { heldReports, onFilters } from "./filters.js";
import { tryCall } from "./server.js";
import { openViewer } from "./viewer.js";
import { currentView, navigate } from "./views.js";
import { currentLanguage, label, onLanguage, say, sayKind, word } from "./words.js";

const FORMATS = [["docx", "Word"], ["xlsx", "Excel"], ["md", "Markdown"]];
const FACT_FORMATS = [["csv", "CSV"], ["xlsx", "Excel"]];
const AROUND = 4; // lines shown on either side of a cited line
const SLOW = 300; // milliseconds after which waiting is told in words
let section = null;
let wanted = { body: "", report: "", beside: "" };
let asked = 0; // counts the briefings asked for: only the last one is shown

/** Show what the address names: `report` is a file name, or `body` and `year` lead to it; `beside` is another body. */
export function open(into, parameters) {
  if (!section) build(into);
  const named = (name) => parameters.get(name) || "";
  const report = find(named("report")) || reportOf(named("body"), named("year"), named("kind"));
  wanted = { body: report?.name || named("body"), report: report?.file || "", beside: named("beside") };
  fill();
  show();
}

function build(into) {
  section = into;
  section.append(
    word(make("h1", "view-title"), "brief_title"),
    word(make("p", "lead"), "brief_lead"),
    make("form", "brief-choose", { id: "brief-choose" }),
    make("p", "brief-status", { id: "brief-status", role: "status" }),
    make("article", "brief-sheet", { id: "brief-sheet", hidden: "" }),
  );
  section.querySelector("#brief-choose").addEventListener("submit", (event) => {
    event.preventDefault();
    navigate("brief", { report: wanted.report, beside: wanted.beside });
  });
  onLanguage(() => {
    fill();
    show();
  });
  onFilters(fill);
}

const find = (file) => heldReports().find((report) => report.file === file);

function reportOf(body, year, kind) {
  const fitting = heldReports().filter((report) =>
    report.name === body && (!year || String(report.year) === year) && (!kind || report.kind === kind));
  return fitting.length === 1 || year ? fitting[0] : null;
}

// --- what to make it of

function fill() {
  const form = section.querySelector("#brief-choose");
  const focused = document.activeElement?.id;
  if (!heldReports().length) return form.replaceChildren(word(make("p"), "brief_empty"));
  const bodies = [...new Set(heldReports().map((report) => report.name))].sort((a, b) => a.localeCompare(b, "zh"));
  if (!wanted.body && bodies.length === 1) [wanted.body] = bodies;
  const own = heldReports().filter((report) => report.name === wanted.body).sort((a, b) => (b.year || 0) - (a.year || 0));
  if (!own.some((report) => report.file === wanted.report)) wanted.report = own.length === 1 ? own[0].file : "";
  const chosen = find(wanted.report);
  const others = chosen ? [...new Set(heldReports().filter((report) => comparable(report, chosen)).map((report) => report.name))] : [];
  if (!others.includes(wanted.beside)) wanted.beside = "";
  const button = word(make("button", "button", { type: "submit" }), "brief_make");
  button.disabled = !wanted.report;
  form.replaceChildren(
    choice("body", "brief_body", bodies.map((body) => [body, body]), say("brief_choose")),
    choice("report", "brief_report", own.map((report) => [report.file, nameOf(report, own)]), say("brief_choose")),
    ...(others.length ? [choice("beside", "brief_beside", others.map((body) => [body, body]), say("brief_nobody"))] : []),
    button,
  );
  if (focused) document.getElementById(focused)?.focus();
}

const plainKind = (report) => (report.kind || "").replace(/^(部门|单位)/, "");

function comparable(report, chosen) {
  return report.name !== chosen.name && report.year === chosen.year && plainKind(report) === plainKind(chosen);
}

function nameOf(report, all) {
  const name = [report.year ? say("year", { year: report.year }) : "", report.kind ? sayKind(report.kind) : ""].filter(Boolean).join(" · ");
  const twin = all.some((other) => other !== report && other.year === report.year && other.kind === report.kind);
  return twin || !name ? `${name} (${report.file})` : name;
}

function choice(key, words, values, nothing) {
  const select = make("select", "input brief-select", { id: `brief-${key}` });
  select.append(make("option", "", { value: "" }, nothing));
  for (const [value, shown] of values) {
    const option = make("option", "", { value }, shown);
    option.selected = value === wanted[key];
    select.append(option);
  }
  select.addEventListener("change", () => {
    wanted[key] = select.value;
    if (key === "body") wanted.report = "";
    fill();
  });
  return make("div", "field brief-field", {}, word(make("label", "", { for: `brief-${key}` }), words), select);
}

// --- the briefing

async function show() {
  const sheet = section.querySelector("#brief-sheet");
  const status = section.querySelector("#brief-status");
  asked += 1;
  const mine = asked;
  if (!wanted.report) {
    sheet.hidden = true;
    status.replaceChildren();
    return;
  }
  const slow = setTimeout(() => word(status, "brief_making"), SLOW);
  const reply = await tryCall("brief", { report: wanted.report, beside: wanted.beside, language: currentLanguage() });
  clearTimeout(slow);
  if (mine !== asked || currentView() !== "brief") return;
  delete status.dataset.word;
  status.replaceChildren();
  sheet.hidden = reply.status !== "made";
  if (reply.status !== "made") {
    status.append(word(make("span", "complaint"), reply.kind, reply.values), " ", reply.text || "");
    return;
  }
  sheet.lang = reply.language === "zh" ? "zh-CN" : "en";
  sheet.replaceChildren(
    make("h2", "brief-name", {}, reply.title),
    make("p", "quiet", {}, reply.subtitle),
    downloads("brief_download", FORMATS, "brief-file"),
    ...reply.sections.map((part) => renderSection(part, reply)),
    renderNotes(reply),
    downloads("brief_facts", FACT_FORMATS, "facts-file"),
  );
}

function downloads(words, formats, address) {
  const row = make("p", "brief-files", {}, word(make("span", "quiet"), words));
  for (const [format, shown] of formats) {
    const query = new URLSearchParams({ report: wanted.report, format, language: currentLanguage(), beside: wanted.beside });
    row.append(make("a", "button button-quiet", { href: `${address}?${query}`, download: "" }, shown));
  }
  return row;
}

function renderSection(part, brief) {
  const box = make("section", `brief-part brief-${part.key}`, {}, make("h3", "", {}, part.title));
  box.append(...part.texts.map((text) => make("p", "", {}, text)));
  box.append(...part.tables.map((table) => renderTable(table, brief)));
  box.append(...part.remarks.map((text) => make("p", "quiet", {}, text)));
  if (part.quotes.length) {
    box.append(make("ul", "brief-quotes", {}, ...part.quotes.map((quote) =>
      make("li", "", {}, make("b", "", {}, quote.about), make("q", "", { lang: "zh-CN" }, quote.text), ...marks(quote.notes, brief)))));
  }
  box.append(...part.pictures.map((picture) => renderPicture(picture, brief)));
  return box;
}

function renderTable(table, brief) {
  const head = make("tr", "", {}, ...table.headings.map((heading) => make("th", "", { scope: "col" }, heading)));
  const rows = table.rows.map((row) => make("tr", "", {}, ...row.map((cell, place) => renderCell(cell, place, table, brief))));
  const frame = make("div", "brief-table", { tabindex: "0", role: "region" },
    make("table", "", {}, make("thead", "", {}, head), make("tbody", "", {}, ...rows)));
  return label(frame, "brief_table", { caption: table.caption });
}

function renderCell(cell, place, table, brief) {
  const depth = cell.text.length - cell.text.replace(/^\u3000+/, "").length;
  const kind = cell.value !== null ? "figure" : cell.missing ? "missing" : depth ? `depth-${Math.min(depth, 2)}` : "";
  const element = place === 0 ? make("th", kind, { scope: "row" }) : make("td", kind);
  element.append(cell.text.slice(depth), ...marks(cell.notes, brief));
  return element;
}

/** A chart as bars in a list: its lengths are the amounts of the table under it. */
function renderPicture(picture, brief) {
  const amounts = picture.table.rows.flatMap((row) => picture.series.map((column) => Number(row[column].value)));
  const longest = Math.max(...amounts, 0);
  const bars = make("div", "brief-bars", { "aria-hidden": "true" });
  for (const row of picture.table.rows) {
    bars.append(make("span", "bar-name", {}, row[0].text));
    picture.series.forEach((column, place) => {
      const series = picture.series.length > 1 ? `${picture.table.headings[column]} · ` : "";
      const bar = make("span", `bar bar-${picture.kind === "parts" ? 1 : place}`);
      bar.style.width = longest ? `${(Number(row[column].value) / longest) * 100}%` : "0";
      bars.append(make("span", "bar-row", {}, make("span", "bar-track", {}, bar), make("span", "bar-text", {}, `${series}${row[column].text}`)));
    });
  }
  return make("figure", "brief-picture", {}, make("figcaption", "", {}, `${picture.title} (${picture.unit})`), bars, renderTable(picture.table, brief));
}

function renderNotes(brief) {
  const list = make("ol", "brief-notes", {}, ...brief.notes.map((note) =>
    make("li", "", { value: note.number }, ...marks([note.number], brief), make("span", "", { lang: "zh-CN" }, note.text))));
  return make("details", "brief-sources", {}, word(make("summary"), "brief_sources"), list);
}

// --- from a footnote to the source

function marks(numbers, brief) {
  return numbers.map((number) => {
    const button = make("button", "note-mark", { type: "button" }, String(number));
    button.addEventListener("click", () => openNote(number, brief, button));
    return label(button, "brief_note", { number });
  });
}

/** The lines of a footnote; of a calculated figure, those that its operands stand on. */
function linesOf(number, brief) {
  const note = brief.notes.find((one) => one.number === number);
  return note.working ? note.operands.flatMap((operand) => linesOf(operand, brief)) : note.lines;
}

async function openNote(number, brief, from) {
  const note = brief.notes.find((one) => one.number === number);
  const lines = linesOf(number, brief);
  const citations = lines.map((line, place) => ({ ...line, mark: place + 1 }));
  const surroundings = await Promise.all(citations.map(async (one) => {
    const reply = await tryCall("lines", { file: one.file, first: Math.max(1, one.line - AROUND), last: one.line + AROUND });
    return { mark: one.mark, file: one.file, line: one.line, lines: reply.lines || [{ number: one.line, text: one.text, place: one.place }] };
  }));
  const [expression, result = ""] = note.working.split(/ [=≈] /);
  const calculations = note.working ? [{ expression, result: result.replace(/[^\d.,-]/g, ""), unit: "" }] : [];
  if (citations.length) openViewer({ citations, surroundings, figures: figuresOf(number, brief), calculations, reports: [] }, 1, from);
}

/** The figures of the briefing that stand on a footnote, to be marked in the source. */
function figuresOf(number, brief) {
  const tables = brief.sections.flatMap((part) => [...part.tables, ...part.pictures.map((picture) => picture.table)]);
  return tables.flatMap((table) => table.rows.flat()).filter((cell) => cell.value !== null && cell.notes.includes(number));
}
