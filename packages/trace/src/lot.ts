/** The label of value that is not identified as proceeds. Claims are labelled by their place in the request, from 0. */
export const unattributed = -1;

/** A quantity that arrived together under one label. */
export interface Lot {
  readonly label: number;
  readonly atoms: bigint;
}
