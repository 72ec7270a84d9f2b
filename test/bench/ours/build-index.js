import { NotYet } from "./not-yet.js";

throw new NotYet("building the flow index");
