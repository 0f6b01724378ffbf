// What every page behind a login does.

import { prepareAppearance } from "./appearance.js";

prepareAppearance();
