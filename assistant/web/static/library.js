// The library view: what is held, by body, year and kind, and the filters that narrow a question to some of it.

import { make } from "./dom.js";
import { reportLine } from "./answer.js";
import { chosenFilters, heldReports, isNarrowed, narrowedReports, onFilters, setFilters, toggleFilter, valueOf } from "./filters.js";
import { originalAddress } from "./server.js";
import { open as openUploads } from "./uploads.js";
import { navigate } from "./views.js";
import { label, onLanguage, say, sayKind, word } from "./words.js";

const FILTERS = { bodies: "filter_bodies", years: "filter_years", kinds: "filter_kinds" };
const MANY = 12; // bodies from which on a field to search them is of use
let section = null;
let searched = "";

/** Fill the view. */
export function open(into) {
  if (section) return;
  section = into;
  section.append(
    word(make("h1", "view-title"), "library_title"),
    word(make("p", "lead"), "library_lead"),
    make("section", "own-reports", { id: "own-reports", hidden: "" }),
    make("div", "filters", { id: "filters" }),
    make("div", "held", { id: "held" }),
  );
  onFilters(fill);
  onLanguage(fill);
  fill();
  openUploads(section.querySelector("#own-reports"));
}

function fill() {
  const focused = document.activeElement?.dataset?.filter;
  section.querySelector("#filters").replaceChildren(
    ...Object.keys(FILTERS).map(filterGroup).filter(Boolean), summary());
  fillHeld();
  if (focused) section.querySelector(`[data-filter="${CSS.escape(focused)}"]`)?.focus();
}

function filterGroup(kind) {
  const values = [...new Set(heldReports().map((report) => valueOf(report, kind)))].filter(Boolean);
  values.sort(kind === "years" ? (a, b) => b - a : (a, b) => a.localeCompare(b, "zh"));
  if (!values.length) return null;
  const counts = new Map();
  for (const report of narrowedReports(kind)) counts.set(valueOf(report, kind), (counts.get(valueOf(report, kind)) || 0) + 1);
  const group = make("fieldset", `filter filter-${kind}`, {}, word(make("legend"), FILTERS[kind]));
  const list = make("div", "choices");
  if (kind === "bodies" && values.length > MANY) group.append(searchField());
  for (const value of values) {
    const shown = kind === "kinds" ? sayKind(value) : value;
    if (kind === "bodies" && searched && !value.includes(searched) && !chosenFilters().bodies.has(value)) continue;
    const button = make("button", "choice", {
      type: "button", "aria-pressed": String(chosenFilters()[kind].has(value)), "data-filter": `${kind}:${value}`,
    }, make("span", "", kind === "kinds" ? {} : { lang: "zh-CN" }, shown), " ", make("span", "choice-count", {}, String(counts.get(value) || 0)));
    button.addEventListener("click", () => toggleFilter(kind, value));
    list.append(button);
  }
  group.append(list);
  return group;
}

function searchField() {
  const field = make("input", "input search", { type: "search", id: "search-bodies", "data-filter": "search", autocomplete: "off" });
  label(field, "search_bodies");
  field.placeholder = say("search_bodies");
  field.value = searched;
  field.addEventListener("input", () => {
    searched = field.value.trim();
    const at = field.selectionStart;
    fill();
    section.querySelector("#search-bodies")?.setSelectionRange(at, at);
  });
  return field;
}

function summary() {
  const line = make("p", "filter-summary", { role: "status" },
    word(make("span"), "kept_to", { count: narrowedReports().length, all: heldReports().length }));
  const row = make("div", "filter-foot", {}, line);
  if (isNarrowed()) {
    const clear = word(make("button", "plain", { type: "button" }), "all_reports");
    clear.addEventListener("click", () => setFilters());
    row.append(clear);
  }
  const go = word(make("button", "button", { type: "button" }), "ask_these");
  go.addEventListener("click", () => navigate("ask"));
  row.append(go);
  return row;
}

function fillHeld() {
  const list = make("ul", "held-list");
  for (const report of narrowedReports()) {
    const item = make("li", "held-report", {}, reportLine(report, "report-line"));
    const foot = make("p", "place", {}, make("span", "place-file", {}, report.file));
    if (report.own) foot.append(word(make("span", "own-badge"), "own_report"));
    if (report.original) {
      foot.append(word(make("a", "plain", { href: originalAddress(report.file), download: report.file }), "original_file"));
    }
    item.append(foot);
    list.append(item);
  }
  section.querySelector("#held").replaceChildren(word(make("h2"), "held_reports"), list);
}
