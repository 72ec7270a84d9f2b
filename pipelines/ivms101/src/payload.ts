import type { JsonNode, ReportedRecord } from "@tributary/bank-kit";
import { type Digest, digestFields } from "@tributary/domain";
import { keeperOf, readAccount, type StatedAccount } from "./accounts.ts";
import { hasMember, Members } from "./ivms-keys.ts";
import { isPerson, readPerson, type StatedPerson } from "./person.ts";

/**
 * Records one payload: who sends and who is to receive, their accounts, and the services of both. What moved, and how much, travels outside of
 * IVMS101: an activity `travel-rule`, and no transfer.
 */
export function mapPayload(node: JsonNode, record: ReportedRecord, personsMax: number): void {
  const kind = "travel-rule";
  if (isPerson(node)) {
    const person = readPerson(node, record.check);
    if (person !== undefined) record.addPart({ path: person.path, role: "mentioned", partyId: addPerson(person, record) });
    record.addActivity({ path: node.path, kind });
    return;
  }
  const members = new Members(node, record.check);
  const persons = { count: 0, max: personsMax };
  const services = {
    originator: readService(members, "originatingVasp", record),
    beneficiary: readService(members, "beneficiaryVasp", record),
  };
  readParty(members, "originator", { path: node.path, record, persons, service: services.originator });
  readParty(members, "beneficiary", { path: node.path, record, persons, service: services.beneficiary });
  addService(services.originator, "originating-vasp", record);
  addService(services.beneficiary, "beneficiary-vasp", record);
  readPath(members, record);
  members.take("payloadMetadata");
  members.warnOfOthers();
  record.addActivity({ path: node.path, kind });
}

interface PartyQuestion {
  /** Of the payload. */
  readonly path: string;
  readonly record: ReportedRecord;
  readonly persons: { count: number; readonly max: number };
  readonly service: StatedPerson | undefined;
}

function readParty(
  members: Members,
  role: "originator" | "beneficiary",
  { path, record, persons, service }: PartyQuestion,
): void {
  const node = members.take(role);
  const place = { path: `${path}/${role}`, line: record.source.line };
  const missing = (name: string, expected: string): void =>
    record.warn(
      { ...place, path: `${place.path}${name}` },
      { code: "FIELD_MISSING", found: "nothing", expected, rule: "ivms101/mandatory" },
    );
  if (node === undefined) {
    missing("", `the ${role}: a person and an account`);
    return;
  }
  const party = new Members(node, record.check);
  const stated = party.list(`${role}Persons`);
  persons.count += stated.length;
  if (persons.count > persons.max) {
    const expected = `at most ${persons.max} (personsMax)`;
    record.error(node, { code: "LIMIT_REACHED", found: `${persons.count} persons`, expected });
    return;
  }
  if (stated.length === 0) missing(`/${role}Persons`, "at least one person");
  const read = stated.flatMap((item) => readPerson(item, record.check) ?? []);
  const keeper = keeperOf(service, unstatedKey(record, role));
  const accounts = party.list("accountNumber").flatMap((item) => readAccount(item, record, keeper) ?? []);
  if (accounts.length === 0) missing("/accountNumber", "the account or address that is used");
  party.warnOfOthers();
  addPlayers(role, { read, accounts }, record);
}

/** Keeps numbers at services that are not named apart: by the submitter, and by the side. */
function unstatedKey({ report }: ReportedRecord, role: string): string {
  return `unstated-${digestFields("tributary/ivms101-account-scope/1", [report.version.submitter, role]).slice(0, 16)}`;
}

interface Players {
  readonly read: readonly StatedPerson[];
  readonly accounts: readonly StatedAccount[];
}

/** One person and one account belong together. Where there are several of either, which is whose is not said. */
function addPlayers(role: string, { read, accounts }: Players, record: ReportedRecord): void {
  const [only, ...others] = accounts;
  const isPair = read.length === 1 && only !== undefined && others.length === 0;
  for (const person of read)
    record.addPart({ path: person.path, role, partyId: addPerson(person, record), account: isPair ? only.account : null });
  if (isPair) return;
  for (const { path, account } of accounts) if (account !== null) record.addPart({ path, role, account });
}

function addPerson({ path, kind, name, details }: StatedPerson, record: ReportedRecord): Digest {
  return record.addParty({ path, kind, name, details });
}

/** `originatingVASP` inside `originatingVASP`, or the service itself. */
function readService(
  members: Members,
  name: "originatingVasp" | "beneficiaryVasp",
  record: ReportedRecord,
): StatedPerson | undefined {
  const node = members.take(name);
  if (node === undefined) return undefined;
  const outer = new Members(node, record.check);
  const inner = outer.take(name);
  if (inner === undefined) return readPerson(node, record.check);
  outer.warnOfOthers();
  return readPerson(inner, record.check);
}

function addService(service: StatedPerson | undefined, role: string, record: ReportedRecord): void {
  if (service !== undefined) record.addPart({ path: service.path, role, partyId: addPerson(service, record) });
}

/** Services between the two, in the order of their sequence. */
function readPath(members: Members, record: ReportedRecord): void {
  const stated = members.list("transferPath").flatMap((node) => {
    const isWrapped = node.kind === "object" && hasMember(node, "transferPath");
    return isWrapped ? new Members(node, record.check).list("transferPath") : [node];
  });
  for (const node of stated) {
    const step = new Members(node, record.check);
    const service = step.take("intermediaryVasp");
    step.text("sequence");
    step.warnOfOthers();
    const person = service === undefined ? undefined : readPerson(service, record.check);
    addService(person, "intermediary-vasp", record);
  }
}
