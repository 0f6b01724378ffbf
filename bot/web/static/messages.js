// The list of what has been said.

import { button, element } from "./dom.js";
import { drawKeypad } from "./keypad.js";
import { drawTicket } from "./ticket.js";
import { dayOf, timeOf } from "./time.js";

const NEAR = 80;
const ABOVE = 12;

export class Messages {
  #log = document.getElementById("log");
  #scroller = document.getElementById("scroller");
  #toLatest = document.getElementById("to-latest");
  #typing = document.getElementById("typing");
  #agent;
  #acts;
  #day = null;

  /** `acts`: `choose(title, payload, byKeyboard)`, `sayAgain(id)`, `startAnew()`. */
  constructor(agent, acts) {
    this.#agent = agent;
    this.#acts = acts;
    this.#toLatest.addEventListener("click", () => this.toLatest());
    this.#scroller.addEventListener("scroll", () => {
      this.#follows = this.#atEnd() || Math.abs(this.#scroller.scrollTop - this.#restsAt) < 2;
      if (this.#atEnd()) this.#toLatest.hidden = true;
    });
    new ResizeObserver(() => this.#follows && this.#follow()).observe(this.#scroller);
  }

  // whether the reader is where new words come, and has not gone back to older ones
  #follows = true;
  #restsAt = 0;

  /** Whether the caller has said anything yet. */
  get answered() {
    return this.#log.querySelector(".own") !== null;
  }

  /** Draw many entries at once, without reading them all out. */
  show(entries, anew) {
    this.#log.setAttribute("aria-live", "off");
    if (anew) {
      this.#log.replaceChildren();
      this.#day = null;
    }
    for (const entry of entries) this.add(entry, { quietly: true });
    this.toLatest();
    setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 300);
  }

  /** One entry, the caller's own in place of the bubble that waited for it. */
  add(entry, { quietly = false } = {}) {
    if (entry.seq && this.#log.querySelector(`[data-seq="${entry.seq}"]`)) return;
    if (entry.speaker === "pelanggan") this.spendChoices();
    if (entry.id) this.#log.querySelector(`[data-id="${entry.id}"]`)?.remove();
    this.#markDay(entry.at);
    const drawn = this.#draw(entry);
    if (!drawn) return;
    if (!quietly) drawn.classList.add("arrives");
    this.#insert(drawn);
    if (!quietly) this.#follow();
  }

  /** The caller's words before the server has taken them. */
  addWaiting({ id, text, at, failed }) {
    if (this.#log.querySelector(`[data-id="${id}"]`)) return;
    this.spendChoices();
    this.#markDay(at);
    const drawn = this.#bubble("own waiting", text, "menunggu dikirim");
    drawn.dataset.id = id;
    this.#log.append(drawn);
    if (failed) this.markFailed(id);
    this.#follow(true);
  }

  markFailed(id) {
    const drawn = this.#log.querySelector(`[data-id="${id}"]`);
    if (!drawn) return;
    drawn.classList.add("failed");
    drawn.querySelector(".when").textContent = "Belum terkirim";
    if (drawn.querySelector(".send-again")) return;
    drawn.append(button("Kirim lagi", "send-again", () => {
      drawn.classList.remove("failed");
      drawn.querySelector(".when").textContent = "menunggu dikirim";
      drawn.querySelector(".send-again").remove();
      this.#acts.sayAgain(id);
    }));
    this.#follow();
  }

  remove(id) {
    this.#log.querySelector(`[data-id="${id}"]`)?.remove();
  }

  /** Words of the server about the line, which are no part of the talk. */
  addNote(words) {
    this.#log.querySelector(".note:last-child")?.remove();
    this.#log.append(element("p", { class: "note" }, words));
    this.#follow();
  }

  /** Buttons that have served, or that words have answered, are gone. */
  spendChoices() {
    for (const choices of this.#log.querySelectorAll(".choices")) choices.remove();
  }

  type(on) {
    this.#typing.replaceChildren(...(on ? [
      element("span", { class: "visually-hidden" }, `${this.#agent} sedang menulis`),
      element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i")),
    ] : []));
    if (this.#follows) this.#follow();
  }

  /** Say how long it takes until the bot begins. */
  wait(words) {
    this.#typing.replaceChildren(element("p", { class: "note" }, words));
    if (this.#follows) this.#follow();
  }

  toLatest() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#toLatest.hidden = true;
    this.#follows = true;
  }

  #draw(entry) {
    const { speaker, text, buttons, image, custom, at, seq } = entry;
    const own = speaker === "pelanggan";
    const officer = speaker === "cso" ? custom?.name ?? "" : null;
    const drawn = this.#bubble(own ? "own" : officer === null ? "bot" : "officer", text, timeOf(at), officer);
    if (seq) drawn.dataset.seq = seq;
    const when = drawn.lastElementChild;
    if (custom?.kind === "keypad") when.before(drawKeypad(custom.keys));
    if (custom?.kind === "ticket") when.before(drawTicket(custom.ticket, custom.page));
    if (image) when.before(element("img", { src: image, alt: "Gambar dari petugas" }));
    if (custom?.kind === "end" && !text) drawn.replaceChildren();
    const says = drawn.childElementCount > 1;
    if (!says && custom?.kind !== "end" && !buttons?.length) return null;
    if (buttons?.length) drawn.append(this.#choices(buttons));
    if (custom?.kind !== "end") return drawn;
    const end = element("div", { class: "end" },
      element("p", {}, "Percakapan selesai"),
      button("Mulai percakapan baru", "plain-button", () => this.#acts.startAnew()));
    return says ? element("div", { "data-seq": seq }, drawn, end) : element("div", { "data-seq": seq }, end);
  }

  /** `officer`: name of the human who speaks, or null. */
  #bubble(className, text, when, officer = null) {
    const speaker = className.startsWith("own") ? "Anda" : this.#agent;
    if (officer !== null) {
      return element("div", { class: `message ${className}` },
        element("p", { class: "bubble" }, element("span", { class: "officer-name" }, `Petugas ${officer}: `), text),
        element("p", { class: "when" }, when));
    }
    return element("div", { class: `message ${className}` },
      text ? element("p", { class: "bubble" }, element("span", { class: "visually-hidden" }, `${speaker}: `), text) : null,
      element("p", { class: "when" }, when));
  }

  #choices(buttons) {
    return element("div", { class: "choices", role: "group", "aria-label": "Pilihan jawaban" },
      ...buttons.map(({ title, payload }) => button(title, "choice", (event) => {
        // a click made by the keyboard has no pointer behind it
        this.#acts.choose(title, payload, event.detail === 0);
      })));
  }

  /** Before what still waits, so that an answer stands under the words it answers. */
  #insert(drawn) {
    const waiting = this.#log.querySelector(".waiting");
    const before = waiting ? waiting.previousElementSibling : this.#log.lastElementChild;
    const speaker = ["own", "officer", "bot"].find((one) => drawn.classList.contains(one)) ?? "bot";
    if (before?.classList.contains("message") && before.classList.contains(speaker)) {
      drawn.classList.add("follows");
      const time = before.querySelector(":scope > .when");
      if (time?.textContent === drawn.querySelector(":scope > .when")?.textContent) time.remove();
    }
    this.#log.insertBefore(drawn, waiting);
  }

  #markDay(at) {
    const day = dayOf(at);
    if (day === this.#day) return;
    this.#day = day;
    this.#log.append(element("p", { class: "day" }, day));
  }

  #atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Go with the talk, but never past the caller's last words: a long answer is read from its beginning. */
  #follow(always = false) {
    if (!this.#follows && !always) {
      this.#toLatest.hidden = false;
      return;
    }
    const own = [...this.#log.querySelectorAll(".own")].pop();
    const end = this.#scroller.scrollHeight - this.#scroller.clientHeight;
    const { scrollTop } = this.#scroller;
    const top = own
      ? scrollTop + own.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top - ABOVE
      : end;
    this.#scroller.scrollTop = Math.min(end, top);
    this.#restsAt = this.#scroller.scrollTop;
    this.#follows = true;
    this.#toLatest.hidden = this.#atEnd();
  }
}
