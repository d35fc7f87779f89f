// A page of a PDF report as printed, with the cited rows boxed. Used by the source viewer.

import { make } from "./dom.js";
import { heldReports } from "./filters.js";
import { pageAddress, tryCall } from "./server.js";
import { label, word } from "./words.js";

const LARGER = 2.2;

/** The page of `state.citation` as an element; `scroller` is the box it scrolls in. */
export function pageView(state, scroller) {
  const { file } = state.citation;
  const count = heldReports().find((report) => report.file === file)?.pages || state.citation.page;
  const sheet = make("div", "sheet");
  const frame = make("div", "sheet-frame", { tabindex: "0", role: "region" }, sheet);
  const told = word(make("p", "sheet-state", { role: "status" }), "page_of", { page: state.citation.page, count });
  const view = make("div", "page-view");
  let page = state.citation.page;

  const turn = async (to) => {
    page = to;
    label(frame, "page_image", { page, file });
    const picture = make("img", "sheet-picture", { src: pageAddress(file, page), draggable: "false" });
    picture.alt = "";
    word(told, "page_loading", { page });
    sheet.querySelectorAll(".row-box").forEach((one) => one.remove()); // they are of the page before
    const [where] = await Promise.all([tryCall("page", { file, page }), loaded(picture)]);
    if (page !== to) return;
    if (!where.width || !picture.naturalWidth) {
      sheet.replaceChildren();
      word(told, "page_failed");
      return;
    }
    const boxes = where.lines.filter((line) => state.cited.has(line.number)).map((line) => box(line, state));
    sheet.replaceChildren(picture, ...boxes);
    word(told, "page_of", { page, count });
    previous.disabled = page <= 1;
    next.disabled = page >= count;
    back.hidden = page === state.citation.page;
    reveal();
  };

  const reveal = () => {
    const target = sheet.querySelector(".row-box-now");
    if (!target) return;
    const over = target.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom;
    if (over > -24) scroller.scrollTop += over + scroller.clientHeight / 2; // below the fold: to the middle
    frame.scrollLeft = Math.max(0, target.offsetLeft + target.offsetWidth / 2 - frame.clientWidth / 2);
  };

  const control = (key, act) => {
    const button = word(make("button", "way", { type: "button" }), key);
    button.addEventListener("click", act);
    return button;
  };
  const previous = control("previous_page", () => turn(page - 1));
  const next = control("next_page", () => turn(page + 1));
  const back = control("back_to_cited", () => turn(state.citation.page));
  const zoom = control("zoom_in", () => {
    const large = sheet.style.width === "";
    sheet.style.width = large ? `${LARGER * 100}%` : "";
    word(zoom, large ? "zoom_out" : "zoom_in");
    reveal();
  });
  view.append(make("div", "ways", {}, previous, next, zoom, back), told, frame);
  turn(page);
  return view;
}

function loaded(picture) {
  return new Promise((done) => {
    picture.addEventListener("load", done, { once: true });
    picture.addEventListener("error", done, { once: true });
  });
}

/** The frame around a cited row, in parts of the page so that it stays in place at any size. */
function box(line, state) {
  const now = line.number === state.citation.line;
  const frame = make("div", `row-box${now ? " row-box-now" : ""}`, { "data-line": line.number });
  const [left, top, width, height] = line.box;
  frame.style.left = `${left * 100}%`;
  frame.style.top = `${top * 100}%`;
  frame.style.width = `${width * 100}%`;
  frame.style.height = `${height * 100}%`;
  frame.append(word(make("span", "unseen"), "cited_line"), make("span", "unseen", { lang: "zh-CN" }, line.text));
  return frame;
}
