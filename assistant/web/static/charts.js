// The charts view: choose a body, a year and a kind of what can be drawn; the chart, the table beside it, and both to save.

import { make } from "./dom.js";
import { copyText } from "./copy.js";
import { draw, savePicture } from "./drawing.js";
import { onFilters } from "./filters.js";
import { tryCall } from "./server.js";
import { openViewer } from "./viewer.js";
import { addressOf, currentView, navigate } from "./views.js";
import { currentLanguage, label, onLanguage, say, word } from "./words.js";

const KINDS = { // kind of chart → its words
  announced: "kind_announced",
  change: "kind_change",
  composition: "kind_composition",
  budget: "kind_budget",
  ranking: "kind_ranking",
};
const SHOWN_FOR = 2000; // milliseconds
let section = null;
let offers = null; // in the language they were asked for in
let offersIn = "";
let wanted = { body: "", year: "", kind: "", chart: "" };
let shown = null; // the payload of the chart on screen

/** Show what the address names. */
export async function open(into, parameters) {
  if (!section) build(into);
  wanted = Object.fromEntries(Object.keys(wanted).map((key) => [key, parameters.get(key) || ""]));
  await readOffers();
  if (currentView() !== "charts" || !offers) return;
  if (!offers.some((offer) => offer.bodies.includes(wanted.body))) wanted.body = ""; // a link of another library
  if (!offers.some((offer) => offer.years.includes(wanted.year))) wanted.year = "";
  if (!offers.some((offer) => kindOf(offer) === wanted.kind)) wanted.kind = "";
  const chosen = offers.find((offer) => offer.id === wanted.chart);
  if (chosen && !parameters.get("kind")) wanted.kind = kindOf(chosen);
  fill();
  await show();
}

function build(into) {
  section = into;
  section.append(
    word(make("h1", "view-title"), "charts_title"),
    word(make("p", "lead"), "charts_lead"),
    make("div", "charts-choose", { id: "charts-choose" }),
    make("article", "chart-card", { id: "chart-card", "aria-live": "polite", hidden: "" }),
  );
  onFilters(() => (offersIn = "")); // reports came or went: what can be drawn is asked anew
  onLanguage(async () => {
    await readOffers();
    if (!offers) return;
    fill();
    show();
  });
  new MutationObserver(() => shown && drawShown()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

async function readOffers() {
  const language = currentLanguage();
  if (offers && offersIn === language) return;
  const reply = await tryCall("charts", { language });
  if (!reply.offers) {
    section.querySelector("#charts-choose").replaceChildren(word(make("p", "complaint"), reply.kind || "charts_failed", reply.values));
    return;
  }
  offers = reply.offers;
  offersIn = language;
}

const kindOf = (offer) => (offer.announced ? "announced" : offer.kind);

/** The offers that the choices leave; `but` leaves one choice out, to see what else it could be. */
function left(but = "") {
  return offers.filter((offer) =>
    (but === "body" || !wanted.body || offer.bodies.includes(wanted.body))
    && (but === "year" || !wanted.year || offer.years.includes(wanted.year))
    && (but === "kind" || !wanted.kind || kindOf(offer) === wanted.kind));
}

function go(change) {
  navigate("charts", { ...wanted, chart: "", ...change });
}

function fill() {
  const choose = section.querySelector("#charts-choose");
  const focused = document.activeElement?.dataset?.choose;
  const top = make("div", "charts-selects", {}, select("body"), select("year"));
  choose.replaceChildren(...(offers.length ? [top, kinds(), list()] : [word(make("p", "quiet"), "charts_none")]));
  if (focused) choose.querySelector(`[data-choose="${CSS.escape(focused)}"]`)?.focus();
}

function select(kind) {
  const key = kind === "body" ? "charts_body" : "charts_year";
  const values = [...new Set(left(kind).flatMap((offer) => (kind === "body" ? offer.bodies : offer.years)))];
  values.sort(kind === "body" ? (a, b) => a.localeCompare(b, "zh") : (a, b) => b.localeCompare(a));
  const field = make("select", "input charts-select", { id: `charts-${kind}`, "data-choose": kind });
  field.append(make("option", "", { value: "" }, say("charts_any")));
  for (const value of values) field.append(make("option", "", { value }, value));
  field.value = values.includes(wanted[kind]) ? wanted[kind] : "";
  field.addEventListener("change", () => go({ [kind]: field.value }));
  return make("p", "field charts-field", {}, word(make("label", "", { for: `charts-${kind}` }), key), field);
}

function kinds() {
  const group = make("fieldset", "filter chart-kinds", {}, word(make("legend"), "charts_kind"));
  const row = make("div", "chart-kinds-row");
  for (const [kind, words] of Object.entries(KINDS)) {
    const count = left("kind").filter((offer) => kindOf(offer) === kind).length;
    if (!count) continue;
    const pressed = String(wanted.kind === kind);
    const button = make("button", "choice chart-kind", { type: "button", "aria-pressed": pressed, "data-choose": `kind:${kind}` },
      word(make("span"), words), " ", make("span", "choice-count", {}, String(count)));
    button.addEventListener("click", () => go({ kind: wanted.kind === kind ? "" : kind }));
    row.append(button);
  }
  group.append(row);
  return group;
}

function list() {
  const found = left();
  const items = make("ul", "offers", { id: "offers" });
  for (const offer of found) {
    const button = make("button", "offer", { type: "button", "data-choose": offer.id });
    button.append(make("span", "offer-title", {}, offer.title));
    const others = [...(offer.bodies.length > 2 ? offer.bodies.slice(0, 2).concat("…") : offer.bodies)].join(" · ");
    button.append(make("span", "offer-body", { lang: "zh-CN" }, others));
    if (offer.id === wanted.chart) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => go({ chart: offer.id }));
    items.append(make("li", "", {}, button));
  }
  return make("section", "charts-list", {}, word(make("h2"), "charts_list"), found.length ? items : word(make("p", "quiet"), "charts_none"));
}

async function show() {
  const card = section.querySelector("#chart-card");
  if (!wanted.chart) {
    shown = null;
    card.hidden = true;
    card.replaceChildren();
    return;
  }
  card.hidden = false;
  card.setAttribute("aria-busy", "true");
  if (!shown) card.replaceChildren(word(make("p", "quiet"), "charts_drawing"));
  const asked = wanted.chart;
  const payload = await tryCall("chart", { id: asked, language: currentLanguage() });
  if (asked !== wanted.chart) return;
  card.removeAttribute("aria-busy");
  if (payload.status === "error") {
    shown = null;
    card.replaceChildren(word(make("p", "complaint"), payload.kind === "fault" ? "charts_gone" : "charts_failed"));
    return;
  }
  shown = payload;
  card.replaceChildren(...parts(payload));
  await drawShown();
  if (card.getBoundingClientRect().top > window.innerHeight * 0.6) card.scrollIntoView({ block: "start" });
}

function parts(payload) {
  const language = payload.language === "en" ? "en" : "zh-CN";
  const figure = make("div", "chart-figure", { id: "chart-figure", role: "img", "aria-label": payload.title });
  const side = make("div", "chart-side", {}, table(payload), ...remarks(payload, language));
  return [
    make("h2", "chart-title", { lang: language, id: "chart-title", tabindex: "-1" }, payload.title),
    make("div", "chart-body", {}, figure, side),
    tools(payload),
  ];
}

async function drawShown() {
  const figure = section.querySelector("#chart-figure");
  if (!figure) return;
  try {
    await draw(figure, shown.drawings[document.documentElement.dataset.theme === "dark" ? "dark" : "light"]);
  } catch {
    figure.replaceChildren(word(make("p", "complaint"), "charts_failed"));
  }
}

/** The figures as a table: what is drawn can be read, and each opens the line it stands on. */
function table(payload) {
  const several = new Set(payload.rows.filter((row) => !row.whole).map((row) => row.series)).size > 1;
  const shares = payload.rows.some((row) => row.share !== null);
  const years = payload.kind === "change";
  const columns = ["col_item", ...(years ? ["col_year"] : []), "col_figure", ...(shares ? ["col_share"] : []), "col_source"];
  const head = make("tr", "", {}, ...columns.map((key) => word(make("th", key === "col_figure" || key === "col_share" ? "number-cell" : "", { scope: "col" }), key)));
  const body = make("tbody");
  for (const row of payload.rows) body.append(tableRow(payload, row, { several, shares, years }));
  const whole = make("table", "chart-table", {}, word(make("caption", "unseen"), "charts_table"), make("thead", "", {}, head), body);
  return make("div", "chart-table-box", { tabindex: "0", role: "region", "aria-label": say("charts_table") }, whole);
}

function tableRow(payload, row, { several, shares, years }) {
  const name = make("th", "", { scope: "row" }, row.label);
  if (several && !row.whole && row.series !== row.label) name.append(make("span", "row-series", {}, row.series));
  if (row.whole) name.append(word(make("span", "row-series"), "charts_whole"));
  const figure = make("td", "number-cell", {}, row.shown);
  for (const working of [row.working, row.share_working]) {
    if (working && (working === row.working || !row.working)) figure.append(make("span", "row-working", {}, shownWorking(working)));
  }
  const line = make("tr", row.whole ? "whole-row" : "", {}, name);
  if (years) line.append(make("td", "", {}, row.period || ""));
  line.append(figure);
  if (shares) line.append(make("td", "number-cell", {}, row.share === null ? "" : `${row.share}%`));
  line.append(make("td", "mark-cell", {}, ...row.marks.slice(0, row.working ? 2 : 1).map((mark) => markButton(payload, mark, row.marks))));
  return line;
}

const shownWorking = (working) => working.replace(/\s*\*\s*/g, " × ").replace(/\s*\/\s*/g, " ÷ ").replace(/\s-\s/g, " − ");

/** A mark that opens the line of a figure; the lines that go with it stand beside it in the viewer. */
function markButton(payload, mark, together = [mark]) {
  const citation = payload.citations.find((one) => one.mark === mark);
  const link = make("a", "mark", { href: `#source-${mark}` }, `[${mark}]`);
  label(link, "open_mark", { mark, line: citation.line });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openViewer({ ...payload, citations: payload.citations.filter((one) => together.includes(one.mark)) }, mark, link);
  });
  return link;
}

function remarks(payload, language) {
  const list = make("ul", "chart-notes", { lang: language });
  if (payload.rows.some((row) => row.working)) list.append(word(make("li"), "charts_hatched"));
  if (payload.announced !== null) {
    list.append(make("li", "", {}, word(make("span"), "charts_caption"), " ", markButton(payload, payload.announced)));
  }
  for (const note of payload.notes) list.append(make("li", "", {}, note));
  return list.children.length ? [list] : [];
}

function tools(payload) {
  const picture = word(make("button", "button", { type: "button", id: "save-picture" }), "save_picture");
  picture.addEventListener("click", () => savePicture(payload));
  const query = new URLSearchParams({ id: payload.id, language: payload.language });
  const csv = word(make("a", "button button-quiet", { id: "save-table", href: `chart.csv?${query}`, download: `${payload.title}.csv` }), "save_table");
  const share = word(make("button", "plain", { type: "button", id: "share-chart" }), "share_chart");
  share.addEventListener("click", async () => {
    const address = location.href.split("#")[0] + addressOf("charts", { chart: payload.id });
    word(share, (await copyText(address)) ? "link_copied" : "copy_failed");
    setTimeout(() => word(share, "share_chart"), SHOWN_FOR);
  });
  return make("div", "chart-tools", {}, picture, csv, share);
}
