// How a report stands: the command centre's decision, the CTT and its confirmation.

import { button, element } from "./dom.js";
import { confirm, reportOf } from "./pln_mobile_calls.js";
import { drawTicket } from "./ticket.js";

const ASK_AGAIN = 4_000;
const DECIDED = new Set(["ctt", "petugas", "selesai"]);

const screen = document.querySelector('[data-screen="laporan"]');
const news = document.getElementById("kabar");
const card = document.getElementById("kartu");
const banner = document.getElementById("banner");
const { hours } = screen.dataset;

let shown = null;
let timer = null;

const paragraph = (words) => element("p", {}, words);

function cttNews({ nomor, ctt }) {
  const answers = [["Meter sudah normal", true, "main-button"], ["Masih PERIKSA", false, "plain-button"]];
  const buttons = answers.map(([words, normal, kind]) => button(words, kind, async () => {
    for (const one of buttons) one.disabled = true;
    try {
      draw(await confirm(nomor, normal));
      screen.querySelector("h2").focus();
    } catch (refusal) {
      banner.textContent = refusal.message;
      for (const one of buttons) one.disabled = false;
    }
  }));
  return [
    element("h3", {}, "Pemberitahuan Kode CTT"),
    paragraph("CTT untuk laporan ini sudah disetujui Command Center:"),
    element("p", { class: "ctt" }, ctt),
    paragraph("Masukkan ke-20 angka itu di kWh meter, lalu tekan Enter. Penggunaan CTT yang tidak semestinya menjadi tanggung jawab pelanggan."),
    paragraph("Sesudah dimasukkan, bagaimana meternya?"),
    element("div", { class: "news-actions" }, ...buttons),
  ];
}

const NEWS = {
  menunggu: ({ ctt_gagal: failed }) => [
    element("h3", {}, "Data terkirim ke Command Center"),
    paragraph(failed
      ? "CTT yang lalu belum berhasil. Laporan ini diperiksa lagi oleh Command Center; hasilnya tampil di sini."
      : "Hasil Self Diagnosis sedang diperiksa. Kode CTT, atau kabar bahwa petugas akan datang, tampil di halaman ini."),
    paragraph(`Perkiraan waktu penyelesaian ± ${hours} jam sejak laporan diterima.`),
  ],
  ctt: cttNews,
  petugas: ({ wo_dari_command_center: ordered }) => [
    element("h3", {}, ordered ? "Petugas akan datang" : "Laporan diteruskan ke unit"),
    paragraph(ordered
      ? "Dari hasil diagnosis, kelistrikan di lokasi perlu diperiksa dahulu. Command Center sudah mengirim WO ke petugas unit; mohon nomor HP tetap aktif."
      : "Petugas unit akan menghubungi lewat nomor HP yang diisi, atau langsung datang ke lokasi; mohon nomornya tetap aktif."),
    paragraph(`Perkiraan waktu penyelesaian ± ${hours} jam sejak laporan diterima.`),
  ],
  selesai: () => [
    element("h3", {}, "Konfirmasi selesai"),
    paragraph("Laporan ini sudah selesai. Terima kasih sudah melapor."),
  ],
};

function draw(report) {
  const mark = `${report.nomor} ${report.versi}`;
  if (mark !== shown) {
    shown = mark;
    news.replaceChildren(element("div", { class: "news" }, ...NEWS[report.tahap](report)));
    card.replaceChildren(drawTicket(report.laporan, report.halaman));
  }
  screen.dispatchEvent(new CustomEvent("standing", { detail: { decided: DECIDED.has(report.tahap) } }));
}

/** Shows the report of that number and keeps it up to date until `leaveReport`. */
export function showReport(number) {
  leaveReport();
  news.replaceChildren();
  card.replaceChildren();
  async function refresh() {
    const asked = timer;
    try {
      if (!document.hidden || shown === null) {
        const report = await reportOf(number);
        if (timer !== asked) return;
        draw(report);
        banner.textContent = "";
      }
    } catch (refusal) {
      if (timer !== asked) return;
      banner.textContent = refusal.message;
      if (refusal.code === "not_found") return;
    }
    timer = setTimeout(refresh, ASK_AGAIN);
  }
  timer = 0;
  refresh();
}

export function leaveReport() {
  clearTimeout(timer);
  timer = null;
  shown = null;
}
