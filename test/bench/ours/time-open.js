import { NotYet } from "./not-yet.js";

throw new NotYet("opening the flow index");
