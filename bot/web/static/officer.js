// How the hand-over to an officer stands, above the talk.

const strip = document.getElementById("officer");

/** `officer`: `{state: "waiting", place, of}`, `{state: "talking", name}`, or null when the robot alone answers. */
export function showOfficer(officer, agent) {
  strip.classList.toggle("talking", officer?.state === "talking");
  let words = "";
  if (officer?.state === "waiting") {
    words = `Menunggu petugas: urutan ke-${officer.place} dari ${officer.of}. Sambil menunggu, silakan lanjutkan dengan ${agent}.`;
  } else if (officer?.state === "talking") {
    words = `Anda berbicara dengan petugas ${officer.name}, bukan robot.`;
  }
  if (strip.textContent !== words) strip.textContent = words;
}
