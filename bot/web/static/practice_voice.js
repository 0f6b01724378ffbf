// A practice call by voice (WS /latihan/{id}/telepon): what is heard comes into the box in which one types, so that it is
// seen before it counts; both may be mixed.

import { element } from "./dom.js";
import { Line, NO_MICROPHONE } from "./phone_line.js";

const COUNTS_AFTER_MS = 1500;
const LOST = "Sambungan telepon terputus. Telepon lagi, atau lanjutkan dengan mengetik.";
const CONNECTED = "Tersambung. Bicaralah sebagai CSO.";
const COUNTS_SOON = "Dikirim sebentar lagi; ketuk kotak ucapan bila ada yang keliru.";
const LOOK = "Periksa ucapannya, lalu tekan Ucapkan.";
const UNCLEAR = "Kurang jelas. Betulkan lalu tekan Ucapkan, atau ucapkan ulang.";

export class Voice {
  #id;
  #box;
  #send;
  #active;
  #line = null;
  #pieces = [];
  #touched = false;
  #timer = null;
  #button = document.getElementById("telepon");
  #again = document.getElementById("ucap-ulang");
  #look = document.getElementById("periksa-dahulu");
  #status = document.getElementById("status-lisan");

  /** `send` says what stands in the box and gives null while it can't; `active` is told that the trainee speaks. */
  constructor({ id, box, send, active }) {
    this.#id = id;
    this.#box = box;
    this.#send = send;
    this.#active = active;
    this.#button.disabled = false;
    this.#button.addEventListener("click", () => (this.#line ? this.hangUp() : this.#dial()));
    this.#again.addEventListener("click", () => {
      this.#box.value = "";
      this.clear();
      this.#status.textContent = "Silakan ucapkan lagi.";
      this.#box.focus();
    });
    this.#look.addEventListener("change", () => this.#settle());
    for (const kind of ["input", "pointerdown"]) this.#box.addEventListener(kind, () => this.#touch());
  }

  /** How the words in the box were spoken, for the server; null for what was typed alone. */
  spoken(byItself) {
    if (!this.#pieces.length) return null;
    const yakin = Math.min(...this.#pieces.map((piece) => piece.confidence));
    return { terdengar: this.#pieces.map((piece) => piece.text).join(" "), yakin, diperiksa: !byItself };
  }

  /** What stood in the box has been said. */
  clear() {
    clearTimeout(this.#timer);
    this.#pieces = [];
    this.#touched = false;
    this.#again.hidden = true;
    this.#status.textContent = this.#line ? CONNECTED : "";
  }

  /** Something happened in the call: the customer may have words to say. */
  news() {
    this.#line?.tell({ type: "news" });
  }

  hangUp(words = "Telepon ditutup. Panggilan dapat dilanjutkan dengan mengetik atau menelepon lagi.") {
    this.#line?.hangUp();
    this.#ended(words);
  }

  async #dial() {
    this.#button.disabled = true;
    this.#status.textContent = "Menghubungkan …";
    try {
      this.#line = await Line.open(`/latihan/${this.#id}/telepon`);
    } catch {
      this.#ended(NO_MICROPHONE);
      return;
    }
    this.#line.told = (told) => this.#told(told);
    this.#line.lost = () => this.#line && this.#ended(LOST);
  }

  #told(told) {
    if (told.type === "connected") {
      this.#line.begin();
      this.#button.disabled = false;
      this.#button.textContent = "Tutup telepon";
      this.#status.textContent = CONNECTED;
    }
    if (told.type === "speaking") {
      this.#active();
      clearTimeout(this.#timer);
      if (!told.on) this.#settle();
    }
    if (told.type === "heard") this.#hear(told);
    if (told.type === "refused") this.hangUp(told.message);
    if (told.type === "over") this.hangUp("Panggilan selesai.");
  }

  #hear(piece) {
    this.#active();
    const before = this.#pieces.at(-1);
    if (piece.again && before && !this.#touched && this.#box.value.endsWith(before.text)) {
      this.#box.value = this.#box.value.slice(0, -before.text.length);
      this.#pieces.pop();
    }
    this.#pieces.push(piece);
    this.#box.value = `${this.#box.value.trim()} ${piece.text}`.trim();
    this.#again.hidden = false;
    this.#settle();
  }

  /** Lets what was heard count by itself in a moment, or tells what is to be done first. */
  #settle() {
    clearTimeout(this.#timer);
    if (!this.#pieces.length) return;
    const sure = this.#pieces.every((piece) => piece.sure);
    const byItself = sure && !this.#touched && !this.#look.checked;
    const next = byItself ? COUNTS_SOON : sure ? LOOK : UNCLEAR;
    const heard = element("span", { class: "visually-hidden" }, `Terdengar: ${this.#pieces.at(-1).text} `);
    this.#status.replaceChildren(heard, next);
    if (byItself) this.#timer = setTimeout(() => this.#count(), COUNTS_AFTER_MS);
  }

  async #count() {
    if ((await this.#send()) === null) this.#settle(); // something else is being done in the call: once more
  }

  #touch() {
    if (!this.#box.value.trim()) {
      this.clear();
      return;
    }
    this.#touched = true;
    if (this.#pieces.length) this.#settle();
  }

  #ended(words) {
    this.#line = null;
    clearTimeout(this.#timer); // what stands in the box waits for its sender
    this.#button.disabled = false;
    this.#button.textContent = "Telepon";
    this.#status.textContent = words;
  }
}
