// Plays a recorded call: the wave and the row of what was said follow the sound, and both lead to any moment of it.

const player = document.querySelector("#pemutar");
const wave = document.querySelector(".wave svg");
const rows = [...document.querySelectorAll(".call-row li")];

function seek(seconds) {
  player.currentTime = seconds;
  player.play().catch(() => {}); // a browser that wants another gesture leaves it to the player's own button
}

function follow() {
  const now = player.currentTime;
  if (wave) wave.querySelector(".wave-now").setAttribute("x", String((wave.viewBox.baseVal.width * now) / wave.dataset.seconds));
  const current = rows.filter((row) => Number(row.dataset.at) <= now + 0.05).pop();
  for (const row of rows) {
    if (row === current) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

player.addEventListener("timeupdate", follow);
player.addEventListener("seeking", follow);
wave?.addEventListener("click", (event) => {
  const { left, width } = wave.getBoundingClientRect();
  seek(((event.clientX - left) / width) * wave.dataset.seconds);
});
for (const button of document.querySelectorAll("button.call-clock")) {
  button.addEventListener("click", () => seek(Number(button.dataset.at)));
}
