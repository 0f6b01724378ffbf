// Days and times as Indonesians write them, on the reader's own clock.

const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "long", year: "numeric" });
const whole = new Intl.DateTimeFormat("id-ID", {
  day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
  timeZone: "Asia/Jakarta",
});

/** 14.05 */
export const timeOf = (moment) => clock.format(new Date(moment));

/** Hari ini, Kemarin, 22 November 2026 */
export function dayOf(moment) {
  const words = day.format(new Date(moment));
  if (words === day.format(new Date())) return "Hari ini";
  if (words === day.format(new Date(Date.now() - 86_400_000))) return "Kemarin";
  return words;
}

/** 22 November 2026, 14.05 WIB */
export const momentOf = (moment) => `${whole.format(new Date(moment)).replace(" pukul ", ", ")} WIB`;
