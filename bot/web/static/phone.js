// A telephone call from the chat page (WS /telepon; the frames are described in bot/server/phone.py).

import { button, element } from "./dom.js";
import { Line, NO_MICROPHONE } from "./phone_line.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const KEY_NAMES = { "*": "bintang", "#": "pagar" };
const LOST = "Sambungan terputus. Keterangan yang sudah disampaikan tetap tersimpan.";

let styled = false;

/** Place a call; `agent` is who answers. */
export async function call(agent) {
  if (!styled) document.head.append(element("link", { rel: "stylesheet", href: "/static/phone.css" }));
  styled = true;
  const panel = new Panel(agent);
  let line;
  try {
    line = await Line.open("/telepon");
  } catch {
    panel.end(NO_MICROPHONE);
    return;
  }
  if (panel.closed) {
    line.hangUp();
    return;
  }
  panel.press = (key) => line.tell({ type: "key", key });
  panel.hangUp = () => line.hangUp();
  line.told = (told) => {
    if (told.type === "answered") {
      line.begin();
      panel.answered(told.recorded);
    }
    if (told.type === "said") panel.say(told);
    if (told.type === "ticket") panel.note(`Nomor laporan ${told.nomor}`);
    if (told.type === "refused") panel.end(told.message);
    if (told.type === "over") panel.end("Panggilan selesai.");
  };
  line.lost = () => panel.end(LOST);
}

class Panel {
  closed = false;
  press = () => {};
  hangUp = () => {};
  #agent;
  #ended = false;
  #begun = 0;
  #timer = null;
  #status = element("p", { class: "call-status", role: "status" }, "Menghubungi PLN 123 …");
  #log = element("div", { class: "call-log", role: "log", "aria-live": "off", tabindex: "0", "aria-label": "Isi percakapan" });
  #dialog;

  constructor(agent) {
    this.#agent = agent;
    const pad = element("div", { class: "call-keys", role: "group", "aria-label": "Tombol telepon" });
    for (const key of KEYS) {
      const made = button(key, "call-key", () => this.press(key));
      if (KEY_NAMES[key]) made.setAttribute("aria-label", KEY_NAMES[key]);
      pad.append(made);
    }
    const end = button("Tutup telepon", "call-end", () => this.#close());
    const hint = element("p", { class: "call-hint" }, "Bicaralah seperti biasa, atau tekan tombol: bintang mengulang, nol minta petugas.");
    this.#dialog = element("dialog", { class: "call", "aria-label": "Telepon" },
      element("h2", {}, "Telepon PLN 123"), this.#status, this.#log, hint, pad, end);
    this.#dialog.addEventListener("cancel", () => this.#close());
    this.#dialog.addEventListener("keydown", (event) => {
      if (KEYS.includes(event.key)) this.press(event.key);
    });
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    end.focus();
  }

  answered(recorded) {
    this.#begun = Date.now();
    const words = recorded ? "Terhubung, direkam" : "Terhubung";
    const show = () => {
      const seconds = Math.floor((Date.now() - this.#begun) / 1000);
      this.#status.textContent = `${words} · ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    show();
    this.#status.removeAttribute("role"); // a running clock is not read out
    this.#timer = setInterval(show, 1000);
  }

  say({ speaker, text }) {
    const own = speaker === "pelanggan";
    this.#add(element("p", { class: own ? "call-own" : "call-bot" }, element("b", {}, own ? "Anda" : this.#agent), ` ${text}`));
  }

  note(words) {
    this.#add(element("p", { class: "call-note" }, words));
  }

  /** The call is over; the first reason counts. */
  end(words) {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#status.setAttribute("role", "status");
    this.#status.textContent = words;
    this.#dialog.querySelector(".call-end").textContent = "Tutup";
    for (const key of this.#dialog.querySelectorAll(".call-key")) key.disabled = true;
  }

  #add(line) {
    this.#log.append(line);
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #close() {
    this.closed = true;
    this.end("Panggilan selesai.");
    this.hangUp();
    this.#dialog.remove();
  }
}
