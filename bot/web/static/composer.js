// The box in which the caller writes.

import { forTab } from "./storage.js";

const DRAFT = "draft";

export class Composer {
  #form = document.getElementById("composer");
  #box = document.getElementById("box");
  #words = document.getElementById("composer-words");

  /** `say(text)` takes what was written. */
  constructor(say) {
    // until this script runs, nothing could be sent, so nothing can be written either
    for (const control of this.#form.elements) control.disabled = false;
    this.#box.value = forTab.get(DRAFT) ?? "";
    this.#fit();
    this.#box.addEventListener("input", () => this.#changed());
    this.#box.addEventListener("keydown", (event) => {
      // while an input method composes a word, Enter belongs to it
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#box.value.trim();
      if (!text) return;
      this.write("");
      say(text);
      this.#box.focus();
    });
  }

  /** Put `text` into the box, as when a message comes back, with the reason. */
  write(text, reason = "") {
    this.#box.value = text;
    this.#changed();
    this.#words.textContent = reason;
  }

  focus() {
    this.#box.focus();
  }

  #changed() {
    this.#words.textContent = "";
    forTab.set(DRAFT, this.#box.value);
    this.#fit();
  }

  #fit() {
    this.#box.style.height = "auto";
    this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
  }
}
