// The conversation: takes a question, shows it, shows what comes back. Knows nothing of reports or figures.

import { renderAnswer, renderFault, reportLine } from "./answer.js";
import { make } from "./dom.js";
import { askQuestion } from "./server.js";
import { closeViewer, hasRoom, openViewer } from "./viewer.js";
import {
  currentLanguage, examples, label, onLanguage, questionLimit, rememberedLanguage, reports, say, setLanguage, word,
} from "./words.js";

const find = (id) => document.getElementById(id);
const field = find("question");
const turns = find("turns");
const composer = find("composer");
const send = find("send");
let busy = false;
let turnCount = 0;
let talk = []; // the questions answered in this talk, oldest first; kept in this page only
const TALK_KEPT = 12;

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
  const card = await answerCard(question.trim(), turn);
  setBusy(false);
  turn.element.querySelector(".pending").replaceWith(card);
  turn.element.removeAttribute("aria-busy");
}

async function answerCard(question, turn) {
  const retry = () => {
    turn.element.remove();
    ask(question);
  };
  const before = talk;
  let payload;
  try {
    payload = await askQuestion(question, before);
  } catch {
    return renderFault({ kind: "offline" }, {}, retry);
  }
  if (payload.status === "error") {
    const values = { limit: questionLimit, count: characters(question) };
    return renderFault(payload, values, payload.kind === "broken" ? retry : null);
  }
  if (talk === before) talk = [...talk, question].slice(-TALK_KEPT); // else a new chat was begun meanwhile
  const card = renderAnswer(payload, turn.number, (mark, from) => openViewer(payload, mark, from));
  if (payload.citations.length && hasRoom()) openViewer(payload, payload.citations[0].mark, null);
  else if (!payload.citations.length) closeViewer(false);
  return card;
}

function startTurn(question) {
  turnCount += 1;
  const asked = make("p", "asked", {},
    word(make("span", "unseen"), "you_asked"), make("span", "asked-text", {}, question));
  const dots = make("span", "dots", { "aria-hidden": "true" }, make("i"), make("i"), make("i"));
  const pending = make("p", "pending", {}, dots, word(make("span"), "looking"));
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
  find("restart").hidden = true;
  document.body.classList.remove("talking");
  window.scrollTo(0, 0);
  field.focus();
});

find("language").addEventListener("click", () => {
  complain("");
  setLanguage(currentLanguage() === "zh" ? "en" : "zh");
});

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

function showLibrary() {
  const place = find("library");
  if (reports.length === 1) return place.replaceChildren(reportLine(reports[0], "report-line"));
  const list = make("ul", "library-list");
  for (const report of reports) list.append(make("li", "", {}, reportLine(report, "report-line")));
  const title = word(make("summary"), "library_count", { count: reports.length });
  const menu = make("details", "library-menu", {}, title, list);
  const closeMenu = (event) => {
    if (event.key === "Escape" || (event.type === "pointerdown" && !menu.contains(event.target))) menu.open = false;
  };
  document.addEventListener("keydown", closeMenu);
  document.addEventListener("pointerdown", closeMenu);
  return place.replaceChildren(menu);
}

/** The style sheet needs the heights of the header and the question box, which change with words and width. */
function measure() {
  const style = document.documentElement.style;
  style.setProperty("--top", `${find("top").offsetHeight}px`);
  style.setProperty("--bottom", `${composer.offsetHeight}px`);
}

showLibrary();
showExamples();
new ResizeObserver(measure).observe(find("top"));
new ResizeObserver(measure).observe(composer);
measure();
onLanguage(showExamples);
const remembered = rememberedLanguage();
if (remembered && remembered !== currentLanguage()) setLanguage(remembered);
if (window.matchMedia("(hover: hover)").matches) field.focus(); // on a phone that would raise the keyboard
