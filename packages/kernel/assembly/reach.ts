// Which part of a ledger a question can touch. The host writes the record of reach-fields.ts and calls these.
export { backward, beginBackward, listHops, listSeen } from "./reach-backward";
export { clearPlaces } from "./reach-bits";
export { beginEnds, closeEnds, copyEnds, markSince } from "./reach-ends";
export { beginForward, forward, setHopZero } from "./reach-forward";
export { leaveReach, listReached } from "./reach-leave";
export { closeBooks, openAll } from "./reach-openings";
export { beginPart, chainPart, closePart, copyPart, leavePart, markPart } from "./reach-part";
export { markStops } from "./reach-stops";
export { startNode, walk } from "./reach-walk";
