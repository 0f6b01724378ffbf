// A map without any outside service: the place of a report as a point, set by typing, pointing or the region.

const WEST = 94;
const NORTH = 7;
const WHOLE = [0, 0, 48, 18.5];
const CLOSE = 8;

/** `lat` and `lon` are the boxes that hold the coordinates, `unit` the choice of who serves there. */
export function prepareMap(lat, lon, unit) {
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
    for (const area of map.querySelectorAll("rect")) area.classList.toggle("chosen", area.dataset.unit === unit.value);
    const [x, y] = [read(lon) - WEST, NORTH - read(lat)];
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    pin.setAttribute("cx", x);
    pin.setAttribute("cy", y);
  }

  /** The middle of what is known: the point, else the areas of the unit. */
  function middle() {
    const known = pin.getAttribute("cx") >= 0 ? [pin] : [...map.querySelectorAll("rect.chosen")];
    const boxes = known.map((one) => one.getBBox());
    const between = (low, size) => {
      const edges = boxes.flatMap((box) => [box[low], box[low] + box[size]]);
      return (Math.min(...edges) + Math.max(...edges)) / 2;
    };
    return boxes.length ? [between("x", "width"), between("y", "height")] : [13, 13];
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
    const [middleX, middleY] = middle();
    look([middleX - width / 2, middleY - height / 2, width, height]);
  });
  document.getElementById("map-out").addEventListener("click", () => look(WHOLE));
  for (const box of [lat, lon, unit]) box.addEventListener("input", show);
  show();
  return { show };
}
