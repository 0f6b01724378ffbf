// One talk that was handed over: what is said arrives by itself, answers go out without leaving the page.

import { keepUpToDate } from "./live.js";

const NEAR = 120;

const talk = document.getElementById("talk");
const section = talk.querySelector(".desk-talk");
const log = document.getElementById("desk-log");
const address = `/petugas/${talk.dataset.id}`;

const toLatest = () => { log.scrollTop = log.scrollHeight; };

function show(fetched) {
  const fresh = fetched.querySelector(".desk-talk");
  if (fresh.dataset.own !== section.dataset.own) {
    // another officer's, or nobody's any more: all of it looks different then
    window.location.reload();
    return;
  }
  const follows = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  log.append(...fetched.getElementById("desk-log").children);
  Object.assign(section.dataset, fresh.dataset);
  if (follows) toLatest();
  const standing = document.getElementById("standing");
  const words = fetched.getElementById("standing").textContent.trim();
  if (standing.textContent.trim() !== words) standing.textContent = words;
  const data = document.getElementById("desk-data");
  // what is being put right must not be overwritten
  if (!data.contains(document.activeElement) && !data.querySelector("#edit[open]")) {
    data.replaceChildren(...fetched.getElementById("desk-data").childNodes);
  }
}

const refresh = keepUpToDate({
  events: () => `${address}/kejadian?versi=${section.dataset.version}`,
  part: () => `${address}/isi?sesudah=${section.dataset.count}`,
  show,
});

const form = document.querySelector(".reply");
if (form) {
  const box = form.querySelector("textarea");
  const problem = document.getElementById("pesan-problem");
  const send = form.querySelector("button");

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.disabled || !box.value.trim()) return;
    send.disabled = true;
    problem.hidden = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (!answer.ok) throw new Error((await answer.json()).error?.message);
      box.value = "";
      // the next message is another one; sent again after a failure, it stays the same
      form.elements.kiriman.value = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    } catch (failure) {
      problem.textContent = `Belum terkirim. ${failure instanceof TypeError ? "Sambungan terputus." : failure.message ?? ""}`;
      problem.hidden = false;
    }
    send.disabled = false;
    box.focus();
  });
  box.focus();
}
toLatest();
