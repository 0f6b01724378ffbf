// Messages on their way to the server. Each keeps its id until the server has taken it, so that nothing is lost by a
// broken line or a reload, and nothing is said twice.

import { forTab } from "./storage.js";

const NAME = "outgoing";

// crypto.randomUUID exists on secure pages only; a simulator on a local network often has no certificate
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Outgoing {
  #waiting = forTab.get(NAME) ?? [];

  constructor() {
    for (const message of this.#waiting) message.failed = false;
  }

  /** What has not been taken yet, oldest first. */
  get waiting() {
    return this.#waiting.filter((message) => !message.failed);
  }

  /** All of it, also what the server could not take. */
  get all() {
    return [...this.#waiting];
  }

  add(text, payload) {
    const message = { id: newId(), text, payload, at: new Date().toISOString() };
    this.#waiting.push(message);
    this.#keep();
    return message;
  }

  find(id) {
    return this.#waiting.find((message) => message.id === id);
  }

  change(id, values) {
    const message = this.find(id);
    if (message) Object.assign(message, values);
    this.#keep();
    return message;
  }

  remove(id) {
    const message = this.find(id);
    this.#waiting = this.#waiting.filter((other) => other.id !== id);
    this.#keep();
    return message;
  }

  clear() {
    this.#waiting = [];
    this.#keep();
  }

  #keep() {
    forTab.set(NAME, this.#waiting);
  }
}
