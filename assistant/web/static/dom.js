// Building blocks for elements. Text goes in as text: nothing on this page is ever parsed as markup.

/** An element `tag` with a class, attributes and children; a string child becomes text. */
export function make(tag, className = "", attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const RESIDUE = /\[(?:bookmark|image):[^\]]*\]|(?<=\S)\t(?=\S)/g;
const NUMBER = /\d[\d,]*(?:\.\d+)?/g;

/** The number as it is compared: no separators, no trailing zeros after the point. */
export function plainNumber(printed) {
  const plain = printed.replace(/[,，\s−-]/g, "");
  return plain.includes(".") ? plain.replace(/0+$/, "").replace(/\.$/, "") : plain;
}

/** The number with a comma between thousands, as reports print it; the digits stay as they are. */
export function grouped(number) {
  return number.replace(/\d{5,}/, (whole, place) => (number[place - 1] === "." ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ",")));
}

/**
 * `text` as nodes, with every number of `wanted` wrapped in `wrap(tag)`. `wanted` maps plain numbers to their units.
 * A number of one or two digits counts only with its unit beside it: the 2 of a heading "2." is not the 2 of 2辆.
 */
export function emphasise(text, wanted, wrap) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(NUMBER)) {
    const printed = match[0].replace(/,+$/, "");
    const units = wanted.get(plainNumber(printed));
    if (!units) continue;
    const end = match.index + printed.length;
    const rest = text.slice(end);
    const unit = units.find((name) => name && rest.trimStart().startsWith(name));
    if (unit === undefined && plainNumber(printed).replace(".", "").length < 3) continue;
    const stop = unit === undefined ? end : end + rest.indexOf(unit) + unit.length;
    nodes.push(text.slice(done, match.index), wrap(text.slice(match.index, stop)));
    done = stop;
  }
  nodes.push(text.slice(done));
  return nodes.filter((node) => node !== "");
}

/** A source line as nodes, character for character: word-processor residue set back, a stroke between the cells of a row,
 *  numbers of `wanted` marked. */
export function sourceText(text, wanted) {
  const marked = (plain) => emphasise(plain, wanted, (figure) => make("mark", "hit", {}, figure));
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(RESIDUE)) {
    nodes.push(...marked(text.slice(done, match.index)), make("span", match[0] === "\t" ? "between-cells" : "residue", {}, match[0]));
    done = match.index + match[0].length;
  }
  nodes.push(...marked(text.slice(done)));
  return nodes;
}

/** The numbers an answer stands on, for `emphasise`: its figures, and the operands and results of its calculations. */
export function numbersOf(answer) {
  const wanted = new Map();
  const add = (number, unit) => {
    const plain = plainNumber(number);
    wanted.set(plain, [...(wanted.get(plain) || []), unit]);
  };
  for (const figure of answer.figures) add(figure.value, figure.unit);
  for (const step of answer.calculations) {
    for (const operand of step.expression.match(NUMBER) || []) add(operand, step.unit);
    add(step.result, step.unit);
  }
  return wanted;
}
