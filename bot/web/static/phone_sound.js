// Microphone and loudspeaker of a call: 20 ms of 8 kHz, 16 bits, both ways.

const TELEPHONE_BAND = 3400;

export class Sound {
  spoken = () => {};
  #context;
  #microphone;
  #worklet;

  /** Ask for the microphone; fails if it is not given. */
  static async open() {
    const microphone = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const sound = new Sound(microphone);
    try {
      await sound.#start();
    } catch (failure) {
      sound.close();
      throw failure;
    }
    return sound;
  }

  constructor(microphone) {
    this.#microphone = microphone;
    this.#context = new AudioContext();
  }

  async #start() {
    await this.#context.audioWorklet.addModule("/static/phone_worklet.js");
    await this.#context.resume();
    this.#worklet = new AudioWorkletNode(this.#context, "telephone", { outputChannelCount: [1] });
    this.#worklet.port.onmessage = ({ data }) => this.spoken(data);
    // what lies above the telephone's band would come back as other tones at 8 kHz
    const source = this.#context.createMediaStreamSource(this.#microphone);
    source.connect(this.#low()).connect(this.#low()).connect(this.#worklet);
    this.#worklet.connect(this.#low()).connect(this.#context.destination);
  }

  #low() {
    return new BiquadFilterNode(this.#context, { type: "lowpass", frequency: TELEPHONE_BAND });
  }

  /** Let the caller hear a frame (`ArrayBuffer`). */
  play(frame) {
    this.#worklet?.port.postMessage(frame, [frame]);
  }

  close() {
    for (const track of this.#microphone.getTracks()) track.stop();
    if (this.#context.state !== "closed") this.#context.close();
  }
}
