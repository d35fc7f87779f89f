// The administration page: log in, see what is held, add, remove, rebuild, and follow a change that is under way.

import { make } from "./dom.js";
import { reportLine } from "./answer.js";
import { currentLanguage, label, onLanguage, rememberedLanguage, say, setLanguage, word } from "./words.js";

const find = (id) => document.getElementById(id);
const POLL = 700; // milliseconds
const FAULTS = [
  "admin_wrong", "admin_locked", "admin_signed_out", "admin_busy", "admin_no_file", "admin_not_held", "admin_only_one", "admin_not_kept",
  "admin_not_all", "admin_too_large", "admin_broken", "upload_foreign", "upload_broken", "upload_offline",
];
const KINDS = { add: "admin_adding", remove: "admin_removing", rebuild: "admin_rebuilding" };
let state = { signed_in: false, reports: [], change: null };
let polling = false;

async function send(path, options = {}) {
  try {
    const reply = await fetch(`admin/${path}`, { cache: "no-store", ...options, headers: { ...options.headers, "X-Guard": state.guard || "" } });
    return await reply.json();
  } catch {
    return { status: "error", kind: "upload_offline" };
  }
}

function complain(reply) {
  const text = reply?.status !== "error" ? "" : FAULTS.includes(reply.kind) ? say(reply.kind, reply.values || {}) : reply.text;
  find("admin-complaint").textContent = text;
}

async function look() {
  const reply = await send("state");
  if (reply.status === "error") return complain(reply);
  state = { reports: [], change: null, ...reply };
  fill();
  if (state.change?.state === "running" && !polling) {
    polling = true;
    setTimeout(() => {
      polling = false;
      look();
    }, POLL);
  }
}

function fill() {
  find("admin-login").hidden = state.signed_in;
  find("admin-office").hidden = !state.signed_in;
  find("admin-logout").hidden = !state.signed_in;
  if (!state.signed_in) return;
  const running = state.change?.state === "running";
  find("admin-file").disabled = running;
  find("admin-rebuild").disabled = running || state.reports.some((report) => !report.original);
  word(find("admin-held"), "library_count", { count: state.reports.length });
  find("admin-change").replaceChildren(...changeShown());
  find("admin-reports").replaceChildren(...state.reports.map((report) => reportItem(report, running)));
}

function changeShown() {
  const change = state.change;
  if (!change) return [];
  const parts = [];
  if (change.state === "running") {
    const bar = make("progress", "bar", { max: "1" });
    if (change.kind !== "remove") bar.value = change.part;
    label(bar, KINDS[change.kind]);
    parts.push(word(make("p", "own-state"), KINDS[change.kind]), bar, make("p", "quiet", {}, change.file));
  } else if (change.state === "done") {
    parts.push(word(make("p", "own-state"), change.kind === "remove" ? "admin_removed" : "admin_changed", { count: change.added }));
  } else {
    const why = FAULTS.includes(change.reason) ? say(change.reason) : change.message;
    parts.push(word(make("p", "own-state own-refusal"), "admin_failed"), make("p", "own-reason", {}, why));
  }
  for (const message of change.failed) parts.push(make("p", "own-reason own-refusal", {}, message[currentLanguage()]));
  return parts;
}

function reportItem(report, running) {
  const item = make("li", "own-file", {}, reportLine(report, "report-line"), make("p", "place", {}, make("span", "place-file", {}, report.file)));
  if (!report.original) item.append(word(make("p", "quiet"), "admin_no_original"));
  const button = word(make("button", "plain own-remove", { type: "button" }), "upload_remove");
  label(button, "upload_remove_name", { name: report.file });
  button.disabled = running;
  button.addEventListener("click", () => {
    if (button.dataset.sure) return change(`reports?${new URLSearchParams({ file: report.file })}`, "DELETE");
    button.dataset.sure = "1"; // the second press removes: a slip of the hand must not
    word(button, "admin_sure");
    label(button, "admin_sure");
  });
  item.append(button);
  return item;
}

async function change(path, method, body) {
  const reply = await send(path, { method, body });
  complain(reply);
  await look();
}

find("admin-login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = find("admin-password");
  const reply = await send("login", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ password: field.value }),
  });
  field.value = "";
  complain(reply);
  await look();
  (state.signed_in ? find("admin-file") : field).focus();
});
find("admin-logout").addEventListener("click", async () => {
  await send("logout", { method: "POST" });
  state = { signed_in: false, reports: [], change: null };
  fill();
  find("admin-password").focus();
});
find("admin-file").addEventListener("change", (event) => {
  const form = new FormData();
  for (const file of event.target.files) form.append("file", file, file.name);
  event.target.value = "";
  change("reports", "POST", form);
});
find("admin-rebuild").addEventListener("click", () => change("rebuild", "POST"));
find("language").addEventListener("click", () => setLanguage(currentLanguage() === "zh" ? "en" : "zh"));
onLanguage(() => {
  document.title = say("admin_title");
  fill();
});
const remembered = rememberedLanguage();
if (remembered && remembered !== currentLanguage()) setLanguage(remembered);
look();
