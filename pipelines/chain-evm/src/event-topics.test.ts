import { id } from "ethers";
import { expect, test } from "vitest";
import { eventTopics } from "./event-topics.ts";

test.each([
  ["transfer", "Transfer(address,address,uint256)"],
  ["transferSingle", "TransferSingle(address,address,address,uint256,uint256)"],
  ["transferBatch", "TransferBatch(address,address,address,uint256[],uint256[])"],
  ["deposit", "Deposit(address,uint256)"],
  ["withdrawal", "Withdrawal(address,uint256)"],
  ["destroyedBlackFunds", "DestroyedBlackFunds(address,uint256)"],
  ["issue", "Issue(uint256)"],
  ["redeem", "Redeem(uint256)"],
  ["addedBlackList", "AddedBlackList(address)"],
  ["removedBlackList", "RemovedBlackList(address)"],
  ["blacklisted", "Blacklisted(address)"],
  ["unblacklisted", "UnBlacklisted(address)"],
] as const)("the topic of %s is the hash of %s", (name, signature) => {
  expect(eventTopics[name]).toBe(id(signature));
});
