// A queue of the desk (back office, VCC, unit): what others do shows by itself.

import { keepPart } from "./desk_part.js";

const numbers = (part) => new Set([...part.querySelectorAll("[data-nomor]")].map((row) => row.dataset.nomor));
const address = window.location.pathname;

keepPart(document.getElementById("queue"), {
  events: (version) => `${address}/daftar/${version}/kejadian`,
  part: (version) => `${address}/daftar/${version}/isi${window.location.search}`,
  tell(before, now) {
    const known = numbers(before);
    const fresh = [...numbers(now)].filter((one) => !known.has(one));
    return fresh.length ? `Baru di antrean: ${fresh.join(", ")}` : "";
  },
});
