import { accept, type Result, refuse } from "@tributary/domain";
import { toHex } from "./hex-bytes.ts";
import { type ProtoMessage, readInnerMessage, readInt64, readProtoBytes, readProtobuf, readRepeatedBytes } from "./protobuf.ts";
import { readTronAddress } from "./tron-address.ts";

/** What a transaction asks for, read from the bytes that its id is the hash of. Amounts in the asset's smallest unit. */
export interface TronContract {
  /** `TransferContract`; `unknown contract type 77` where the number has no name here. */
  readonly type: string;
  /** Who asks and pays, base58check; null for a type whose owner is not known to stand where it stands in the others. */
  readonly owner: string | null;
  /** The receiver, or the contract called. */
  readonly receiver: string | null;
  /** TRX, or of the token that `assetName` says, or the supply of an issue. */
  readonly amount: bigint;
  /** TRC-10 that goes along with a call. */
  readonly tokenAmount: bigint;
  readonly tokenId: bigint;
  /** Lower-case hex of the text that names a TRC-10 token: its number, in early blocks its name. */
  readonly assetName: string;
}

/** Reads `raw_data` of a transaction. Refuses with VALUE_UNREADABLE where it does not hold exactly one contract of the form that java-tron takes. */
export function readTronContract(rawData: Uint8Array): Result<TronContract> {
  const raw = readProtobuf(rawData);
  const contracts = raw === undefined ? [] : readRepeatedBytes(raw, rawFields.contract);
  const contract = contracts[0] === undefined ? undefined : readProtobuf(contracts[0]);
  const parameter = contract === undefined ? undefined : readInnerMessage(contract, contractFields.parameter);
  const value = parameter === undefined ? undefined : readProtobuf(readProtoBytes(parameter, anyValueField));
  if (contracts.length !== 1 || contract === undefined || value === undefined)
    return refuse(
      "VALUE_UNREADABLE",
      `${contracts.length} contracts, or bytes that are no message`,
      "exactly one contract in raw_data",
    );
  const number = BigInt.asIntN(32, readInt64(contract, contractFields.type));
  const type = contractTypes.get(number);
  return type === undefined
    ? accept({ ...nothing, type: `unknown contract type ${number}` })
    : accept({ ...readParameter(type, value), type });
}

const rawFields = { contract: 11 } as const;
const contractFields = { type: 1, parameter: 2 } as const;
const anyValueField = 2;

const nothing = { owner: null, receiver: null, amount: 0n, tokenAmount: 0n, tokenId: 0n, assetName: "" } as const;

/** The fields of those types that move value, by their numbers in java-tron's `core/contract/*.proto`. */
function readParameter(type: string, value: ProtoMessage): Omit<TronContract, "type"> {
  switch (type) {
    case "TransferContract":
      return { ...nothing, owner: readAddress(value, 1), receiver: readAddress(value, 2), amount: readInt64(value, 3) };
    case "TransferAssetContract":
      return {
        ...nothing,
        assetName: toHex(readProtoBytes(value, 1)),
        owner: readAddress(value, 2),
        receiver: readAddress(value, 3),
        amount: readInt64(value, 4),
      };
    case "ParticipateAssetIssueContract":
      return {
        ...nothing,
        owner: readAddress(value, 1),
        receiver: readAddress(value, 2),
        assetName: toHex(readProtoBytes(value, 3)),
        amount: readInt64(value, 4),
      };
    case "TriggerSmartContract":
      return {
        ...nothing,
        owner: readAddress(value, 1),
        receiver: readAddress(value, 2),
        amount: readInt64(value, 3),
        tokenAmount: readInt64(value, 5),
        tokenId: readInt64(value, 6),
      };
    case "CreateSmartContract":
      return {
        ...nothing,
        owner: readAddress(value, 1),
        amount: readCreationValue(value),
        tokenAmount: readInt64(value, 3),
        tokenId: readInt64(value, 4),
      };
    case "AssetIssueContract":
      return {
        ...nothing,
        owner: readAddress(value, 1),
        amount: readInt64(value, 4),
        assetName: toHex(readProtoBytes(value, 2)),
      };
    case "AccountUpdateContract":
    case "SetAccountIdContract":
      return { ...nothing, owner: readAddress(value, 2) };
    case "ShieldedTransferContract":
    case "CustomContract":
    case "GetContract":
      return nothing;
    default:
      return { ...nothing, owner: readAddress(value, 1) };
  }
}

/** `new_contract.call_value`. */
function readCreationValue(value: ProtoMessage): bigint {
  const created = readInnerMessage(value, 2);
  return created === undefined ? 0n : readInt64(created, 5);
}

function readAddress(message: ProtoMessage, field: number): string | null {
  const bytes = readProtoBytes(message, field);
  if (bytes.length !== 21) return null;
  const address = readTronAddress(toHex(bytes));
  return address.ok ? address.value : null;
}

const contractTypes: ReadonlyMap<bigint, string> = new Map([
  [0n, "AccountCreateContract"],
  [1n, "TransferContract"],
  [2n, "TransferAssetContract"],
  [3n, "VoteAssetContract"],
  [4n, "VoteWitnessContract"],
  [5n, "WitnessCreateContract"],
  [6n, "AssetIssueContract"],
  [8n, "WitnessUpdateContract"],
  [9n, "ParticipateAssetIssueContract"],
  [10n, "AccountUpdateContract"],
  [11n, "FreezeBalanceContract"],
  [12n, "UnfreezeBalanceContract"],
  [13n, "WithdrawBalanceContract"],
  [14n, "UnfreezeAssetContract"],
  [15n, "UpdateAssetContract"],
  [16n, "ProposalCreateContract"],
  [17n, "ProposalApproveContract"],
  [18n, "ProposalDeleteContract"],
  [19n, "SetAccountIdContract"],
  [20n, "CustomContract"],
  [30n, "CreateSmartContract"],
  [31n, "TriggerSmartContract"],
  [32n, "GetContract"],
  [33n, "UpdateSettingContract"],
  [41n, "ExchangeCreateContract"],
  [42n, "ExchangeInjectContract"],
  [43n, "ExchangeWithdrawContract"],
  [44n, "ExchangeTransactionContract"],
  [45n, "UpdateEnergyLimitContract"],
  [46n, "AccountPermissionUpdateContract"],
  [48n, "ClearABIContract"],
  [49n, "UpdateBrokerageContract"],
  [51n, "ShieldedTransferContract"],
  [52n, "MarketSellAssetContract"],
  [53n, "MarketCancelOrderContract"],
  [54n, "FreezeBalanceV2Contract"],
  [55n, "UnfreezeBalanceV2Contract"],
  [56n, "WithdrawExpireUnfreezeContract"],
  [57n, "DelegateResourceContract"],
  [58n, "UnDelegateResourceContract"],
  [59n, "CancelAllUnfreezeV2Contract"],
]);
