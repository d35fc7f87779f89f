// Under an answer: say that it is right or wrong, with a note where it is wrong. Sends the question and the vote, no answer.

import { make } from "./dom.js";
import { tryCall } from "./server.js";
import { label, word } from "./words.js";

const LONGEST_NOTE = 1000;
const FAULTS = ["feedback_often", "feedback_full", "feedback_nowhere", "feedback_own", "feedback_unfit"];
let fields = 0;

/** The buttons under the answer `payload`, which was asked after `conversation` of the reports `files` (null for all). */
export function feedbackButtons(payload, conversation, files) {
  const box = make("div", "feedback", { role: "group" });
  label(box, "feedback_ask");
  const told = make("p", "feedback-told", { role: "status" });
  const right = word(make("button", "plain feedback-vote", { type: "button" }), "feedback_right");
  const wrong = word(make("button", "plain feedback-vote", { type: "button", "aria-expanded": "false" }), "feedback_wrong");
  const row = make("p", "feedback-row", {}, word(make("span", "quiet"), "feedback_ask"), right, wrong);
  const send = async (verdict, note) => {
    const values = { question: payload.question, verdict, note, conversation, files };
    for (const button of box.querySelectorAll("button")) button.disabled = true;
    const reply = await tryCall("feedback", values);
    if (reply.status === "kept") {
      row.remove();
      box.querySelector(".feedback-form")?.remove();
      return word(told, "feedback_thanks");
    }
    for (const button of box.querySelectorAll("button")) button.disabled = false;
    return word(told, FAULTS.includes(reply.kind) ? reply.kind : "feedback_failed");
  };
  right.addEventListener("click", () => send("right", ""));
  wrong.addEventListener("click", () => {
    const open = box.querySelector(".feedback-form");
    if (open) return open.querySelector("textarea").focus();
    wrong.setAttribute("aria-expanded", "true");
    const form = noteForm((note) => send("wrong", note), () => {
      form.remove();
      wrong.setAttribute("aria-expanded", "false");
      wrong.focus();
    });
    row.after(form);
    form.scrollIntoView({ block: "nearest" }); // clear of the question box, which its margin in the style sheet knows of
    return form.querySelector("textarea").focus({ preventScroll: true });
  });
  box.append(row, told);
  return box;
}

/** A field for a note with its two buttons: `send(note)` and `cancel()`. */
function noteForm(send, cancel) {
  fields += 1;
  const id = `feedback-note-${fields}`;
  const form = make("form", "feedback-form", { autocomplete: "off" });
  const field = make("textarea", "input feedback-note", { id, rows: "2", maxlength: String(LONGEST_NOTE), "aria-describedby": `${id}-kept` });
  const leave = word(make("button", "plain", { type: "button" }), "feedback_cancel");
  form.append(
    word(make("label", "", { for: id }), "feedback_note"), field,
    word(make("p", "quiet", { id: `${id}-kept` }), "feedback_kept"),
    make("p", "feedback-row", {}, word(make("button", "feedback-send", { type: "submit" }), "feedback_send"), leave),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(field.value);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // the report beside stays open
    cancel();
  });
  leave.addEventListener("click", cancel);
  return form;
}
