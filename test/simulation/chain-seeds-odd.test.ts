import { playHalf } from "./chain-seeds.ts";

playHalf(1);
