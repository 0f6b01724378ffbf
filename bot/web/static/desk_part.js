// A part of a desk page that is drawn anew when something has changed; the focus stays where it was.

import { showMoments } from "./desk_moments.js";
import { keepUpToDate } from "./live.js";

/** `address(version)` is the folder of the part's addresses; `tell(before, now)` gives words for what is new. */
export function keepPart(place, { events, part, tell }) {
  const shown = () => place.querySelector("[data-version]");
  const news = document.getElementById("news");
  keepUpToDate({
    events: () => events(shown().dataset.version),
    part: () => part(shown().dataset.version),
    show(fetched) {
      const before = shown();
      const focused = document.activeElement?.id;
      const open = [...place.querySelectorAll("details[open][id]")].map((one) => one.id);
      showMoments(fetched);
      place.replaceChildren(...fetched.body.childNodes);
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      if (focused) document.getElementById(focused)?.focus();
      const words = tell(before, shown());
      if (words) news.textContent = words;
    },
  });
}
