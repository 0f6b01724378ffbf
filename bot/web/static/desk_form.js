// The reporting forms: records and regions fill in what is still empty; KWH PERIKSA opens the self-diagnosis.

import { prepareMap } from "./desk_map.js";

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error?.message);
  return content;
}

/** `form` says in `data-records` and `data-regions` where what is filled in comes from. */
export function prepareReportForm(form) {
  const field = (name) => form.elements[name];
  const map = document.getElementById("map") ? prepareMap(field("lat"), field("lon"), field("unit")) : null;

  /** Fills in what the officer left empty; gives the names of what was filled. */
  function fillIn(values) {
    const filled = [];
    for (const [name, value] of Object.entries(values)) {
      const box = field(name);
      if (!box || typeof value === "object" || (box.value && name !== "zona")) continue;
      box.value = value;
      if (box.value) filled.push(name);
    }
    map?.show();
    return filled;
  }

  async function lookUpCustomer(box) {
    const words = document.getElementById("pelanggan-kata");
    const number = box.value.replace(/\s/g, "");
    if (number.length < 11) return;
    try {
      const values = await fetched(form.dataset.records + encodeURIComponent(number));
      fillIn(values);
      words.textContent = `Data pelanggan ditemukan: ${values.nama_pelanggan}.`;
    } catch (failure) {
      words.textContent = failure.message ?? "Data pelanggan belum dapat dibuka.";
    }
  }

  async function lookUpRegion() {
    const words = document.getElementById("wilayah-kata");
    const named = ["kelurahan", "kecamatan", "kabupaten", "provinsi"].map((name) => field(name)?.value).filter(Boolean);
    const where = named.join(", ") || field("lokasi_kejadian").value || field("alamat").value;
    if (!where.trim()) {
      words.textContent = "Isi alamat atau wilayahnya terlebih dahulu.";
      return;
    }
    try {
      const values = await fetched(form.dataset.regions + encodeURIComponent(where.replaceAll("/", " ").slice(0, 300)));
      if (values.unit) words.textContent = `${values.kecamatan ?? values.kabupaten ?? values.provinsi}: ${values.unit}, ${values.posko}.`;
      else if (values.pilihan?.length) words.textContent = `Yang mana? ${values.pilihan.join("; ")}.`;
      else words.textContent = "Wilayah belum dapat ditentukan; pilih unit yang melayani.";
      fillIn(values);
    } catch {
      words.textContent = "Wilayah belum dapat dicari; pilih unit yang melayani.";
    }
  }

  for (const name of ["idpel", "nomor_meter"]) {
    field(name)?.addEventListener("change", (event) => lookUpCustomer(event.target));
  }
  document.getElementById("tentukan").addEventListener("click", lookUpRegion);

  const diagnosis = document.getElementById("self-diagnosis");
  if (diagnosis) {
    const order = field("tipe_wo");
    const show = () => { diagnosis.hidden = order.value !== "KWH PERIKSA"; };
    order.addEventListener("change", show);
    show();
    for (const box of diagnosis.querySelectorAll("[data-code]")) {
      const value = field(`sd_${box.dataset.code}`);
      const mark = () => {
        value.readOnly = box.checked;
        if (box.checked) value.value = "Null";
        else if (value.value === "Null") value.value = "";
      };
      box.addEventListener("change", mark);
      mark();
    }
    const confirmation = field("konfirmasi");
    const when = field("waktu_konfirmasi");
    const need = () => { when.required = confirmation.value === "ya"; };
    confirmation.addEventListener("change", need);
    need();
  }
}

const ownForm = document.getElementById("report");
if (ownForm) prepareReportForm(ownForm);
