// The queue of talks that wait for an officer.

import { keepUpToDate } from "./live.js";

const place = document.getElementById("queue");
const news = document.getElementById("news");
const part = () => place.querySelector("[data-version]");

keepUpToDate({
  events: () => `/petugas/antrean/${part().dataset.version}/kejadian`,
  part: () => `/petugas/antrean/${part().dataset.version}/isi`,
  show(fetched) {
    const before = Number(part().dataset.waiting);
    const focused = document.activeElement?.id;
    place.replaceChildren(...fetched.body.childNodes);
    if (focused) document.getElementById(focused)?.focus();
    const now = Number(part().dataset.waiting);
    if (now > before) news.textContent = `Ada yang baru menunggu petugas: ${now} percakapan.`;
  },
});
