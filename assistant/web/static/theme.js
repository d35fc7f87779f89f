// Sets light or dark before the first paint: the reader's choice, else the system's. It does nothing else.
"use strict";

const root = document.documentElement;
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

function storedTheme() {
  try {
    return localStorage.getItem("mingzhang.theme");
  } catch {
    return null; // storage is closed to this page: the system's choice stands
  }
}

function applyTheme(theme) {
  root.dataset.theme = theme;
  root.style.colorScheme = theme;
  const bar = document.querySelector('meta[name="theme-color"]');
  if (bar) bar.content = theme === "dark" ? "#14171b" : "#f7f6f2";
}

applyTheme(storedTheme() || (systemDark.matches ? "dark" : "light"));

systemDark.addEventListener("change", (event) => {
  if (!storedTheme()) applyTheme(event.matches ? "dark" : "light");
});

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("theme").addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("mingzhang.theme", theme);
    } catch {
      // not remembered, but still shown
    }
    applyTheme(theme);
  });
});
