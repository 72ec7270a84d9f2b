import {
  type AssetId,
  feeAccount,
  mintAccount,
  nativeTronAsset,
  type Refusal,
  showFound,
  trc10Asset,
  tronAccount,
  tronChain,
} from "@tributary/domain";
import { eventOrder, type Movement } from "./movement.ts";
import type { TransactionInfo } from "./transaction-info.ts";
import type { TronBlock } from "./tron-block.ts";
import type { TronContract } from "./tron-contract.ts";
import type { TronTransaction } from "./tron-transaction.ts";

/** A transaction with what its node says became of it; null where it says nothing. */
export interface TransactionAnswer {
  readonly block: TronBlock;
  readonly transaction: TronTransaction;
  readonly info: TransactionInfo | null;
}

export interface TransactionReading {
  readonly movements: readonly Movement[];
  /** What happened and is not booked. */
  readonly apart: readonly ApartPart[];
}

/** A part of a transaction that is kept apart, with the reason: `fee` where its TransactionInfo is missing. All others may have moved value that is not booked. */
export interface ApartPart {
  readonly part: "fee" | "payer" | "value" | "token";
  readonly refusal: Refusal;
}

/** What a transaction moves by itself: its fee, then what its contract carries. Calls inside it and logs are read apart. */
export function decodeTransaction(answer: TransactionAnswer): TransactionReading {
  const { contract } = answer.transaction;
  if (contract === null)
    return apart("value", {
      code: "VALUE_UNREADABLE",
      found: "raw_data without exactly one contract",
      expected: "one contract in each transaction",
    });
  const parts = [readFee(answer, contract), readContract(answer, contract)];
  return { movements: parts.flatMap(({ movements }) => movements), apart: parts.flatMap((part) => part.apart) };
}

/** Did it do what it asked for? The block's own word is proven with the block; the node's word stands in for it in early blocks. */
export function outcomeOf({ block, transaction, info }: TransactionAnswer): "succeeded" | "failed" | "unknown" {
  const { contractRet, contract } = transaction;
  if (contractRet !== "" && contractRet !== "DEFAULT") return contractRet === "SUCCESS" ? "succeeded" : "failed";
  if (isGenesis(block)) return "succeeded";
  if (info === null) return "unknown";
  if (info.isFailed) return "failed";
  if (!runsContract(contract)) return "succeeded";
  if (info.receiptResult === "" || info.receiptResult === "DEFAULT") return "unknown";
  return info.receiptResult === "SUCCESS" ? "succeeded" : "failed";
}

/** Only these run a contract's code, and so can have logs and internal transactions. */
export function runsContract(contract: TronContract | null): boolean {
  return contract?.type === "TriggerSmartContract" || contract?.type === "CreateSmartContract";
}

const nothing: TransactionReading = { movements: [], apart: [] };

function apart(part: ApartPart["part"], refusal: Refusal): TransactionReading {
  return { movements: [], apart: [{ part, refusal: { ...refusal, found: showFound(refusal.found) } }] };
}

function moved(...movements: readonly Movement[]): TransactionReading {
  return { movements: movements.filter(({ atoms }) => atoms !== 0n), apart: [] };
}

function readFee({ block, transaction, info }: TransactionAnswer, contract: TronContract): TransactionReading {
  if (isGenesis(block)) return nothing;
  if (info === null)
    return apart("fee", {
      code: "SOURCE_PARTIAL",
      found: "a transaction without TransactionInfo",
      expected: "its TransactionInfo; the fee, and what contracts moved in it, are not booked",
    });
  if (info.fee === 0n) return nothing;
  if (contract.owner === null)
    return apart("payer", {
      code: "SOURCE_PARTIAL",
      found: `a fee of ${info.fee} SUN; ${contract.type}`,
      expected: "a type whose payer is known",
    });
  return moved({
    id: `${transaction.id}:fee`,
    eventIndex: eventOrder.fee,
    from: tronAccount(contract.owner),
    to: feeAccount(tronChain),
    asset: nativeTronAsset,
    atoms: info.fee,
  });
}

/** Types that move nothing from one account to another: what is staked, voted or lent stays its owner's. */
const still: ReadonlySet<string> = new Set([
  "AccountCreateContract",
  "VoteAssetContract",
  "VoteWitnessContract",
  "WitnessCreateContract",
  "WitnessUpdateContract",
  "AccountUpdateContract",
  "FreezeBalanceContract",
  "UnfreezeBalanceContract",
  "UnfreezeAssetContract",
  "UpdateAssetContract",
  "ProposalCreateContract",
  "ProposalApproveContract",
  "ProposalDeleteContract",
  "SetAccountIdContract",
  "UpdateSettingContract",
  "UpdateEnergyLimitContract",
  "AccountPermissionUpdateContract",
  "ClearABIContract",
  "UpdateBrokerageContract",
  "FreezeBalanceV2Contract",
  "UnfreezeBalanceV2Contract",
  "WithdrawExpireUnfreezeContract",
  "DelegateResourceContract",
  "UnDelegateResourceContract",
  "CancelAllUnfreezeV2Contract",
]);

function readContract(answer: TransactionAnswer, contract: TronContract): TransactionReading {
  if (still.has(contract.type)) return nothing;
  const outcome = outcomeOf(answer);
  if (outcome === "failed") return nothing;
  if (outcome === "unknown")
    return apart("value", {
      code: "SOURCE_PARTIAL",
      found: `a ${contract.type} without contractRet and without a result in TransactionInfo`,
      expected: "one of them, to know whether anything moved",
    });
  switch (contract.type) {
    case "TransferContract":
      return readValue(answer, contract, contract.receiver);
    case "TransferAssetContract":
      return readAssetTransfer(answer, contract);
    case "TriggerSmartContract":
      return join(readValue(answer, contract, contract.receiver), readCallToken(answer, contract, contract.receiver));
    case "CreateSmartContract":
      return readCreation(answer, contract);
    case "WithdrawBalanceContract":
      return readReward(answer, contract);
    case "AssetIssueContract":
      return readIssue(answer, contract);
    case "ParticipateAssetIssueContract":
      return join(readValue(answer, contract, contract.receiver), apart("token", undecoded(contract)));
    default:
      return apart("value", undecoded(contract));
  }
}

function join(...readings: readonly TransactionReading[]): TransactionReading {
  return { movements: readings.flatMap(({ movements }) => movements), apart: readings.flatMap((reading) => reading.apart) };
}

function undecoded({ type, owner }: TronContract): Refusal {
  const found = `${type} of ${owner ?? "an owner who is not known"}`;
  return {
    code: "SOURCE_PARTIAL",
    found,
    expected: "a type whose movements are booked; what this one moved is missing from the account",
  };
}

function readValue(
  { block, transaction }: TransactionAnswer,
  contract: TronContract,
  receiver: string | null,
): TransactionReading {
  if (contract.amount === 0n) return nothing;
  const payer = contract.owner !== null ? tronAccount(contract.owner) : isGenesis(block) ? mintAccount(nativeTronAsset) : null;
  if (payer === null || receiver === null) return apart("value", unreadableEnds(contract));
  return moved({
    id: `${transaction.id}:value`,
    eventIndex: eventOrder.value,
    from: payer,
    to: tronAccount(receiver),
    asset: nativeTronAsset,
    atoms: contract.amount,
  });
}

function unreadableEnds({ type }: TronContract): Refusal {
  return {
    code: "VALUE_UNREADABLE",
    found: `a ${type} whose owner or receiver is no address`,
    expected: "addresses of 0x41 and 20 bytes",
  };
}

/** Since TRC-10 tokens may share a name they are named by number; before, by name. */
function readAssetTransfer({ transaction }: TransactionAnswer, contract: TronContract): TransactionReading {
  const asset = tokenOf(contract.assetName);
  if (asset === undefined)
    return apart("token", {
      code: "SOURCE_PARTIAL",
      found: `${contract.amount} of the token named "${Buffer.from(contract.assetName, "hex").toString("utf8")}" from ${contract.owner} to ${contract.receiver}`,
      expected: "the number of a TRC-10 token; the names of early blocks are not unique",
    });
  if (contract.owner === null || contract.receiver === null) return apart("token", unreadableEnds(contract));
  const ends = { from: tronAccount(contract.owner), to: tronAccount(contract.receiver) };
  return moved({ id: `${transaction.id}:token`, eventIndex: eventOrder.token, ...ends, asset, atoms: contract.amount });
}

/** Numbers began with 1,000,001. */
function tokenOf(nameHex: string): AssetId | undefined {
  const text = Buffer.from(nameHex, "hex").toString("latin1");
  return /^1[0-9]{6,9}$/.test(text) ? trc10Asset(BigInt(text)) : undefined;
}

function readCallToken({ transaction }: TransactionAnswer, contract: TronContract, receiver: string | null): TransactionReading {
  if (contract.tokenAmount === 0n) return nothing;
  if (contract.owner === null || receiver === null) return apart("token", unreadableEnds(contract));
  if (contract.tokenId <= 0n)
    return apart("token", {
      code: "VALUE_UNREADABLE",
      found: `${contract.tokenAmount} of token ${contract.tokenId}`,
      expected: "the number of a TRC-10 token",
    });
  const ends = { from: tronAccount(contract.owner), to: tronAccount(receiver) };
  return moved({
    id: `${transaction.id}:token`,
    eventIndex: eventOrder.token,
    ...ends,
    asset: trc10Asset(contract.tokenId),
    atoms: contract.tokenAmount,
  });
}

/** Only TransactionInfo says which address a new contract got. */
function readCreation(answer: TransactionAnswer, contract: TronContract): TransactionReading {
  if (contract.amount === 0n && contract.tokenAmount === 0n) return nothing;
  const created = answer.info?.contractAddress ?? null;
  if (created === null)
    return apart("value", {
      code: "SOURCE_PARTIAL",
      found: `${contract.amount} SUN and ${contract.tokenAmount} of token ${contract.tokenId} sent along with a new contract`,
      expected: "contract_address in TransactionInfo: who received it",
    });
  return join(readValue(answer, contract, created), readCallToken(answer, contract, created));
}

/** What a representative and its voters earned comes into being, for the ledger, when it is withdrawn. */
function readReward({ transaction, info }: TransactionAnswer, { owner, type }: TronContract): TransactionReading {
  if (info === null || owner === null)
    return apart("value", {
      code: "SOURCE_PARTIAL",
      found: `a ${type} of ${owner ?? "nobody"}`,
      expected: "withdraw_amount in TransactionInfo",
    });
  return moved({
    id: `${transaction.id}:value`,
    eventIndex: eventOrder.value,
    from: mintAccount(nativeTronAsset),
    to: tronAccount(owner),
    asset: nativeTronAsset,
    atoms: info.withdrawAmount,
  });
}

function readIssue({ transaction, info }: TransactionAnswer, contract: TronContract): TransactionReading {
  const number = info?.assetIssueId ?? "";
  if (!/^[0-9]{1,10}$/.test(number) || contract.owner === null)
    return apart("token", {
      code: "SOURCE_PARTIAL",
      found: `an issue of ${contract.amount} of a new token by ${contract.owner ?? "nobody"}`,
      expected: "assetIssueID in TransactionInfo: the token's number",
    });
  const asset = trc10Asset(BigInt(number));
  const ends = { from: mintAccount(asset), to: tronAccount(contract.owner) };
  return moved({ id: `${transaction.id}:token`, eventIndex: eventOrder.token, ...ends, asset, atoms: contract.amount });
}

function isGenesis(block: TronBlock): boolean {
  return block.number === 0n;
}
