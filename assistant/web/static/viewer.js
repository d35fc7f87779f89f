// The source viewer: a cited line highlighted where it is printed, in its lines or on the picture of its page.
// A panel beside the talk, a sheet on a narrow screen.

import { make, numbersOf, sourceText } from "./dom.js";
import { reportLine } from "./answer.js";
import { heldReports } from "./filters.js";
import { pageView } from "./page_view.js";
import { originalAddress, tryCall } from "./server.js";
import { label, word } from "./words.js";

const LINES_MORE = 10;
const wide = window.matchMedia("(min-width: 1100px)");
const viewer = document.getElementById("viewer");
const body = document.getElementById("viewer-body");
const veil = document.getElementById("veil");
const behind = [document.getElementById("top"), document.getElementById("main")];
let returnTo = null;

/** True where the panel stands beside the talk and may open by itself. */
export function hasRoom() {
  return wide.matches;
}

/** Open the report at citation `mark`. `from` gets the focus back on closing; null leaves the focus where it is. */
export function openViewer(payload, mark, from) {
  returnTo = from;
  viewer.hidden = false;
  document.body.classList.add("with-viewer");
  fitRoom();
  show(payload, mark);
  if (from) document.getElementById("viewer-title").focus({ preventScroll: true });
}

/** Close the report and give the focus back, unless the reader is already elsewhere (`giveBack` false). */
export function closeViewer(giveBack = true) {
  if (viewer.hidden) return;
  viewer.hidden = true;
  document.body.classList.remove("with-viewer");
  fitRoom();
  if (giveBack && returnTo && returnTo.isConnected) returnTo.focus({ preventScroll: true });
  returnTo = null;
}

/** On a narrow screen an open viewer is a dialog: what lies behind it cannot be reached. */
function fitRoom() {
  const sheet = !viewer.hidden && !wide.matches;
  veil.hidden = !sheet;
  for (const element of behind) element.inert = sheet;
  if (sheet) {
    viewer.setAttribute("role", "dialog");
    viewer.setAttribute("aria-modal", "true");
  } else {
    viewer.removeAttribute("role");
    viewer.removeAttribute("aria-modal");
  }
}

wide.addEventListener("change", fitRoom);
veil.addEventListener("click", () => closeViewer());
document.getElementById("viewer-close").addEventListener("click", () => closeViewer());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeViewer();
});

function show(payload, mark) {
  const citation = payload.citations.find((one) => one.mark === mark);
  const around = payload.surroundings.find((one) => one.mark === mark);
  const held = heldReports().find((one) => one.file === citation.file);
  const report = payload.reports.find((one) => one.file === citation.file) || held;
  const inFile = payload.citations.filter((one) => one.file === citation.file);
  const cited = new Map(inFile.map((one) => [one.line, one.mark]));
  const state = { cited, citation, around, wanted: numbersOf(payload), count: report ? report.lines : Infinity };
  const content = make("div", "viewer-content");
  const hasPage = Boolean(citation.page && held?.original && held.pages);
  body.replaceChildren(
    ...(payload.citations.length > 1 ? [tabs(payload, mark)] : []),
    heading(state, report, held),
    ...(hasPage ? [ways(content, state)] : []),
    content,
  );
  if (hasPage && wantsPage) showPage(content, state);
  else showLines(content, state);
}

let wantsPage = true; // how the reader last chose to see a page that there is a picture of

/** The two ways to see a line of a PDF: on its page, or among the lines read from it. */
function ways(content, state) {
  const row = make("div", "ways", { role: "group" });
  label(row, "see_as");
  for (const [key, page] of [["as_page", true], ["as_lines", false]]) {
    const button = word(make("button", "way", { type: "button", "aria-pressed": String(page === wantsPage) }), key);
    button.addEventListener("click", () => {
      wantsPage = page;
      row.querySelectorAll(".way").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      (page ? showPage : showLines)(content, state);
    });
    row.append(button);
  }
  return row;
}

function showPage(content, state) {
  content.replaceChildren(pageView(state, body));
}

function showLines(content, state) {
  const list = make("ol", "lines", { lang: "zh-CN" });
  state.list = list;
  list.append(...state.around.lines.map((line) => lineItem(line, state)));
  content.replaceChildren(more("earlier", state), list, more("later", state));
  body.scrollTop = 0;
  const target = list.querySelector(".cited-now");
  if (target) {
    const over = target.offsetTop + target.offsetHeight - body.clientHeight;
    if (over > 0) body.scrollTop = Math.min(target.offsetTop - 12, over + 48);
  }
}

function tabs(payload, mark) {
  const row = make("div", "tabs", { role: "group" });
  label(row, "sources");
  for (const citation of payload.citations) {
    const pressed = String(citation.mark === mark);
    const tab = make("button", "tab", { type: "button", "aria-pressed": pressed }, `[${citation.mark}]`);
    label(tab, "open_mark", { mark: citation.mark, line: citation.line });
    tab.addEventListener("click", () => {
      show(payload, citation.mark);
      body.querySelector('.tab[aria-pressed="true"]').focus();
    });
    row.append(tab);
  }
  return row;
}

function heading({ citation, around }, report, held) {
  const head = make("div", "viewer-place");
  if (report) head.append(reportLine(report, "report-line viewer-report"));
  const where = make("p", "place", {}, make("span", "place-file", {}, citation.file),
    word(make("span", "place-line"), "line", { line: citation.line }));
  if (report) where.append(word(make("span", "place-count"), "of_lines", { count: report.lines.toLocaleString("en") }));
  if (citation.page) where.append(word(make("span", "place-page"), "page", { page: citation.page }));
  const place = around.lines.find((line) => line.number === citation.line)?.place;
  if (place) where.append(make("span", "place-inside", { lang: "zh-CN" }, place));
  if (held?.original) {
    where.append(word(make("a", "plain original", { href: originalAddress(citation.file), download: citation.file }), "original_file"));
  }
  head.append(make("p", "section", { lang: "zh-CN" }, citation.section), where);
  return head;
}

function lineItem(line, state) {
  const mark = state.cited.get(line.number);
  const now = line.number === state.citation.line;
  const item = make("li", mark ? `line cited${now ? " cited-now" : ""}` : "line", { "data-line": line.number });
  item.append(make("span", "number", {}, String(line.number)));
  const text = make("span", "line-text", {}, ...sourceText(line.text, mark ? state.wanted : new Map()));
  if (now) item.setAttribute("aria-current", "true");
  if (mark) text.prepend(word(make("span", "unseen"), "cited_line"));
  item.append(text);
  return item;
}

function more(direction, state) {
  const button = word(make("button", "plain more", { type: "button" }), direction);
  const fit = () => {
    const first = Number(state.list.firstElementChild?.dataset.line || 1);
    const last = Number(state.list.lastElementChild?.dataset.line || 0);
    button.hidden = direction === "earlier" ? first <= 1 : last >= state.count;
    return [first, last];
  };
  button.addEventListener("click", async () => {
    const [first, last] = fit();
    const [from, to] = direction === "earlier" ? [first - LINES_MORE, first - 1] : [last + 1, last + LINES_MORE];
    button.disabled = true;
    const read = await tryCall("lines", { file: state.citation.file, first: Math.max(1, from), last: to });
    button.disabled = false;
    if (!read.lines || !read.lines.length) {
      button.replaceWith(word(make("p", "quiet"), "no_lines"));
      return;
    }
    const items = read.lines.map((line) => lineItem(line, state));
    const height = body.scrollHeight;
    if (direction === "earlier") {
      state.list.prepend(...items);
      body.scrollTop += body.scrollHeight - height;
    } else {
      state.list.append(...items);
    }
    fit();
  });
  fit();
  return button;
}
