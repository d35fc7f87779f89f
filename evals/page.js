"use strict";
// Show the cases that all chosen filters let through. The page is whole without it; only the filters need it.
const cases = [...document.querySelectorAll("article")];
const filters = [...document.querySelectorAll(".filters select")];
const words = document.querySelector("#words");
const shown = document.querySelector("#shown");
function choose() {
  const sought = words.value.trim().toLowerCase();
  let count = 0;
  for (const one of cases) {
    const fits = filters.every((filter) => !filter.value || one.dataset[filter.id] === filter.value);
    one.hidden = !fits || (sought && !one.textContent.toLowerCase().includes(sought));
    count += one.hidden ? 0 : 1;
  }
  shown.textContent = `${count} of ${cases.length} shown`;
  const chosen = new URLSearchParams(filters.filter((filter) => filter.value).map((filter) => [filter.id, filter.value]));
  history.replaceState(null, "", chosen.size ? `#${chosen}` : location.pathname + location.search);
}
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  const filter = filters.find((one) => one.id === name);
  if (filter) filter.value = value;
}
document.querySelector(".filters").hidden = false;
for (const filter of [...filters, words]) filter.addEventListener("input", choose);
choose();
