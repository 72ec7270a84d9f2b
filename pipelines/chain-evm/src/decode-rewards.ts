import { evmAccount, mintAccount } from "@tributary/domain";
import type { BlockAnswer } from "./decode-block.ts";
import type { EvmChain } from "./evm-chain.ts";
import type { Movement } from "./movement.ts";
import type { Unread } from "./unread.ts";

/** What a block's author and its uncles' authors were given: new atoms that no transaction shows. */
export interface RewardReading {
  readonly movements: readonly Movement[];
  /** Did an endpoint tell them, or were they worked out? */
  readonly isTold: boolean;
}

/**
 * The rewards of mining: as the traces tell them, else by the rules of Ethereum's main chain (Yellow Paper, 11.3; EIP-649, EIP-1234): 5, 3, then 2 ether,
 * a 32nd more for each uncle, and for an uncle an eighth less for each block that it is late. What is known in neither way is counted.
 */
export function readRewards(chain: EvmChain, answer: BlockAnswer, unread: Unread): RewardReading {
  const { block, traces } = answer;
  if (block.difficulty === 0n || block.number === 0n) return { movements: [], isTold: true };
  const told = traces?.rewards ?? [];
  if (told.length > 0) return { movements: toMovements(chain, answer, told), isTold: true };
  const computed = chain.chainId === mainChain ? computeRewards(answer) : null;
  if (computed === null || !computed.isWhole) unread.minedBlocks += 1n;
  if (computed === null) return { movements: [], isTold: false };
  unread.computedRewards += 1n;
  return { movements: toMovements(chain, answer, computed.rewards), isTold: false };
}

const mainChain = 1n;

interface Reward {
  readonly to: string | null;
  readonly value: bigint;
}

function toMovements(chain: EvmChain, { block }: BlockAnswer, rewards: readonly Reward[]): readonly Movement[] {
  return rewards.flatMap(({ to, value }, index) =>
    to === null
      ? []
      : [
          {
            id: `${block.hash}:reward:${index}`,
            eventIndex: block.withdrawals.length + index,
            from: mintAccount(chain.nativeAsset),
            to: evmAccount(chain.chainId, to),
            asset: chain.nativeAsset,
            atoms: value,
          },
        ],
  );
}

const weiPerEther = 10n ** 18n;
const byzantium = 4_370_000n;
const constantinople = 7_280_000n;

function computeRewards({ block, uncles }: BlockAnswer): { rewards: readonly Reward[]; isWhole: boolean } | null {
  const hashes = block.raw["uncles"];
  if (!Array.isArray(hashes)) return null;
  const ethers = block.number < byzantium ? 5n : block.number < constantinople ? 3n : 2n;
  const full = ethers * weiPerEther;
  const own = { to: block.beneficiary, value: full + (full / 32n) * BigInt(hashes.length) };
  const isWhole = hashes.length === 0 || uncles?.length === hashes.length;
  const late = isWhole ? (uncles ?? []) : [];
  return {
    rewards: [own, ...late.map((uncle) => ({ to: uncle.beneficiary, value: (full * (uncle.number + 8n - block.number)) / 8n }))],
    isWhole,
  };
}
