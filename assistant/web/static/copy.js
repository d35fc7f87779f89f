// Copies an answer as plain text, with its working, its notes and the lines it stands on; or the link to its question.

import { make } from "./dom.js";
import { say, word } from "./words.js";

const SHOWN_FOR = 2000; // milliseconds

/** A button that puts the answer `payload` on the clipboard and says so. */
export function copyButton(payload) {
  return copying("copy", "copied", () => asText(payload));
}

/** A button that puts the link that asks a question anew on the clipboard. `address` is the part behind the page's own. */
export function shareButton(address) {
  return copying("share", "link_copied", () => location.href.split("#")[0] + address);
}

function copying(key, done, text) {
  const button = word(make("button", `plain ${key}`, { type: "button" }), key);
  button.addEventListener("click", async () => {
    word(button, (await copyText(text())) ? done : "copy_failed");
    setTimeout(() => word(button, key), SHOWN_FOR);
  });
  return button;
}

function asText(payload) {
  const lines = [payload.question, payload.text];
  for (const step of payload.calculations) lines.push(`${step.expression} = ${step.result}${step.unit}`);
  lines.push(...payload.notes);
  for (const source of payload.citations) {
    lines.push(`[${source.mark}] ${source.file}, ${say("line", { line: source.line })}: ${source.text.trim()}`);
  }
  return lines.join("\n");
}

/** Put `text` on the clipboard; whether it was taken. */
export async function copyText(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // refused: the older way may still do
    }
  }
  const field = make("textarea", "unseen", { "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
