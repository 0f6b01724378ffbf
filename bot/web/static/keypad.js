// The keypad of a prepaid meter, with the keys to press now marked in their order.

import { element, shape } from "./dom.js";

const KEYS = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["BACKSPACE", "0", "ENTER"]];
const NAMES = { ENTER: "Enter", BACKSPACE: "Hapus" };
const SIGNS = { ENTER: "Enter ↵", BACKSPACE: "Hapus ←" };
const ARROWS = { ENTER: "M17-8v8H-14m7-7-7 7 7 7", BACKSPACE: "M16 0h-31m8-8-8 8 8 8" };
const WIDTH = 54;
const HEIGHT = 38;

function drawKey(key, column, row, places) {
  const x = 17 + column * (WIDTH + 12);
  const y = 92 + row * (HEIGHT + 9);
  const middle = `translate(${x + WIDTH / 2} ${y + HEIGHT / 2})`;
  const order = places.join(",");
  const half = 8 + order.length * 3;
  return shape("g", { class: places.length ? "press" : null, "data-key": key },
    shape("rect", { class: "meter-key", x, y, width: WIDTH, height: HEIGHT, rx: 8 }),
    ARROWS[key]
      ? shape("path", { class: "meter-key-arrow", d: ARROWS[key], transform: middle })
      : shape("text", { class: "meter-key-words", transform: middle, dy: ".36em" }, key),
    places.length
      ? shape("g", { transform: `translate(${x + WIDTH - 3} ${y + 1})` },
        shape("rect", { class: "meter-order", x: -half, y: -11, width: 2 * half, height: 22, rx: 11 }),
        shape("text", { class: "meter-order-words", dy: ".36em" }, order))
      : null);
}

/** `keys` in the order of pressing: digits, "ENTER", "BACKSPACE". */
export function drawKeypad(keys) {
  const spoken = keys.map((key) => NAMES[key] ?? key).join(", ");
  const picture = shape("svg", {
    viewBox: "0 0 220 290", role: "img", "aria-label": `Gambar tombol meteran prabayar; ditandai: ${spoken}`,
  },
    shape("rect", { class: "meter-body", x: 2, y: 2, width: 216, height: 286, rx: 20 }),
    shape("rect", { class: "meter-frame", x: 15, y: 16, width: 190, height: 60, rx: 9 }),
    shape("rect", { class: "meter-screen", x: 23, y: 24, width: 164, height: 44, rx: 4 }),
    shape("text", { class: "meter-screen-words", x: 106.5, y: 55 }, "PERIKSA"),
    shape("circle", { class: "meter-lamp", cx: 196, cy: 46, r: 4 }),
    ...KEYS.flatMap((line, row) => line.map((key, column) => {
      const places = keys.flatMap((pressed, index) => (pressed === key ? [index + 1] : []));
      return drawKey(key, column, row, places);
    })));
  return element("figure", { class: "keypad" },
    picture,
    element("figcaption", {},
      element("p", {}, "Tekan:"),
      element("ol", {}, ...keys.map((key) => element("li", {}, element("kbd", {}, SIGNS[key] ?? key))))));
}
