// What every page behind a login does.

import { prepareAppearance } from "./appearance.js";
import { speakIndonesian } from "./form_words.js";

prepareAppearance();
speakIndonesian();
// on a phone the sections stand in one row that is pushed sideways
document.querySelector(".work-sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
