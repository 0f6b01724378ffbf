// The line to the server (WS /ws; the frames are described in bot/server/chat.py). It mends itself, resumes where it
// stopped, and sends again what was not taken.

import { Outgoing } from "./outgoing.js";
import { forBrowser } from "./storage.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
const PING_EVERY = 25_000;
const ANSWER_WITHIN = 10_000;
const TOKEN = "token";

/** Tells what happens as events: `state` ("open", "closed", "preparing") and one event for each frame of the server. */
export class Connection extends EventTarget {
  outgoing = new Outgoing();
  #socket = null;
  #cursor = null;
  #pause = FIRST_PAUSE;
  #greeted = false;
  #timer = null;
  #heartbeat = null;
  #silence = null;

  constructor() {
    super();
    window.addEventListener("online", () => this.#reopen());
    window.addEventListener("offline", () => this.#drop());
  }

  open() {
    if (!navigator.onLine) {
      this.#tell("state", { state: "closed" });
      return;
    }
    const address = new URL("/ws", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#send({ type: "hello", token: forBrowser.get(TOKEN), last_seen: this.#cursor });
    });
    socket.addEventListener("message", (event) => {
      clearTimeout(this.#silence);
      if (socket === this.#socket) this.#hear(JSON.parse(event.data));
    });
    socket.addEventListener("close", () => {
      if (socket === this.#socket) this.#drop();
    });
  }

  /** Queue a message; it goes out now or as soon as there is a line. */
  say(text, payload) {
    const message = this.outgoing.add(text, payload);
    if (this.#greeted) this.#deliver(message);
    return message;
  }

  /** Send once more what the server could not take. */
  sayAgain(id) {
    const message = this.outgoing.change(id, { failed: false });
    if (message && this.#greeted) this.#deliver(message);
  }

  /** Leave this talk behind and begin another one. */
  startAnew() {
    forBrowser.set(TOKEN, null);
    this.#cursor = null;
    this.outgoing.clear();
    this.#reopen();
  }

  #hear(frame) {
    if (frame.type === "welcome") {
      this.#greeted = true;
      this.#pause = FIRST_PAUSE;
      forBrowser.set(TOKEN, frame.token);
      this.#beat();
      for (const entry of frame.history) if (entry.id) this.outgoing.remove(entry.id);
    }
    if (frame.cursor) this.#cursor = frame.cursor;
    if (frame.type === "message" && frame.id) this.outgoing.remove(frame.id);
    if (frame.type === "preparing") this.#tell("state", { state: "preparing", words: frame.message });
    if (frame.type === "wait") setTimeout(() => this.sayAgain(frame.id), frame.seconds * 1000);
    if (frame.type === "refused") {
      // what is too long would be too long again: it goes back to its writer
      const kept = frame.error.code !== "too_long";
      frame.said = kept ? this.outgoing.change(frame.id, { failed: true }) : this.outgoing.remove(frame.id);
    }
    if (frame.type === "ack") this.outgoing.remove(frame.id);
    this.#tell(frame.type, frame);
    if (frame.type === "welcome") {
      this.#tell("state", { state: "open" });
      for (const message of this.outgoing.waiting) this.#deliver(message);
    }
  }

  #deliver(message) {
    const { id, text, payload, sent } = message;
    this.#send({ type: "say", id, text, payload, repeated: Boolean(sent) });
    this.outgoing.change(id, { sent: true });
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #beat() {
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => {
      this.#send({ type: "ping" });
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => this.#reopen(), ANSWER_WITHIN);
    }, PING_EVERY);
  }

  #drop() {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#silence);
    clearTimeout(this.#timer);
    this.#greeted = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#tell("state", { state: "closed" });
    // pauses differ from page to page, so that a server that comes back is not met by all of them at once
    this.#timer = setTimeout(() => this.open(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #reopen() {
    this.#drop();
    clearTimeout(this.#timer);
    this.#pause = FIRST_PAUSE;
    this.open();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
