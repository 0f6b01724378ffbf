// A telephone line to the server: microphone and loudspeaker, and what both ends tell (bot/server/sound_socket.py).

import { Sound } from "./phone_sound.js";

export const NO_MICROPHONE = "Mikrofon tidak dapat dipakai. Izinkan mikrofon untuk halaman ini, lalu telepon lagi.";

export class Line {
  told = () => {};
  lost = () => {};
  #sound;
  #socket;
  #sounding = false;

  /** Ask for the microphone and dial; fails if it is not given. */
  static async open(path) {
    return new Line(path, await Sound.open());
  }

  constructor(path, sound) {
    const address = new URL(path, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.#sound = sound;
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = "arraybuffer";
    sound.spoken = (frame) => this.#sounding && this.#isOpen() && this.#socket.send(frame);
    this.#socket.addEventListener("message", ({ data }) => {
      if (data instanceof ArrayBuffer) sound.play(data);
      else this.told(JSON.parse(data));
    });
    this.#socket.addEventListener("close", () => {
      sound.close();
      this.lost();
    });
  }

  /** The other end has taken the call: let it hear. */
  begin() {
    this.#sounding = true;
  }

  tell(order) {
    if (this.#isOpen()) this.#socket.send(JSON.stringify(order));
  }

  hangUp() {
    this.tell({ type: "hang_up" });
    this.#socket.close();
    this.#sound.close();
  }

  #isOpen() {
    return this.#socket.readyState === WebSocket.OPEN;
  }
}
