// A report as a card in the talk.

import { button, element } from "./dom.js";
import { momentOf } from "./time.js";

const FIELDS = [
  ["Dilaporkan", (ticket) => ticket.created_at && momentOf(ticket.created_at)],
  ["Permasalahan", (ticket) => ticket.permasalahan],
  ["Nama pelapor", (ticket) => ticket.nama_pelapor],
  ["ID Pelanggan", (ticket) => ticket.idpel],
  ["Alamat", (ticket) => ticket.alamat],
  ["Acuan lokasi", (ticket) => ticket.acuan_lokasi],
  ["Nomor HP", (ticket) => ticket.hp_pelapor ?? ticket.no_telepon],
  ["Konfirmasi", (ticket) => ticket.konfirmasi && momentOf(ticket.konfirmasi)],
];

/** `page` is the address of the ticket's own page, made for paper. */
export function drawTicket(ticket, page) {
  const number = ticket.lapor_ulang ? `${ticket.nomor}*` : ticket.nomor;
  const card = element("article", { class: "ticket", "aria-label": `Laporan nomor ${number}` },
    element("header", { class: "ticket-head" },
      element("p", { class: "ticket-kind" }, `Laporan ${(ticket.jenis ?? "gangguan").toLowerCase()}`),
      element("p", { class: "ticket-number" }, number),
      ticket.status && element("p", { class: "ticket-status" }, ticket.status)),
    element("dl", { class: "ticket-fields" },
      ...FIELDS.map(([name, read]) => [name, read(ticket)])
        .filter(([, value]) => value)
        .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))));
  card.append(element("div", { class: "ticket-actions" },
    button("Cetak", "main-button", () => print(card)),
    page ? element("a", { class: "plain-button", href: page, target: "_blank", rel: "noopener" }, "Lihat selengkapnya") : null));
  return card;
}

/** Only this card goes to paper; the talk around it stays on the screen. */
function print(card) {
  const sheet = document.getElementById("print-sheet");
  sheet.replaceChildren(card.cloneNode(true));
  window.addEventListener("afterprint", () => sheet.replaceChildren(), { once: true });
  window.print();
}
