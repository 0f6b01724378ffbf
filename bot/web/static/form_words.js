// What a browser says of a field that is not filled in right, in Indonesian whatever language the browser speaks.

const WORDS = {
  valueMissing: "Wajib diisi.",
  typeMismatch: "Bentuknya belum benar.",
  patternMismatch: "Bentuknya belum benar.",
  badInput: "Isinya belum lengkap.",
  tooLong: "Terlalu panjang.",
};

/** Holds for every form of the page, also for those that come later. */
export function speakIndonesian() {
  document.addEventListener("invalid", ({ target }) => {
    target.setCustomValidity("");
    const fault = Object.keys(WORDS).find((name) => target.validity[name]);
    if (fault) target.setCustomValidity(WORDS[fault]);
  }, true);
  // what was said before would keep the form from being sent
  for (const change of ["input", "change"]) {
    document.addEventListener(change, ({ target }) => target.setCustomValidity?.(""), true);
  }
}
