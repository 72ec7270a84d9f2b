import { NotYet } from "./not-yet.js";

throw new NotYet("appending to the flow index");
