// The views of the page and the address that leads to each: "#charts?body=…" opens a view with its parameters.
// Knows no view from inside: each is a file of its own, loaded when it is first opened.

import { word } from "./words.js";

export const VIEWS = ["ask", "charts", "brief", "library"];
const loaded = new Map();
let current = "ask";

/** Go to a view; its parameters stand in the address, so that it can be shared, and a list becomes several of a name. */
export function navigate(name, parameters = {}) {
  const target = addressOf(name, parameters);
  if (location.hash === target) show();
  else location.hash = target;
}

/** The part of the address that leads to a view. */
export function addressOf(name, parameters = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== "") query.append(key, one);
  }
  const text = query.toString();
  return `#${name}${text ? `?${text}` : ""}`;
}

/** The view and the parameters (URLSearchParams) that the address names; "ask" where it names none. */
export function readAddress() {
  const [name, query = ""] = location.hash.slice(1).split(/\?(.*)/s);
  return VIEWS.includes(name) ? { name, parameters: new URLSearchParams(query) } : { name: "ask", parameters: new URLSearchParams() };
}

/** The view on screen. */
export function currentView() {
  return current;
}

/** `act(parameters)` is told whenever the view `name` comes on screen, now too if it is there. */
export function onView(name, act) {
  loaded.set(name, { open: (section, parameters) => act(parameters) });
}

async function show() {
  const { name, parameters } = readAddress();
  current = name;
  document.body.dataset.view = name;
  for (const view of VIEWS) {
    const section = document.getElementById(`view-${view}`);
    const link = document.getElementById(`go-${view}`);
    if (section) section.hidden = view !== name;
    if (view === name) link?.setAttribute("aria-current", "page");
    else link?.removeAttribute("aria-current");
  }
  const section = document.getElementById(`view-${name}`);
  document.dispatchEvent(new CustomEvent("view", { detail: name }));
  try {
    if (!loaded.has(name)) {
      section.replaceChildren(word(document.createElement("p"), "loading_view"));
      const [view] = await Promise.all([import(`./${name}.js`), style(name)]);
      loaded.set(name, view);
      section.replaceChildren();
    }
  } catch {
    section.replaceChildren(word(document.createElement("p"), "view_failed"));
    return;
  }
  if (currentView() === name) loaded.get(name).open(section, parameters);
}

/** Load the style sheet of a view or of a part of it, `NAME.css` beside this file. */
export function style(name) {
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(`./${name}.css`, import.meta.url).href;
    link.addEventListener("load", done);
    link.addEventListener("error", done); // plain, but there
    document.head.append(link);
  });
}

/** Show the view of the address, now and whenever it changes. Call once, when the page is built. */
export function startViews() {
  window.addEventListener("hashchange", show);
  show();
}
