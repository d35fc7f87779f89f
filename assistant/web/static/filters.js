// Which reports a question is kept to: chosen in the library view, shown as chips over the question box.
// Holds the choice for this visit only; knows nothing of how reports are shown.

import { call } from "./server.js";
import { reports as heldAtFirst } from "./words.js";

const KINDS = ["bodies", "years", "kinds", "own"];
const listeners = [];
let reports = heldAtFirst;
let chosen = empty();

function empty() {
  return Object.fromEntries(KINDS.map((kind) => [kind, new Set()]));
}

/** Every report that this visitor may ask about. */
export function heldReports() {
  return reports;
}

/** What narrows: sets of `bodies` (names), `years`, `kinds`, and `own` ("own" for the visitor's own reports only). */
export function chosenFilters() {
  return chosen;
}

/** True where something narrows. */
export function isNarrowed() {
  return KINDS.some((kind) => chosen[kind].size > 0);
}

/** The value by which a report is filtered. */
export function valueOf(report, kind) {
  if (kind === "bodies") return report.name;
  if (kind === "years") return report.year === null ? "" : String(report.year);
  if (kind === "kinds") return report.kind || "";
  return report.own ? "own" : "";
}

/** The reports that the filters leave; `but` leaves one of the filters out, to count what else it could be. */
export function narrowedReports(but = null) {
  return reports.filter((report) => KINDS.every((kind) => kind === but || !chosen[kind].size || chosen[kind].has(valueOf(report, kind))));
}

/** The file names that a question is kept to; null where nothing narrows. */
export function chosenFiles() {
  return isNarrowed() ? narrowedReports().map((report) => report.file) : null;
}

/** Add or take away one value of a filter. */
export function toggleFilter(kind, value) {
  if (!chosen[kind].delete(value)) chosen[kind].add(value);
  tell();
}

/** Take all filters away, or set these: `{bodies: […], years: […], kinds: […], own: […]}`. */
export function setFilters(values = {}) {
  chosen = empty();
  for (const kind of KINDS) for (const value of values[kind] || []) chosen[kind].add(value);
  tell();
}

/** Ask the server anew what the visitor may ask about, after an upload or a removal. */
export async function refreshReports() {
  const reply = await call("reports", {});
  if (reply.reports) reports = reply.reports;
  for (const kind of KINDS) {
    const held = new Set(reports.map((report) => valueOf(report, kind)));
    for (const value of [...chosen[kind]]) if (!held.has(value)) chosen[kind].delete(value);
  }
  tell();
}

/** Run `act` whenever the reports or the filters change. */
export function onFilters(act) {
  listeners.push(act);
}

function tell() {
  for (const act of listeners) act();
}
