// Runs beside the page: turns the browser's sound into frames of a telephone line and back.

const RATE = 8000;
const FRAME = 160;
const BEGIN_WITH = 2 * FRAME; // a little is kept back, so that frames may come unevenly
const MOST_KEPT = RATE / 2;

class Telephone extends AudioWorkletProcessor {
  #step = RATE / sampleRate;
  #place = 0;
  #before = 0;
  #frame = new Int16Array(FRAME);
  #filled = 0;
  #heard = [];
  #playing = false;
  #at = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      for (const sample of new Int16Array(data)) this.#heard.push(sample / 32768);
      // a page that was asleep does not hear old words
      if (this.#heard.length > MOST_KEPT) this.#heard.splice(0, this.#heard.length - MOST_KEPT);
    };
  }

  process([[spoken]], [[heard]]) {
    this.#listen(spoken ?? new Float32Array(heard.length));
    this.#sound(heard);
    return true;
  }

  #listen(samples) {
    for (const sample of samples) {
      this.#place += this.#step;
      while (this.#place >= 1) {
        this.#place -= 1;
        const share = 1 - this.#place / this.#step;
        this.#take(this.#before + (sample - this.#before) * share);
      }
      this.#before = sample;
    }
  }

  #take(sample) {
    this.#frame[this.#filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
    if (this.#filled < FRAME) return;
    this.#filled = 0;
    const { buffer } = this.#frame.slice();
    this.port.postMessage(buffer, [buffer]);
  }

  #sound(out) {
    if (!this.#playing && this.#heard.length < BEGIN_WITH) return;
    this.#playing = true;
    for (let index = 0; index < out.length; index++) {
      const here = Math.floor(this.#at);
      if (here + 1 >= this.#heard.length) {
        this.#playing = false;
        break;
      }
      const share = this.#at - here;
      out[index] = this.#heard[here] * (1 - share) + this.#heard[here + 1] * share;
      this.#at += this.#step;
    }
    const used = Math.floor(this.#at);
    this.#heard.splice(0, used);
    this.#at -= used;
  }
}

registerProcessor("telephone", Telephone);
