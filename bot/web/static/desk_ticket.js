// The page of one report: what others do to it shows by itself.

import { keepPart } from "./desk_part.js";

const place = document.getElementById("ticket");
const address = `/apkt/tiket/${place.dataset.nomor}`;

keepPart(place, {
  events: (version) => `${address}/kejadian?versi=${version}`,
  part: () => `${address}/isi`,
  tell: () => "Laporan ini baru saja diperbarui",
});
