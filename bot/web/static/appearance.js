// The button that turns the dark theme on and off.

const toggle = document.getElementById("theme-toggle");
const root = document.documentElement;

function show() {
  toggle.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
}

/** Makes the button work; theme.js has set what holds now. */
export function prepareAppearance() {
  toggle.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("pln123.theme", root.dataset.theme);
    } catch {
      // then it holds until the page is left
    }
  });
  new MutationObserver(show).observe(root, { attributeFilter: ["data-theme"] });
  show();
}
