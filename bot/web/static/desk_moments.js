// Moments on the reader's own clock, and the clock of the promised time (TMP) as it runs.

const EVERY = 15_000;
const MINUTE = 60_000;

const zones = { "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const whole = new Intl.DateTimeFormat("id-ID", {
  day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
  ...(zones[here] ? {} : { timeZoneName: "short" }),
});

const short = new Intl.DateTimeFormat("id-ID", {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false,
  ...(zones[here] ? {} : { timeZoneName: "short" }),
});

/** 22 November 2026, 14.05 WITA; in a list of this year's reports 22 Nov, 14.05 WITA */
function written(moment, style) {
  const form = style === "short" && moment.getFullYear() === new Date().getFullYear() ? short : whole;
  return [form.format(moment).replace(" pukul ", ", "), zones[here]].filter(Boolean).join(" ");
}

function duration(milliseconds) {
  const minutes = Math.floor(milliseconds / MINUTE);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} hari ${hours % 24} jam`;
  return hours ? `${hours} jam ${minutes % 60} menit` : `${minutes} menit`;
}

function showPromises(place) {
  for (const clock of place.querySelectorAll("[data-due]")) {
    const left = new Date(clock.dataset.due) - Date.now();
    const words = `${left <= 0 ? "terlambat" : "sisa"} ${duration(Math.abs(left))}`;
    clock.classList.toggle("late", left <= 0);
    clock.closest("tr")?.classList.toggle("row-late", left <= 0);
    if (clock.textContent !== words) clock.textContent = words;
  }
}

/** Puts every moment inside `place` on the reader's clock. */
export function showMoments(place = document) {
  for (const moment of place.querySelectorAll("time.moment")) {
    const style = moment.classList.contains("short-moment") ? "short" : "whole";
    moment.textContent = written(new Date(moment.dateTime), style);
  }
  showPromises(place);
}

showMoments();
setInterval(() => showPromises(document), EVERY);
