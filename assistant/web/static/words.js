// The page's words in the reader's language, and the switch between them. Answers keep the language they were given in.

const data = JSON.parse(document.getElementById("data").textContent);
const listeners = [];
let language = data.language;

export const reports = data.reports;
export const questionLimit = data.limit;
export const takesUploads = Boolean(data.uploads);

/** The current interface language, "zh" or "en". */
export function currentLanguage() {
  return language;
}

/** The words for `key`, with `{name}` replaced from `values`. */
export function say(key, values = {}) {
  const text = data.words[language][key];
  return text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
}

/** A report's kind in the interface language; as printed where no translation is known. */
export function sayKind(kind) {
  return data.words[language].kinds[kind] || kind;
}

/** Make `element` show the words for `key` now and after every switch of language. */
export function word(element, key, values) {
  element.dataset.word = key;
  if (values) element.dataset.values = JSON.stringify(values);
  element.textContent = say(key, values);
  return element;
}

/** Make `element` carry the words for `key` as its accessible name, now and after every switch. */
export function label(element, key, values) {
  element.dataset.wordLabel = key;
  if (values) element.dataset.labelValues = JSON.stringify(values);
  element.setAttribute("aria-label", say(key, values));
  return element;
}

/** Run `act` after every switch of language. */
export function onLanguage(act) {
  listeners.push(act);
}

/** Switch the interface to `next` and remember it. */
export function setLanguage(next) {
  language = next;
  try {
    localStorage.setItem("mingzhang.language", next);
  } catch {
    // not remembered, but still shown
  }
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  document.title = say("page_title");
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = say(element.dataset.word, JSON.parse(element.dataset.values || "{}"));
  }
  for (const element of document.querySelectorAll("[data-word-label]")) {
    const text = say(element.dataset.wordLabel, JSON.parse(element.dataset.labelValues || "{}"));
    element.setAttribute("aria-label", text);
    if (element.title) element.title = text;
  }
  for (const element of document.querySelectorAll("[data-word-placeholder]")) {
    element.placeholder = say(element.dataset.wordPlaceholder);
  }
  for (const act of listeners) act();
}

/** The language chosen on an earlier visit, or null. */
export function rememberedLanguage() {
  try {
    const stored = localStorage.getItem("mingzhang.language");
    return stored in data.words ? stored : null;
  } catch {
    return null;
  }
}
