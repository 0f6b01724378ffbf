// What every page behind a login does.

import { prepareAppearance } from "./appearance.js";

prepareAppearance();
// on a phone the sections stand in one row that is pushed sideways
document.querySelector(".work-sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
