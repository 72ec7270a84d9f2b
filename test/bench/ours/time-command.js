import { NotYet } from "./not-yet.js";

throw new NotYet("the command over the flow index");
