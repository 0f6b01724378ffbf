// Keeps a part of a page up to date: by events from the server, or by asking where those do not come through.

const ASK_AGAIN = 3_000;
const PATIENCE = 5;

/**
 * `addresses`: `events()` and `part()` for what the page shows now; `show(part)` takes the new part as a document.
 * Returns a function that asks at once.
 */
export function keepUpToDate({ events, part, show }) {
  let failures = 0;

  async function fetchPart() {
    const answer = await fetch(part(), { headers: { Accept: "text/html" } });
    if (answer.redirected || answer.status === 401 || answer.status === 403) window.location.reload();
    else if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  async function ask() {
    try {
      await fetchPart();
    } catch {
      // the line is down; it is asked for again
    }
    setTimeout(ask, ASK_AGAIN);
  }

  function listen() {
    if (failures >= PATIENCE || !("EventSource" in window)) {
      ask();
      return;
    }
    const stream = new EventSource(events());
    let opened = false;
    stream.addEventListener("open", () => { opened = true; });
    stream.addEventListener("message", async () => {
      stream.close();
      try {
        await fetchPart();
        failures = 0;
      } catch {
        failures += 1;
      }
      listen();
    });
    stream.addEventListener("error", () => {
      stream.close(); // the server ends each stream after a while, too
      failures = opened ? 0 : failures + 1;
      setTimeout(listen, opened ? 0 : 1_000);
    });
  }

  listen();
  return () => fetchPart().catch(() => {});
}
