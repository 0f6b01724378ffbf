// How far the talk is.

const section = document.getElementById("progress");
const step = document.getElementById("progress-step");
const label = document.getElementById("progress-label");
const bar = document.getElementById("progress-bar");

/** `progress` is `{step, of, label}`, or null when there is nothing to count. */
export function showProgress(progress) {
  section.hidden = !progress;
  if (!progress) return;
  step.textContent = `Langkah ${progress.step} dari ${progress.of}`;
  label.textContent = progress.label ?? "";
  bar.max = progress.of;
  bar.value = progress.step;
}
