// Monitoring Tiket: new and changed reports appear by themselves.

import { keepPart } from "./desk_part.js";

const numbers = (part) => new Set([...part.querySelectorAll("[data-nomor]")].map((row) => row.dataset.nomor));

keepPart(document.getElementById("list"), {
  events: (version) => `/apkt/daftar/${version}/kejadian`,
  part: (version) => `/apkt/daftar/${version}/isi${window.location.search}`,
  tell(before, now) {
    const known = numbers(before);
    const fresh = [...numbers(now)].filter((one) => !known.has(one));
    return fresh.length ? `Laporan baru di daftar: ${fresh.join(", ")}` : "Daftar tiket diperbarui";
  },
});
