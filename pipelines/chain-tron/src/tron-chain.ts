import { parseSourceName, type SourceName, tronChain, unwrap } from "@tributary/domain";

/** The source's name of TRON's transfers: its CAIP-2 name. */
export const tronSource: SourceName = unwrap(parseSourceName(tronChain));

/** The id of mainnet's first block; its last four bytes are the chain's name. */
export const genesisId = "00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc";

/** As `eth_chainId` answers. */
export const tronChainId = "0x2b6653dc";

/** TRX as contracts hold it: `Deposit` and `Withdrawal` change balances and no `Transfer` tells of it. */
export const wrappedTrx = "TNUC9Qb1rRpS5CbWLmNMxXBjyFoydXjWFR";

/** Tether on TRON. */
export const tether = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
