// The report that is being filled in: it outlives a reload, and keeps its key until it has been sent.

import { forBrowser, forTab } from "./storage.js";

const DRAFT = "mobile.draft";
const REPORTS = "mobile.reports";
const MOST_REPORTS = 10;

// crypto.randomUUID is there only on secure addresses; a simulator in an office network has none
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const empty = (pelapor = {}) => ({ key: newKey(), nomor: "", kondisi: {}, isian: {}, terbaca: {}, sebelum_kosong: {}, pelapor });

let draft = { ...empty(), ...forTab.get(DRAFT) };

/** The draft as it is now. */
export const current = () => draft;

/** Changes parts of the draft and keeps them. */
export function change(parts) {
  draft = { ...draft, ...parts };
  forTab.set(DRAFT, draft);
}

/** What the server takes of it. */
export const filled = () => ({
  nomor: draft.nomor, kondisi: draft.kondisi, isian: draft.isian, pelapor: draft.pelapor,
});

/** The report was sent: the next one begins with the same reporter. */
export function sent(number) {
  forBrowser.set(REPORTS, [...new Set([number, ...ownReports()])].slice(0, MOST_REPORTS));
  change(empty({ ...draft.pelapor, acuan: "", sejak: "" }));
}

/** Numbers of the reports that this browser sent, newest first. */
export const ownReports = () => forBrowser.get(REPORTS) ?? [];
