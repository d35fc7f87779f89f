// The conversation: takes a question, shows it, shows what comes back. Knows nothing of reports or figures.

import { renderAnswer, renderFault, reportLine } from "./answer.js";
import { make } from "./dom.js";
import { chosenFiles, chosenFilters, heldReports, onFilters, refreshReports, setFilters, toggleFilter } from "./filters.js";
import { call, tryCall } from "./server.js";
import { closeViewer, hasRoom, openViewer } from "./viewer.js";
import { addressOf, currentView, onView, startViews } from "./views.js";
import {
  currentLanguage, label, onLanguage, questionLimit, rememberedLanguage, say, sayKind, setLanguage, takesUploads, word,
} from "./words.js";

const find = (id) => document.getElementById(id);
const field = find("question");
const turns = find("turns");
const composer = find("composer");
const send = find("send");
let busy = false;
let turnCount = 0;
let talk = []; // the questions answered in this talk, oldest first; kept in this page only
let examples = [];
let examplesFor = "";
const TALK_KEPT = 12;
const PASSING = ["broken", "crowded", "often", "at_once", "late", "closing", "too_slow"]; // faults that may be over when asked again
const SLOW = 500; // milliseconds after which waiting is told in words

function characters(text) {
  return [...text].length; // as Python counts them, not UTF-16 units
}

/** What is wrong with a question, as words; "" where it can be asked. */
function complaintAbout(question) {
  if (!question.trim()) return say("empty");
  const count = characters(question);
  return count > questionLimit ? say("too_long", { limit: questionLimit, count }) : "";
}

function complain(text) {
  find("complaint").textContent = text;
  field.setAttribute("aria-invalid", String(Boolean(text)));
}

function fitField() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 168)}px`;
}

async function ask(question) {
  if (busy) return complain(say("busy"));
  complain(complaintAbout(question));
  if (complaintAbout(question)) return field.focus();
  const turn = startTurn(question.trim());
  setBusy(true);
  const asked = { question: question.trim(), conversation: talk, files: chosenFiles() };
  const { card, payload } = await answerCard(asked, turn);
  setBusy(false);
  turn.element.querySelector(".pending").replaceWith(card);
  turn.element.removeAttribute("aria-busy");
  if (payload && payload.status !== "declined") suggest(asked, turn.element);
}

async function answerCard(asked, turn) {
  const retry = () => {
    turn.element.remove();
    ask(asked.question);
  };
  let payload;
  try {
    payload = await call("ask", asked);
  } catch {
    return { card: renderFault({ kind: "offline" }, {}, retry) };
  }
  if (payload.status === "error") {
    const values = { limit: questionLimit, count: characters(asked.question), ...payload.values };
    return { card: renderFault(payload, values, PASSING.includes(payload.kind) ? retry : null) };
  }
  if (asked.files && !payload.reports.length) await lookAgain();
  if (talk === asked.conversation) talk = [...talk, asked.question].slice(-TALK_KEPT); // else a new chat was begun meanwhile
  const open = (mark, from) => openViewer(payload, mark, from);
  const card = renderAnswer(payload, { number: turn.number, open, address: shareAddress(asked), asked });
  if (payload.citations.length && hasRoom()) openViewer(payload, payload.citations[0].mark, null);
  else if (!payload.citations.length) closeViewer(false);
  return { card, payload };
}

/** Nothing of what narrows is held any more: the visitor's own reports were removed when their time was over. */
async function lookAgain() {
  const own = chosenFilters().own.size > 0;
  await refreshReports();
  if (own && !chosenFilters().own.size) complain(say("own_expired"));
}

/** The address that asks this question anew, after the same questions and over the same choice of reports. */
function shareAddress(asked) {
  const filters = Object.fromEntries(SHARED.map(([name, kind]) => [name, [...chosenFilters()[kind]]]));
  return addressOf("ask", { q: asked.question, after: asked.conversation, ...filters });
}

const SHARED = [["body", "bodies"], ["year", "years"], ["kind", "kinds"]];

/** A view's address with a question asks it. What an address brings is text: it is shown and asked, no more. */
function askAddress(parameters) {
  const question = parameters.get("q");
  if (!question) return;
  history.replaceState(null, "", addressOf("ask"));
  const own = heldReports().some((report) => report.own) ? parameters.getAll("own") : []; // of this visit, never shared
  setFilters({ ...Object.fromEntries(SHARED.map(([name, kind]) => [kind, parameters.getAll(name)])), own });
  talk = parameters.getAll("after").slice(-TALK_KEPT);
  ask(question);
}

/** Under the last answer, what can be asked next and what can be drawn; worked out after the answer is on the screen. */
async function suggest(asked, element) {
  const [next, drawn] = await Promise.all([
    tryCall("follow_ups", asked), tryCall("chart_of", { ...asked, language: currentLanguage() }),
  ]);
  if (turns.lastElementChild !== element) return;
  const items = (next.questions || []).map((question) => {
    const button = make("button", "follow-up", { type: "button" }, question);
    button.addEventListener("click", () => ask(question));
    return make("li", "", {}, button);
  });
  if (drawn.offer) {
    const link = make("a", "follow-up draw-it", { href: addressOf("charts", { chart: drawn.offer.id }) }, word(make("span"), "draw_it"), " ", drawn.offer.title);
    items.push(make("li", "", {}, link));
  }
  if (!items.length) return;
  const list = make("ul", "follow-ups", {}, ...items);
  label(list, "ask_next");
  element.append(list);
}

function startTurn(question) {
  turnCount += 1;
  const asked = make("p", "asked", {},
    word(make("span", "unseen"), "you_asked"), make("span", "asked-text", {}, question));
  const dots = make("span", "dots", { "aria-hidden": "true" }, make("i"), make("i"), make("i"));
  const pending = make("p", "pending", {}, dots, word(make("span"), "looking"));
  setTimeout(() => pending.isConnected && word(pending.lastElementChild, "still_looking"), SLOW * 4);
  turns.querySelectorAll(".follow-ups").forEach((list) => list.remove()); // they went on from the answer before
  const element = make("article", "turn", { "aria-busy": "true" }, asked, pending);
  label(element, "answer");
  turns.append(element);
  find("welcome").hidden = true;
  find("restart").hidden = false;
  document.body.classList.add("talking");
  const smooth = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "start", behavior: smooth && turnCount > 1 ? "smooth" : "auto" });
  return { element, number: turnCount };
}

function setBusy(now) {
  busy = now;
  send.setAttribute("aria-disabled", String(now));
}

function submit() {
  const question = field.value;
  if (!busy && !complaintAbout(question)) {
    field.value = "";
    fitField();
  }
  ask(question);
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

field.addEventListener("keydown", (event) => {
  // Enter that picks a word in a Chinese input method belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});

field.addEventListener("input", () => {
  fitField();
  const tooLong = characters(field.value) > questionLimit;
  complain(tooLong ? complaintAbout(field.value) : "");
});

find("restart").addEventListener("click", () => {
  closeViewer(false);
  talk = [];
  turns.replaceChildren();
  complain("");
  find("welcome").hidden = false;
  loadExamples();
  find("restart").hidden = true;
  document.body.classList.remove("talking");
  window.scrollTo(0, 0);
  field.focus();
});

find("language").addEventListener("click", () => {
  complain("");
  setLanguage(currentLanguage() === "zh" ? "en" : "zh");
});

async function loadExamples() {
  const files = chosenFiles();
  const key = JSON.stringify(files);
  if (key === examplesFor) return;
  examplesFor = key;
  const reply = await tryCall("examples", { files });
  if (examplesFor !== key) return; // chosen anew meanwhile
  examples = reply.examples || [];
  showExamples();
}

function showExamples() {
  const items = examples.map((example) => {
    const question = example[currentLanguage()];
    const button = make("button", "example", { type: "button" }, question);
    button.addEventListener("click", () => ask(question));
    return make("li", "", {}, button);
  });
  find("examples").replaceChildren(...items);
  find("try").hidden = !examples.length;
}

/** Which reports are asked: the only one by name, else how many, and where to see them. */
function showHeld() {
  const held = heldReports();
  const line = find("held-line");
  if (held.length === 1) line.replaceChildren(reportLine(held[0], "report-line"));
  else line.replaceChildren(word(make("a", "plain", { href: "#library" }), "library_count", { count: held.length }));
  if (takesUploads) line.append(" ", word(make("a", "plain own-link", { href: "#library" }), "own_link"));
}

/** What narrows the questions, each to be taken away. */
function showChips() {
  const chips = [];
  for (const [kind, values] of Object.entries(chosenFilters())) {
    for (const value of values) {
      const text = kind === "kinds" ? sayKind(value) : kind === "own" ? say("own_only") : value;
      const chip = make("button", "chip", { type: "button" }, make("span", "", {}, text), make("span", "", { "aria-hidden": "true" }, " ×"));
      label(chip, "take_away", { filter: text });
      chip.addEventListener("click", () => {
        toggleFilter(kind, value);
        field.focus();
      });
      chips.push(chip);
    }
  }
  if (chips.length) chips.unshift(word(make("span", "chips-title"), "only_in"));
  find("chips").replaceChildren(...chips);
}

/** The style sheet needs the heights of the header and the question box, which change with words and width. */
function measure() {
  const style = document.documentElement.style;
  style.setProperty("--top", `${find("top").offsetHeight}px`);
  style.setProperty("--bottom", `${composer.offsetHeight}px`);
}

function followFilters() {
  showHeld();
  showChips();
  if (!find("welcome").hidden) loadExamples();
}

new ResizeObserver(measure).observe(find("top"));
new ResizeObserver(measure).observe(composer);
measure();
onLanguage(showExamples);
onLanguage(showChips);
onFilters(followFilters);
const remembered = rememberedLanguage();
if (remembered && remembered !== currentLanguage()) setLanguage(remembered);
followFilters();
document.addEventListener("view", () => {
  if (currentView() !== "ask") closeViewer(false);
  find("restart").hidden = currentView() !== "ask" || !turns.children.length;
});
onView("ask", askAddress);
startViews();
if (currentView() === "ask" && window.matchMedia("(hover: hover)").matches) field.focus(); // on a phone that would raise the keyboard
