// The chat page, put together.

import { closeAbout, prepareAbout } from "./about.js";
import { prepareAppearance } from "./appearance.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Messages } from "./messages.js";
import { showOfficer } from "./officer.js";
import { showProgress } from "./progress.js";

const OFFLINE = "Tidak tersambung. Pesan Anda disimpan dan dikirim begitu tersambung lagi.";

const banner = document.getElementById("banner");
const opening = document.getElementById("opening");
const connection = new Connection();
const composer = new Composer((text) => say(text));
const { agent } = document.body.dataset;
const messages = new Messages(agent, {
  choose(title, payload, byKeyboard) {
    say(title, payload);
    // the pressed button is gone; on a phone the box must not call up the keyboard
    if (byKeyboard) composer.focus();
  },
  sayAgain: (id) => connection.sayAgain(id),
  startAnew,
});

function say(text, payload) {
  messages.addWaiting(connection.say(text, payload));
  opening.hidden = true;
}

function startAnew() {
  messages.show([], true);
  showProgress(null);
  showOfficer(null, agent);
  closeAbout();
  connection.startAnew();
  composer.focus();
}

function showState({ state, words }) {
  banner.classList.toggle("mild", state === "preparing");
  banner.textContent = { closed: OFFLINE, preparing: words }[state] ?? "";
}

const on = (type, act) => connection.addEventListener(type, (event) => act(event.detail));

// a line that is mended at once is not worth a word
let closedSince = null;
on("state", (change) => {
  clearTimeout(closedSince);
  closedSince = setTimeout(() => showState(change), change.state === "closed" && navigator.onLine ? 1_000 : 0);
});
on("welcome", ({ history, complete, progress, officer }) => {
  messages.show(history, complete);
  for (const message of connection.outgoing.all) messages.addWaiting(message);
  messages.type(false);
  showProgress(progress);
  showOfficer(officer, agent);
  opening.hidden = messages.answered;
});
on("officer", ({ officer }) => showOfficer(officer, agent));
on("message", (entry) => {
  messages.add(entry);
  opening.hidden = messages.answered;
});
on("ack", ({ id, seq }) => {
  // taken before the server restarted: it stands among what was said already
  if (seq == null) messages.remove(id);
});
on("typing", ({ on: typing }) => messages.type(typing));
on("queued", ({ message }) => messages.wait(message));
on("progress", ({ progress }) => showProgress(progress));
on("refused", ({ id, error, said }) => {
  if (!said) return;
  if (error.code === "too_long") {
    messages.remove(id);
    composer.write(said.text, error.message);
    composer.focus();
    return;
  }
  messages.markFailed(id);
  messages.addNote(error.message);
});

for (const choice of opening.querySelectorAll("button")) {
  choice.addEventListener("click", (event) => {
    say(choice.textContent);
    if (event.detail === 0) composer.focus();
  });
}
document.getElementById("new-talk").addEventListener("click", startAnew);
const leavePanel = document.getElementById("close-panel");
leavePanel?.addEventListener("click", () => parent.postMessage("pln123:close", "*"));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) leavePanel?.click();
});
// what a call needs is loaded only when somebody calls
document.getElementById("phone-call")?.addEventListener("click", async () => (await import("./phone.js")).call(agent));
prepareAbout();
prepareAppearance();
connection.open();
