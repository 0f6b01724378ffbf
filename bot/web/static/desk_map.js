// A rough map without any outside service: the place of a report as a point, set by typing, pointing or the region.

const WEST = 94;
const NORTH = 7;
const WHOLE = [0, 0, 48, 18.5];
const CLOSE = 8;

/** `lat` and `lon` are the boxes that hold the coordinates. */
export function prepareMap(lat, lon) {
  const map = document.getElementById("map");
  const pin = document.getElementById("pin");
  let view = WHOLE;

  const read = (box) => Number.parseFloat(box.value.replace(",", "."));

  function look(at) {
    view = at;
    map.setAttribute("viewBox", view.join(" "));
    pin.setAttribute("r", view[2] / 120);
  }

  function show() {
    const [x, y] = [read(lon) - WEST, NORTH - read(lat)];
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    pin.setAttribute("cx", x);
    pin.setAttribute("cy", y);
  }

  map.addEventListener("click", (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    lat.value = (NORTH - point.y).toFixed(5);
    lon.value = (point.x + WEST).toFixed(5);
    show();
  });
  document.getElementById("map-in").addEventListener("click", () => {
    const width = Math.min(view[2] / 2, CLOSE);
    const height = width * (WHOLE[3] / WHOLE[2]);
    const [x, y] = [Number(pin.getAttribute("cx")), Number(pin.getAttribute("cy"))];
    const [middleX, middleY] = x < 0 ? [13, 13] : [x, y];
    look([middleX - width / 2, middleY - height / 2, width, height]);
  });
  document.getElementById("map-out").addEventListener("click", () => look(WHOLE));
  for (const box of [lat, lon]) box.addEventListener("input", show);
  show();
  return { show };
}
