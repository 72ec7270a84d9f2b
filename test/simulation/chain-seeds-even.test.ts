import { playHalf } from "./chain-seeds.ts";

playHalf(0);
