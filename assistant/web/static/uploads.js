// The visitor's own reports in the library view: bring files, see how far each is, ask about them, remove them.
// Files go to this page's server alone; what comes back is shown as text.

import { make } from "./dom.js";
import { reportLine } from "./answer.js";
import { refreshReports, setFilters } from "./filters.js";
import { tryCall } from "./server.js";
import { navigate, style } from "./views.js";
import { currentLanguage, label, onLanguage, say, word } from "./words.js";

const READABLE = ".pdf,.docx,.doc,.xlsx,.xlsm,.xls,.csv,.tsv,.txt,.text,.md,.html,.htm,.mht,.mhtml";
const POLL = 600; // milliseconds
const MEGABYTE = 1 << 20;
const UNDER_WAY = ["queued", "reading", "ready"];
const CAN_BE_ASKED = ["ready", "done"];
const STATES = { queued: "upload_queued", reading: "upload_reading", ready: "upload_ready", done: "upload_done" };
const REFUSALS = [
  "upload_too_large", "upload_too_many", "upload_too_much", "upload_no_room", "upload_disk", "upload_off", "upload_foreign",
  "upload_no_cookie", "upload_broken", "upload_offline",
];
let area = null;
let files = []; // as the server tells them
let sending = []; // {name, size, part} on their way
let refused = []; // {name, kind, values} that were not taken
let limits = null;
let examples = [];
let examplesFor = "";
let polling = false;

/** The names under which the visitor's reports can be asked. */
export function ownFiles() {
  return files.filter((file) => file.report).map((file) => file.report.file);
}

/** Fill the section once; it follows the files from then on. */
export async function open(section) {
  if (area) return;
  area = section;
  await style("uploads");
  onLanguage(fill);
  document.addEventListener("view", (event) => event.detail === "library" && look()); // what expired meanwhile is gone
  await look();
}

async function look() {
  try {
    take(await (await fetch("uploads", { cache: "no-store" })).json());
  } catch {
    area.hidden = !limits; // the server is gone: it is said where something is asked of it
  }
  poll();
}

async function poll() {
  if (polling) return;
  polling = true;
  while (files.some((file) => UNDER_WAY.includes(file.state))) {
    await new Promise((done) => setTimeout(done, POLL));
    try {
      take(await (await fetch("uploads", { cache: "no-store" })).json());
    } catch {
      // asked again: a server that is busy or starts anew answers in a moment
    }
  }
  polling = false;
}

/** What the server says of the files; a report that can be asked from now on narrows the questions to the visitor's own. */
function take(reply) {
  const before = new Map(files.map((file) => [file.id, file]));
  const gone = files.some((file) => file.report && !reply.files.some((one) => one.id === file.id));
  files = reply.files;
  limits = reply.limits;
  const ready = files.filter((file) => file.report && !before.get(file.id)?.report);
  const ended = files.filter((file) => !UNDER_WAY.slice(0, 2).includes(file.state) && UNDER_WAY.includes(before.get(file.id)?.state || "queued")
    && !CAN_BE_ASKED.includes(before.get(file.id)?.state));
  fill();
  for (const file of ended) tell(file.report ? "upload_told_ready" : "upload_told_refused", { name: file.name });
  if (ready.length || gone) follow(ready.length > 0 && before.size + ready.length > 0);
}

async function follow(narrow) {
  await refreshReports();
  if (narrow && limits) setFilters({ own: ["own"] });
  await loadExamples();
}

async function loadExamples() {
  const key = JSON.stringify(ownFiles());
  if (key === examplesFor) return;
  examplesFor = key;
  const reply = ownFiles().length ? await tryCall("examples", { files: ownFiles() }) : {};
  if (examplesFor !== key) return;
  examples = (reply.examples || []).slice(0, 4);
  fill();
}

function fill() {
  area.hidden = !limits;
  if (!limits) return;
  if (!area.querySelector(".drop")) area.append(...frame());
  const focused = document.activeElement?.dataset?.upload;
  word(area.querySelector(".own-lead"), "own_lead", { minutes: limits.minutes, megabytes: limits.megabytes, files: limits.files });
  area.querySelector(".own-files").replaceChildren(
    ...refused.map(refusedItem), ...files.map(fileItem), ...sending.map(sendingItem));
  area.querySelector(".own-foot").replaceChildren(...foot());
  area.querySelector(".own-examples").replaceChildren(...exampleItems());
  if (focused) (area.querySelector(`[data-upload="${CSS.escape(focused)}"]`) || area.querySelector("#own-file")).focus();
}

function frame() {
  const title = word(make("h2", "", { id: "own-title" }), "own_title");
  area.setAttribute("aria-labelledby", "own-title");
  const field = make("input", "drop-field", { type: "file", id: "own-file", multiple: "", accept: READABLE, "aria-describedby": "own-lead" });
  const drop = make("label", "drop", { for: "own-file" },
    word(make("span", "drop-main"), "own_choose"), word(make("span", "drop-more"), "own_drop"), field);
  field.addEventListener("change", () => {
    const chosen = [...field.files];
    field.value = "";
    bring(chosen);
  });
  let inside = 0; // entering a child is told before leaving its parent
  drop.addEventListener("dragenter", () => drop.classList.toggle("drop-over", ++inside > 0));
  drop.addEventListener("dragleave", () => drop.classList.toggle("drop-over", --inside > 0));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    drop.classList.remove("drop-over");
    bring([...event.dataTransfer.files]);
  });
  return [
    title, word(make("p", "own-lead quiet", { id: "own-lead" }), "own_lead", {}), drop,
    make("p", "unseen", { role: "status", id: "own-status" }),
    make("ul", "own-files"), make("div", "own-foot"), make("div", "own-examples"),
  ];
}

function tell(key, values) {
  word(area.querySelector("#own-status"), key, values);
}

/** Send files one after the other; what is too large is not sent at all. */
async function bring(chosen) {
  refused = [];
  const waiting = [];
  for (const file of chosen) {
    if (file.size > limits.megabytes * MEGABYTE) refused.push({ name: file.name, kind: "upload_too_large", values: { limit: limits.megabytes } });
    else waiting.push({ name: file.name, size: file.size, part: 0, file });
  }
  sending = [...sending, ...waiting];
  fill();
  for (const one of refused) tell("upload_told_refused", { name: one.name });
  for (const one of waiting) {
    const reply = await sendFile(one);
    sending = sending.filter((other) => other !== one);
    if (reply.status === "error") {
      refused.push({ name: one.name, kind: reply.kind, values: reply.values || {} });
      tell("upload_told_refused", { name: one.name });
      fill();
    } else {
      refused.push(...reply.refused);
      take(reply);
    }
    poll();
  }
}

function sendFile(one) {
  const form = new FormData();
  form.append("file", one.file, one.name);
  return new Promise((done) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of what is sent already
    request.upload.addEventListener("progress", (event) => {
      one.part = event.lengthComputable ? event.loaded / event.total : 0;
      fill();
    });
    request.addEventListener("load", () => {
      try {
        done(JSON.parse(request.responseText));
      } catch {
        done({ status: "error", kind: "upload_broken" });
      }
    });
    request.addEventListener("error", () => done({ status: "error", kind: "upload_offline" }));
    request.open("POST", "uploads");
    request.send(form);
  });
}

async function remove(id, name) {
  try {
    const reply = await (await fetch(id ? `uploads/${id}` : "uploads", { method: "DELETE" })).json();
    if (!id) refused = [];
    if (reply.files) take(reply);
    tell(id ? "upload_told_removed" : "upload_told_all_removed", { name });
  } catch {
    tell("upload_offline");
  }
}

function bar(part, name) {
  const element = make("progress", "bar", { max: "1" });
  if (part !== null) element.value = part;
  label(element, "upload_bar", { name });
  return element;
}

function head(name, size) {
  return make("p", "own-head", {}, make("span", "own-name", {}, name), make("span", "own-size quiet", {}, say("upload_size", { size: shownSize(size) })));
}

function shownSize(size) {
  return size >= MEGABYTE / 10 ? `${(size / MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1024))} kB`;
}

function sendingItem(one) {
  const percent = Math.round(one.part * 100);
  return make("li", "own-file", {}, head(one.name, one.size), bar(one.part, one.name), word(make("p", "own-state"), "upload_sending", { percent }));
}

function fileItem(file) {
  const item = make("li", `own-file own-${file.state}`, { "data-state": file.state }, head(file.name, file.size));
  if (file.report) item.append(reportLine(file.report, "report-line own-report"));
  if (file.state === "refused") item.append(word(make("p", "own-state own-refusal"), "upload_refused"), make("p", "own-reason", {}, file.message[currentLanguage()]));
  else item.append(word(make("p", "own-state"), STATES[file.state], { percent: Math.round(file.part * 100) }));
  if (UNDER_WAY.includes(file.state)) item.append(bar(file.state === "ready" ? file.part : null, file.name));
  const button = word(make("button", "plain own-remove", { type: "button", "data-upload": file.id }), "upload_remove");
  label(button, "upload_remove_name", { name: file.name });
  button.addEventListener("click", () => remove(file.id, file.name));
  item.append(button);
  return item;
}

function refusedItem(one) {
  const kind = REFUSALS.includes(one.kind) ? one.kind : "upload_broken";
  return make("li", "own-file own-refused", { "data-state": "refused" }, make("p", "own-head", {}, make("span", "own-name", {}, one.name)),
    word(make("p", "own-state own-refusal"), "upload_refused"), word(make("p", "own-reason"), kind, one.values));
}

function foot() {
  const parts = [];
  if (ownFiles().length) {
    const ask = word(make("button", "button", { type: "button", "data-upload": "ask" }), "own_ask");
    ask.addEventListener("click", () => {
      setFilters({ own: ["own"] });
      navigate("ask");
    });
    parts.push(ask);
  }
  if (files.length > 1) {
    const all = word(make("button", "plain", { type: "button", "data-upload": "all" }), "own_remove_all");
    all.addEventListener("click", () => remove(null, ""));
    parts.push(all);
  }
  return parts;
}

function exampleItems() {
  if (!examples.length || !ownFiles().length) return [];
  const items = examples.map((example) => {
    const question = example[currentLanguage()];
    const button = make("button", "follow-up", { type: "button", "data-upload": `q:${question}` }, question);
    button.addEventListener("click", () => navigate("ask", { q: question, own: "own" }));
    return make("li", "", {}, button);
  });
  return [word(make("p", "quiet"), "own_try"), make("ul", "follow-ups", {}, ...items)];
}
