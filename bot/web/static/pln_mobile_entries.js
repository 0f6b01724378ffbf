// The nine entries: what was written, what was read of it, and what is wrong with it.

import { drawKeypad } from "./keypad.js";
import { change, current } from "./pln_mobile_draft.js";
import { readEntries } from "./pln_mobile_calls.js";
import { tellProblem } from "./pln_mobile_fields.js";

/** What the server reads where the display shows no number. */
export const NULL = "Null";

const entries = [...document.querySelectorAll(".entry")].map((entry) => ({
  code: entry.dataset.code,
  input: entry.querySelector(".entry-row > input"),
  none: entry.querySelector('input[type="checkbox"]'),
  read: entry.querySelector(".read"),
  picture: entry.querySelector("details"),
}));

const keep = (code, written) => change({ isian: { ...current().isian, [code]: written } });

function tell({ code, input, read }, { nilai, masalah }) {
  tellProblem(`isian.${code}`, masalah);
  const asWritten = nilai === input.value.trim();
  read.textContent = nilai && !asWritten ? `Terbaca: ${nilai === NULL ? "tidak ada angka" : nilai}` : "";
}

async function readOne(entry) {
  if (!entry.input.value.trim()) return;
  try {
    const { isian } = await readEntries({ [entry.code]: entry.input.value });
    tell(entry, isian[entry.code]);
  } catch {
    // read again when going on
  }
}

function setNone(entry, none) {
  const { sebelum_kosong: before } = current();
  if (none) change({ sebelum_kosong: { ...before, [entry.code]: entry.input.value } });
  entry.input.value = none ? NULL : before[entry.code] ?? "";
  entry.input.readOnly = none;
  entry.read.textContent = "";
  tellProblem(`isian.${entry.code}`, "");
  keep(entry.code, entry.input.value);
}

/** Fills the fields from the draft and listens to them. */
export function prepareEntries() {
  for (const entry of entries) {
    entry.input.addEventListener("input", () => {
      tellProblem(`isian.${entry.code}`, "");
      entry.read.textContent = "";
      keep(entry.code, entry.input.value);
    });
    entry.input.addEventListener("change", () => readOne(entry));
    entry.none.addEventListener("change", () => setNone(entry, entry.none.checked));
    entry.picture.addEventListener("toggle", () => {
      if (!entry.picture.querySelector("figure")) entry.picture.append(drawKeypad([...entry.code, "ENTER"]));
    });
  }
  fillEntries();
}

/** Puts the draft's entries into the fields. */
export function fillEntries() {
  for (const entry of entries) {
    const written = current().isian[entry.code] ?? "";
    entry.input.value = written;
    entry.none.checked = written === NULL;
    entry.input.readOnly = entry.none.checked;
    entry.read.textContent = "";
    tellProblem(`isian.${entry.code}`, "");
  }
}

/** Reads all nine; gives the code of the first that is not in order, else null. */
export async function firstFault() {
  const written = Object.fromEntries(entries.map(({ code, input }) => [code, input.value]));
  const { isian } = await readEntries(written);
  for (const entry of entries) tell(entry, isian[entry.code]);
  change({ terbaca: Object.fromEntries(entries.map(({ code }) => [code, isian[code].nilai])) });
  return entries.find(({ code }) => isian[code].masalah)?.code ?? null;
}
