// The simulated self-report of PLN Mobile: its screens, one after the other (MOB-01).

import { prepareAppearance } from "./appearance.js";
import { element } from "./dom.js";
import { nextStep, submit } from "./pln_mobile_calls.js";
import { change, current, filled, ownReports, sent } from "./pln_mobile_draft.js";
import { NULL, fillEntries, firstFault, prepareEntries } from "./pln_mobile_entries.js";
import { tellProblem } from "./pln_mobile_fields.js";
import { leaveReport, showReport } from "./pln_mobile_report.js";

const SCREENS = ["menu", "pengaduan", "wilayah", "meter", "isian", "kirim", "laporan"];
const WITHOUT_ENTRIES = {
  inside: "Layarnya gelap, jadi sembilan isian dilewati. Laporan dikirim ke unit dan petugas akan memeriksa meternya.",
  outside: "Meter ini di luar wilayah Self Diagnosis, jadi sembilan isian dilewati. Laporan dikirim ke unit dan petugas akan memeriksa meternya.",
};
const NOTHING_TO_REPORT = "Syukurlah listriknya sudah menyala kembali. Tidak ada laporan yang perlu dikirim.";
const NAMES = {
  kondisi_listrik: { label: "Kondisi listrik", padam: "Padam", menyala: "Masih menyala" },
};

const byId = (id) => document.getElementById(id);
const { noNumber } = document.body.dataset;
const steps = JSON.parse(document.body.dataset.steps);
const banner = byId("banner");
const questions = [...document.querySelectorAll(".question[data-fact]")];
const chooseMeter = byId("pilih-meter");

let known = null; // what the server says comes next for the meter
let asked = 0; // the last question to the server; earlier answers come too late

const screenNow = () => {
  const [name, number] = location.hash.slice(1).split("=");
  return { name: SCREENS.includes(name) ? name : "menu", number };
};

function go(screen) {
  location.hash = screen;
}

function showStep(step) {
  byId("progress-step").textContent = `Langkah ${step} dari ${steps.length}`;
  byId("progress-label").textContent = steps[step - 1];
  byId("progress-bar").value = step;
}

/** A screen that rests on something not known yet leads back to where it is asked. */
function allowed({ name, number }) {
  if (name === "laporan" && !number) return "menu";
  if (name === "isian" && !known?.isian.length) return "meter";
  if (name === "kirim" && known?.hasil !== "laporan") return "meter";
  return name;
}

function showScreen(focus = true) {
  const wanted = screenNow();
  const name = allowed(wanted);
  if (name !== wanted.name) {
    history.replaceState(null, "", `#${name}`);
  }
  for (const screen of document.querySelectorAll(".screen")) screen.hidden = screen.dataset.screen !== name;
  banner.textContent = "";
  byId("back").disabled = name === "menu";
  showStep(SCREENS.indexOf(name) + 1);
  if (name === "menu") showOwnReports();
  if (name === "kirim") showSummary();
  if (name === "laporan") showReport(wanted.number);
  else leaveReport();
  if (!focus) return;
  window.scrollTo(0, 0);
  document.querySelector(`[data-screen="${name}"] h2`).focus({ preventScroll: true });
}

function showOwnReports() {
  const numbers = ownReports();
  byId("laporan-saya").hidden = numbers.length === 0;
  byId("daftar-laporan").replaceChildren(
    ...numbers.map((number) => element("li", {}, element("a", { href: `#laporan=${number}` }, number))));
}

function showSummary() {
  const { nomor, kondisi, terbaca } = current();
  const condition = NAMES.kondisi_listrik;
  const rows = [["Nomor", nomor], ["Lokasi", known.lokasi], [condition.label, condition[kondisi.kondisi_listrik]]];
  const entries = known.isian.map((code) => [`Kode ${code}`, terbaca[code] === NULL ? noNumber : terbaca[code] ?? ""]);
  byId("ringkasan").replaceChildren(...[...rows, ...entries].map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  byId("tempat-sejak").hidden = kondisi.kondisi_listrik !== "padam";
  byId("tanggung-jawab").hidden = known.isian.length === 0;
}

// --- step 4: the meter, and what decides the report ---

const answerOf = (written) => (written === "true" ? true : written === "false" ? false : written);

function showQuestions(next) {
  const { kondisi } = current();
  for (const question of questions) {
    const { fact } = question.dataset;
    question.hidden = !known || !(fact in kondisi || fact === next);
    for (const choice of question.querySelectorAll("input")) choice.checked = answerOf(choice.value) === kondisi[fact];
  }
}

function showKnown() {
  showQuestions(known?.tanya);
  byId("meter").replaceChildren(...(known ? [element("div", { class: "meter-card" },
    element("p", {}, element("strong", {}, known.nomor)),
    element("p", {}, known.lokasi),
    element("p", { class: "hint" }, known.self_diagnosis ? "Dilayani dengan Self Diagnosis." : "Di luar wilayah Self Diagnosis."))] : []));
  chooseMeter.hidden = known?.hasil !== "laporan";
  const skipped = known?.hasil === "laporan" && known.isian.length === 0;
  const words = skipped ? WITHOUT_ENTRIES[known.self_diagnosis ? "inside" : "outside"] : "";
  byId("hasil-kondisi").textContent = known?.hasil === "tanpa_laporan" ? NOTHING_TO_REPORT : words;
}

async function askNext() {
  asked += 1;
  const mine = asked;
  banner.textContent = "";
  try {
    const next = await nextStep({ nomor: current().nomor, kondisi: current().kondisi });
    if (mine !== asked) return;
    known = next;
    tellProblem("nomor", "");
  } catch (refusal) {
    if (mine !== asked) return;
    known = null;
    tell(refusal);
  }
  showKnown();
}

function answer(fact, value) {
  // questions that came after this one rest on its answer
  const place = questions.findIndex((question) => question.dataset.fact === fact);
  const earlier = new Set(questions.slice(0, place).map((question) => question.dataset.fact));
  const kondisi = Object.fromEntries(Object.entries(current().kondisi).filter(([name]) => earlier.has(name)));
  change({ kondisi: { ...kondisi, [fact]: value } });
  askNext();
}

// --- faults ---

const SCREEN_OF_FIELD = [[/^(nomor|kondisi\.)/, "meter"], [/^isian\./, "isian"]];

function tell(refusal) {
  const input = refusal.field ? tellProblem(refusal.field, refusal.message) : null;
  if (!input) {
    banner.textContent = refusal.message;
    return;
  }
  const screen = SCREEN_OF_FIELD.find(([fields]) => fields.test(refusal.field))?.[1];
  if (screen && screenNow().name !== screen) go(screen);
  setTimeout(() => input.focus());
}

// --- putting it together ---

byId("nomor").addEventListener("input", ({ target }) => {
  asked += 1;
  known = null;
  change({ nomor: target.value });
  tellProblem("nomor", "");
  showKnown();
});
byId("cari-meter").addEventListener("submit", (event) => {
  event.preventDefault();
  askNext();
});
for (const question of questions) {
  question.addEventListener("change", ({ target }) => answer(question.dataset.fact, answerOf(target.value)));
}
chooseMeter.addEventListener("click", () => go(known.isian.length ? "isian" : "kirim"));

byId("isian").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const fault = await firstFault();
    if (fault) byId(`isian-${fault}`).focus();
    else go("kirim");
  } catch (refusal) {
    tell(refusal);
  }
});

for (const field of ["nama", "hp", "email", "acuan", "sejak"]) {
  byId(field).value = current().pelapor[field] ?? "";
  byId(field).addEventListener("input", ({ target }) => {
    tellProblem(field, "");
    change({ pelapor: { ...current().pelapor, [field]: target.value } });
  });
}
for (const way of ["wa", "sms"]) {
  byId(way).checked = current().pelapor[way] ?? false;
  byId(way).addEventListener("change", ({ target }) => change({ pelapor: { ...current().pelapor, [way]: target.checked } }));
}
byId("kirim").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (byId("submit").disabled) return;
  byId("submit").disabled = true;
  banner.textContent = "";
  try {
    const report = await submit(filled(), current().key);
    sent(report.nomor);
    known = null;
    byId("nomor").value = "";
    byId("acuan").value = "";
    byId("sejak").value = "";
    fillEntries();
    showKnown();
    // going back must not lead into a form that is empty now
    history.replaceState(null, "", "#menu");
    go(`laporan=${report.nomor}`);
  } catch (refusal) {
    tell(refusal);
  } finally {
    byId("submit").disabled = false;
  }
});

document.querySelector('[data-screen="laporan"]').addEventListener("standing", ({ detail }) => showStep(detail.decided ? 8 : 7));
byId("back").addEventListener("click", () => {
  const { name } = screenNow();
  const before = name === "kirim" && !known?.isian.length ? "meter" : SCREENS[SCREENS.indexOf(name) - 1];
  go(name === "laporan" ? "menu" : before);
});
window.addEventListener("hashchange", () => showScreen());
prepareAppearance();
prepareEntries();
byId("nomor").value = current().nomor;
// after a reload the server tells again what comes next, before a screen that rests on it is shown
if (current().nomor && ["meter", "isian", "kirim"].includes(screenNow().name)) {
  const { name } = screenNow();
  askNext().then(() => {
    if (known) history.replaceState(null, "", `#${name}`);
    showScreen(false);
  });
} else {
  showScreen(false);
}
