/** Whose a row is: an account and, of an outpoint, the address that can spend it. */
export interface Holder {
  readonly account: string;
  readonly address?: string | null;
}

/** The account as it is printed; an outpoint after its address. */
export function namePlace({ account, address }: Holder): string {
  return address === undefined || address === null ? account : `${address}, outpoint ${account}`;
}

/** Does what is said of an account speak of this one? What is said of an address is said of its outpoints. */
export function speaksOf(spoken: string, { account, address }: Holder): boolean {
  return spoken === account || spoken === address;
}
