import type { Digest, UtcMicros } from "@tributary/domain";

export interface CaseRecord {
  readonly id: string;
  readonly createdAt: UtcMicros;
}

/** What a file is to a case. */
export type ExhibitRole = "request" | "note" | "document";

/** A file that was added to a case. Its bytes stand in the store under their digest. */
export interface ExhibitRecord {
  readonly caseId: string;
  /** Unique in the case: the file's name without folders. */
  readonly name: string;
  readonly role: ExhibitRole;
  readonly sha256: Digest;
  readonly byteCount: bigint;
  readonly addedAt: UtcMicros;
}

/** One step in a case's custody, append-only; each digest covers the one before. */
export interface CustodyEvent {
  readonly caseId: string;
  /** Counts from 1 inside the case. */
  readonly number: bigint;
  readonly kind: "created" | "added" | "sealed";
  readonly at: UtcMicros;
  /** Exhibit name and digest, or the root digest of a sealed bundle. */
  readonly detail: string;
  readonly digest: Digest;
}

/** Cases and what was added to them. */
export interface CaseRegister {
  /** Errors: REQUEST_INVALID where the id is in use or not 1 to 64 letters, digits, dot, dash, underscore. */
  create(entry: CaseRecord): Promise<void>;
  /** Cases by id. */
  list(): Promise<readonly CaseRecord[]>;
  find(caseId: string): Promise<CaseRecord | undefined>;
  /** The same file again changes nothing; another file under a known name is refused (REQUEST_INVALID), so is an unknown case. */
  addExhibit(entry: {
    readonly caseId: string;
    readonly name: string;
    readonly role: ExhibitRole;
    readonly bytes: Uint8Array;
    readonly addedAt: UtcMicros;
  }): Promise<ExhibitRecord>;
  /** By name bytewise. */
  exhibits(caseId: string): Promise<readonly ExhibitRecord[]>;
  /** The bytes of an exhibit, their digest checked. Errors: STORE_DAMAGED. */
  readExhibit(sha256: Digest): Promise<Uint8Array>;
  recordSeal(entry: { readonly caseId: string; readonly rootDigest: Digest; readonly at: UtcMicros }): Promise<void>;
  custody(caseId: string): Promise<readonly CustodyEvent[]>;
}
