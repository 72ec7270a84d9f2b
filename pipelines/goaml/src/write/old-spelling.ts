import { isNewer } from "../check/profile-rules.ts";
import { type ElementParticle, elementsOf, type Structure } from "../structure/structure.ts";
import type { TreeElement } from "./tree.ts";

/** An element with older spellings in it, and what was respelled. */
export interface Respelled {
  readonly element: TreeElement;
  readonly changes: readonly Respelling[];
}

interface Respelling {
  readonly from: TreeElement;
  readonly to: string;
  /** Without positions. */
  readonly path: string;
}

export interface RespellOptions {
  readonly structure: Structure;
  /** The FIU's software, where newer elements are not to be used. */
  readonly lowestSupported: string | null;
}

type Respell = (element: TreeElement) => readonly TreeElement[];

interface Pair {
  readonly newer: string;
  readonly older: string;
  readonly respell: Respell;
}

const rename =
  (older: string): Respell =>
  (element) => [{ ...element, name: older }];

/** `emails/email` is the same as `email`, several times. */
const unwrap: Respell = ({ children }) => children;

/** The person's own elements stand in `director_id`, beside the role. */
const director: Respell = ({ children }) =>
  children.map((related) => ({
    ...related,
    name: "director_id",
    children: related.children.flatMap((child) => (child.name === "person" ? child.children : [child])),
  }));

const signatory: Respell = ({ children }) => children.map((related) => ({ ...related, name: "signatory" }));

/** goAML 5 says these things in new ways and still takes the old ones (bank-side reference on goAML 4.0 to 5.0). */
const pairs: readonly Pair[] = [
  { newer: "report_date", older: "submission_date", respell: rename("submission_date") },
  { newer: "account_type", older: "personal_account_type", respell: rename("personal_account_type") },
  { newer: "related_persons", older: "signatory", respell: signatory },
  { newer: "related_persons", older: "director_id", respell: director },
  { newer: "emails", older: "email", respell: unwrap },
  { newer: "urls", older: "url", respell: unwrap },
  { newer: "identifications", older: "identification", respell: unwrap },
];

/** An element in the older spelling wherever the edition, or the FIU's software, does not take the newer one. */
export function withOldSpelling(
  element: TreeElement,
  place: { readonly is: string; readonly path: string },
  options: RespellOptions,
): Respelled {
  const changes: Respelling[] = [];
  return { element: respellTree(element, place, { ...options, changes }), changes };
}

interface RespellContext extends RespellOptions {
  readonly changes: Respelling[];
}

/** The depth is bounded by what made the tree. */
function respellTree(element: TreeElement, { is, path }: { is: string; path: string }, context: RespellContext): TreeElement {
  const type = context.structure.typeOf(is);
  if (type.kind === "value") return element;
  const particles = elementsOf(type);
  const { lowestSupported } = context;
  const isTaken = ({ max, since }: ElementParticle): boolean =>
    max !== 0 && (lowestSupported === null || since === null || !isNewer(since, lowestSupported));
  const taken = new Map(particles.filter(isTaken).map((particle) => [particle.name, particle]));
  const respelled = element.children.flatMap((child) => {
    const pair = taken.has(child.name) ? undefined : pairs.find(({ newer, older }) => newer === child.name && taken.has(older));
    if (pair === undefined) return [child];
    context.changes.push({ from: child, to: pair.older, path: `${path}/${child.name}` });
    return pair.respell(child);
  });
  const children = respelled.map((child) => {
    const particle = taken.get(child.name);
    return particle === undefined ? child : respellTree(child, { is: particle.is, path: `${path}/${child.name}` }, context);
  });
  return { ...element, children };
}
