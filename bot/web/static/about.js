// The page about the simulator: always open beside a wide chat, laid over a narrow one when asked for.

const about = document.getElementById("about");
const toggle = document.getElementById("about-toggle");
const title = document.getElementById("about-title");
const chat = document.querySelector(".chat");

function open(on) {
  about.classList.toggle("open", on);
  toggle.setAttribute("aria-expanded", String(on));
  chat.inert = on;
  (on ? title : toggle).focus();
}

/** Makes the page open and close. */
export function prepareAbout() {
  toggle.addEventListener("click", () => open(true));
  document.getElementById("about-close").addEventListener("click", () => open(false));
  about.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !chat.inert) return;
    event.preventDefault();
    open(false);
  });
}

/** Close it if it lies over the chat. */
export function closeAbout() {
  if (chat.inert) open(false);
}
