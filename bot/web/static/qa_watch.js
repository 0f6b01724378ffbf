// Shows how far a run is: by events from the server, or by asking where those do not come through.

const ASK_AGAIN = 2_000;
const PATIENCE = 5;

const place = document.getElementById("watch");
const words = document.getElementById("watch-words");
const bar = document.getElementById("watch-bar");
const address = place.dataset.address;

/** Returns whether the run goes on; when it is over the page is drawn anew, with the result. */
function show(standing) {
  if (words.textContent !== standing.words) words.textContent = standing.words;
  if (standing.done) {
    bar.max = standing.of;
    bar.value = standing.done;
  }
  if (standing.state === "running") return true;
  window.location.replace(address);
  return false;
}

async function ask() {
  try {
    const answer = await fetch(`${address}/keadaan`, { headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) {
      window.location.reload();
      return;
    }
    if (answer.ok && !show(await answer.json())) return;
  } catch {
    // the line is down; it is asked for again
  }
  setTimeout(ask, ASK_AGAIN);
}

function listen() {
  const events = new EventSource(`${address}/kemajuan`);
  let failures = 0;
  events.addEventListener("message", (event) => {
    failures = 0;
    if (!show(JSON.parse(event.data))) events.close();
  });
  events.addEventListener("error", () => {
    failures += 1; // the server ends each stream after a while, too: the browser begins a new one
    if (failures < PATIENCE && events.readyState !== EventSource.CLOSED) return;
    events.close();
    ask();
  });
}

if ("EventSource" in window) listen();
else ask();
