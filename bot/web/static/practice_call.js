// The window of a practice call: talk, APKT for practice, hints. The server keeps everything; this only shows it.

import { button, element } from "./dom.js";
import { prepareReportForm } from "./desk_form.js";

const SILENCE_MS = 25_000;
const SPEAKERS = { cso: "Anda", pelanggan: "Pelanggan", sistem: "Catatan" };

const call = document.getElementById("panggilan");
const address = `/latihan/${call.dataset.id}`;
const token = document.body.dataset.formToken;
const log = document.getElementById("ucapan");
const problem = document.getElementById("masalah");
const box = document.getElementById("ucap");
const clock = document.getElementById("jam-panggilan");
let began = Date.now() - Number(call.dataset.seconds) * 1000;
let over = Boolean(call.dataset.over);
// how much of the call stands here; the same call may go on in another tab
let shown = Number(call.dataset.events);
let busy = false;
let lastHeard = Date.now();
let voice = null;

function complain(words) {
  problem.textContent = words ?? "";
  problem.hidden = !words;
  if (words) problem.scrollIntoView({ block: "nearest" });
}

async function asked(path, options = {}) {
  let answer;
  try {
    answer = await fetch(`${address}/${path}`, { ...options, headers: { Accept: "application/json", "X-CSRF-Token": token, ...options.headers } });
  } catch {
    throw new Error("Sambungan terputus. Yang diketik masih ada; coba lagi.");
  }
  if (answer.ok) return answer;
  const failure = (await answer.json().catch(() => null))?.error;
  const error = new Error(failure?.message ?? "Belum berhasil. Coba lagi.");
  error.field = failure?.field;
  throw error;
}

function show(standing) {
  for (const one of standing.entries) {
    if (one.corrects) log.querySelector(`[data-place="${one.place}"] .said-words`).textContent = one.text;
    else log.append(line(one));
  }
  log.scrollTop = log.scrollHeight;
  const mood = document.getElementById("suasana");
  mood.textContent = `Pelanggan ${standing.mood_words}`;
  mood.className = `label mood mood-${standing.mood}`;
  document.getElementById("naskah")?.replaceChildren(...standing.script.map((step) => element("li", {}, step)));
  shown = standing.events;
  over = standing.over;
  began = Date.now() - standing.seconds * 1000;
  lastHeard = Date.now();
  voice?.news();
  close();
}

function line({ speaker, text, place }) {
  const said = element("p", { class: `said said-${speaker}` },
    element("span", { class: "said-by" }, SPEAKERS[speaker]), element("span", { class: "said-words" }, text));
  if (place !== undefined) {
    said.dataset.place = place;
    letMend(said);
  }
  return said;
}

/** Spoken words can be put right where the ears misheard. */
function letMend(said) {
  said.append(button("Betulkan", "said-mend", () => mend(said)));
}

function mend(said) {
  const words = element("textarea", { rows: "2", maxlength: box.maxLength, "aria-label": "Yang sebenarnya Anda ucapkan" });
  words.value = said.querySelector(".said-words").textContent;
  const form = element("form", { class: "mending" }, words);
  const back = (focused) => {
    form.remove();
    said.hidden = false;
    (focused ? said.querySelector("button") : box).focus();
  };
  const save = element("button", { class: "main-button", type: "submit" }, "Simpan");
  form.append(element("div", { class: "fields-row" }, save, button("Batal", "plain-button", () => back(true))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (worked(await doIt("betulkan", { giliran: Number(said.dataset.place), text: words.value }))) back(false);
  });
  said.after(form);
  said.hidden = true;
  words.focus();
}

function close() {
  box.disabled = over;
  document.querySelector("#bicara button").disabled = over;
}

/** Does one thing after another; gives what the server says of it, or shows why it was not done. */
async function doIt(path, content = {}) {
  if (busy) return null;
  busy = true;
  complain();
  try {
    const answer = await asked(`${path}?sejak=${shown}`, { method: "POST", body: JSON.stringify(content), headers: { "Content-Type": "application/json" } });
    const standing = await answer.json();
    show(standing);
    return standing;
  } catch (failure) {
    complain(failure.message);
    return failure;
  } finally {
    busy = false;
  }
}

const worked = (standing) => standing !== null && !(standing instanceof Error);

/** Says what stands in the box, as `doIt` does; `byItself`: nobody pressed anything. */
async function say(byItself) {
  const text = box.value.trim();
  if (!text) return undefined;
  const lisan = voice?.spoken(byItself);
  const done = await doIt("ucap", lisan ? { text, lisan } : { text });
  if (worked(done)) {
    box.value = "";
    voice?.clear();
  }
  return done;
}

document.getElementById("bicara").addEventListener("submit", async (event) => {
  event.preventDefault();
  await say(false);
  box.focus();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  document.getElementById("bicara").requestSubmit();
});
box.addEventListener("input", () => { lastHeard = Date.now(); });

for (const one of document.querySelectorAll("[data-hint]")) {
  one.addEventListener("click", async () => {
    await doIt("petunjuk", { kekuatan: Number(one.dataset.hint) });
    box.focus();
  });
}

document.getElementById("selesai").addEventListener("click", async () => {
  if (!over && !window.confirm("Panggilan belum ditutup. Selesaikan dan nilai sekarang?")) return;
  try {
    const answer = await asked("selesai", { method: "POST" });
    window.location.assign((await answer.json()).address);
  } catch (failure) {
    complain(failure.message);
  }
});

// --- the parts of the application ----------------------------------------------------------------

const tabs = [...document.querySelectorAll(".tab")];

async function open(tab) {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = !chosen;
  }
  const panel = document.getElementById(tab.getAttribute("aria-controls"));
  if (panel.dataset.form) await openForm(panel);
}

for (const tab of tabs) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    open(next);
  });
}

function fragmentOf(text) {
  return document.createRange().createContextualFragment(text);
}

/** One form stands in the page at a time: both have fields of the same names. */
async function openForm(panel) {
  for (const other of document.querySelectorAll("[data-form]")) if (other !== panel) other.replaceChildren();
  if (panel.childElementCount) return;
  try {
    const answer = await asked(`formulir/${panel.dataset.form}`);
    panel.replaceChildren(fragmentOf(await answer.text()));
  } catch (failure) {
    complain(failure.message);
    return;
  }
  const form = panel.querySelector("form");
  prepareReportForm(form);
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.name || field.name === "kontak") return;
    lastHeard = Date.now();
    const value = field.type === "checkbox" && !field.checked ? "" : field.value;
    asked("isi", { method: "POST", body: JSON.stringify({ field: field.name, value }), headers: { "Content-Type": "application/json" } })
      .catch((failure) => complain(failure.message));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const filled = new FormData(form);
    const kontak = filled.getAll("kontak");
    filled.delete("kontak");
    const done = await doIt(`simpan/${panel.dataset.form}`, { values: Object.fromEntries(filled), kontak });
    if (worked(done)) box.focus();
    else if (done?.field) form.elements[done.field]?.focus();
  });
}

document.getElementById("cari-pelanggan").addEventListener("submit", async (event) => {
  event.preventDefault();
  const shown = document.getElementById("data-pelanggan");
  const number = document.getElementById("nomor-pelanggan").value.replace(/[\s.-]/g, "");
  if (!number) return;
  try {
    const found = await (await asked(`pelanggan/${encodeURIComponent(number)}`)).json();
    const lines = [["Nama", found.nama_pelanggan], ["IDPEL", found.idpel], ["Nomor meter", found.nomor_meter], ["Alamat tercatat", found.alamat_tercatat], ["Unit", found.unit]];
    shown.replaceChildren(element("dl", { class: "known" }, ...lines.filter(([, value]) => value).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))));
  } catch (failure) {
    shown.replaceChildren(element("p", {}, failure.message));
  }
});

const opened = document.getElementById("tiket-terbuka");

async function openTicket(nomor) {
  try {
    opened.replaceChildren(fragmentOf(await (await asked(`tiket/${encodeURIComponent(nomor)}`)).text()));
    document.getElementById("judul-tiket")?.focus();
  } catch (failure) {
    complain(failure.message);
  }
}

document.getElementById("cari-tiket").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = document.getElementById("kata-tiket").value.trim();
  const found = document.getElementById("tiket-ditemukan");
  opened.replaceChildren();
  try {
    found.replaceChildren(fragmentOf(await (await asked(`tiket?cari=${encodeURIComponent(words)}`)).text()));
  } catch (failure) {
    complain(failure.message);
    return;
  }
  for (const one of found.querySelectorAll("[data-ticket]")) one.addEventListener("click", () => openTicket(one.dataset.ticket));
});

opened.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const values = Object.fromEntries(new FormData(form));
  const done = await doIt(`tiket/${form.dataset.nomor}/${form.dataset.press}`, { values });
  if (worked(done)) await openTicket(form.dataset.nomor);
});

document.getElementById("permohonan").addEventListener("submit", async (event) => {
  event.preventDefault();
  const done = await doIt("permohonan", { values: Object.fromEntries(new FormData(event.target)) });
  if (worked(done)) box.focus();
});

document.getElementById("alihkan").addEventListener("submit", async (event) => {
  event.preventDefault();
  await doIt("alihkan", { alasan: document.getElementById("alasan-alih").value });
});

// --- time ------------------------------------------------------------------------------------------

setInterval(() => {
  if (over) return;
  const seconds = Math.floor((Date.now() - began) / 1000);
  clock.textContent = `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
  const quiet = Date.now() - lastHeard > SILENCE_MS && !document.hidden;
  if (quiet && !busy) {
    lastHeard = Date.now();
    doIt("diam");
  }
}, 1000);

for (const said of log.querySelectorAll("[data-place]")) letMend(said);
log.scrollTop = log.scrollHeight;
close();

if (document.getElementById("telepon")) {
  const { Voice } = await import("./practice_voice.js"); // the call itself does not wait for it
  voice = new Voice({ id: call.dataset.id, box, send: () => say(true), active: () => { lastHeard = Date.now(); } });
}
