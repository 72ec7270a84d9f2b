// For tests only, and in no module that is shipped: the functions that rules.ts calls, by name.
export { loadIndexAmount } from "./atoms";
export { mulDivRem, placeDivision } from "./atoms-divide";
export { claimedAt, hasRoom, hold, placePools, poolsBytesMin, receive, receiveParts, relabel, spend, totalOf, unattributedAt } from "./pools";
export { partAtomsAt, partLabel, placeParts, setPartLabel } from "./pools-parts";
export { placeShares, shareOut } from "./shares";
