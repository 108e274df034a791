// Everything works without this file; it only saves a click here and there.
"use strict";
