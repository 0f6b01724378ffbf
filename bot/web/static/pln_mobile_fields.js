// A fault stands beside its field, and the field says that it has one.

/** `field` as the server names it, such as `hp` or `isian.08`; empty words take the fault away. */
export function tellProblem(field, words) {
  const id = field.replaceAll(".", "-");
  const place = document.getElementById(`masalah-${id}`);
  if (!place) return null;
  if (place.textContent !== words) place.textContent = words;
  const input = document.getElementById(id);
  if (words) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
  return input ?? place.closest("fieldset")?.querySelector("input");
}
