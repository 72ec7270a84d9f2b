import { NotYet } from "./not-yet.js";

throw new NotYet("a cold start");
