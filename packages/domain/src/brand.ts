/** A base type that only its own constructor can make: `Brand<bigint, "Atoms">`. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };
