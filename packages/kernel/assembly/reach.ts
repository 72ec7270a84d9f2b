// Which part of a ledger a question can touch. The host writes the record of reach-fields.ts and calls these.
export { beginForward, forward, setHopZero } from "./reach-forward";
export { leaveReach, listReached } from "./reach-leave";
export { markStops } from "./reach-stops";
export { startNode, walk } from "./reach-walk";
