// A part of a desk page that is drawn anew when something has changed; what is being typed there stays.

import { showMoments } from "./desk_moments.js";
import { keepUpToDate } from "./live.js";

const TYPED = "input[id]:not([type=hidden])";

/** Notes what the reader has open, typed and in focus; gives a function that brings it back. */
function rememberWork(place) {
  const focused = document.activeElement?.id;
  const open = [...place.querySelectorAll("details[open][id]")].map((one) => one.id);
  const typed = [...place.querySelectorAll(TYPED)]
    .filter((box) => box.value !== box.defaultValue)
    .map((box) => [box.id, box.value]);
  return () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value] of typed) {
      const box = document.getElementById(id);
      if (box) box.value = value;
    }
    const box = focused && document.getElementById(focused);
    if (!box) return;
    box.focus();
    if (box.value) box.setSelectionRange(box.value.length, box.value.length);
  };
}

/** `events(version)` and `part(version)` are addresses; `tell(before, now)` gives words for what is new. */
export function keepPart(place, { events, part, tell }) {
  const shown = () => place.querySelector("[data-version]");
  const news = document.getElementById("news");
  keepUpToDate({
    events: () => events(shown().dataset.version),
    part: () => part(shown().dataset.version),
    show(fetched) {
      const before = shown();
      const bringBack = rememberWork(place);
      showMoments(fetched);
      place.replaceChildren(...fetched.body.childNodes);
      bringBack();
      const words = tell(before, shown());
      if (words) news.textContent = words;
    },
  });
}
