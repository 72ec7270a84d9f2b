import { childrenOf, statedText, type XmlElement } from "@tributary/bank-kit";
import type { GoamlProfile } from "../goaml-profile.ts";
import type { ContentType } from "../structure/structure.ts";
import { shownValue } from "./shown-value.ts";
import { particlesOf, type Tell } from "./structure-check.ts";

/** What a profile asks for beyond its edition's structure, and what every FIU asks for and no schema says. */
export function checkProfileRules(
  element: XmlElement,
  type: ContentType,
  { profile, tell }: { profile: GoamlProfile; tell: Tell },
): void {
  checkMandatory(element, type, { profile, tell });
  checkIdForms(element, { profile, tell });
  checkVersions(element, type, { profile, tell });
  if (type.name === "transaction") checkClientSide(element, tell);
}

type RuleContext = Parameters<typeof checkProfileRules>[2];

function checkMandatory(element: XmlElement, type: ContentType, { profile, tell }: RuleContext): void {
  for (const { child, reason } of mandatoryIn(profile, type.name)) {
    const stated = childrenOf(element, child);
    const expected = `<${child}>, which ${profile.id} asks for${reason === null ? "" : `: ${reason}`}`;
    if (stated.length === 0) {
      const place = { ...element, path: `${element.path}/${child}` };
      tell({ rule: "mandatory", code: "FIELD_MISSING", place, found: "nothing", expected });
    }
    for (const one of stated) {
      if (one.children.length > 0 || isKnown(one, profile)) continue;
      const found = one.text.trim() === "" ? "nothing" : one.text;
      tell({ rule: "unknown-value", code: "FIELD_MISSING", place: one, found, expected });
    }
  }
}

interface MandatoryChild {
  readonly child: string;
  readonly reason: string | null;
}

const mandatoryMaps = new WeakMap<GoamlProfile, ReadonlyMap<string, readonly MandatoryChild[]>>();

function mandatoryIn(profile: GoamlProfile, parent: string): readonly MandatoryChild[] {
  const known = mandatoryMaps.get(profile) ?? mandatoryByParent(profile);
  mandatoryMaps.set(profile, known);
  return known.get(parent) ?? [];
}

function mandatoryByParent({ mandatory }: GoamlProfile): ReadonlyMap<string, readonly MandatoryChild[]> {
  const byParent = new Map<string, MandatoryChild[]>();
  for (const { element, reason } of mandatory) {
    const [parent, child] = element.split("/");
    if (parent === undefined || child === undefined) continue;
    byParent.set(parent, [...(byParent.get(parent) ?? []), { child, reason }]);
  }
  return byParent;
}

/** Stated, and no word or date that stands for "not known". */
function isKnown(element: XmlElement, { textPlaceholders, datePlaceholders }: GoamlProfile): boolean {
  const text = statedText(element);
  return text !== null && !textPlaceholders.includes(text) && !datePlaceholders.includes(text.slice(0, 10));
}

function checkIdForms(element: XmlElement, { profile, tell }: RuleContext): void {
  for (const { element: name, when, matches, words } of profile.idForms) {
    if (when !== null && !childrenOf(element, when.element).some((other) => when.codes.includes(statedText(other) ?? "")))
      continue;
    for (const stated of childrenOf(element, name)) {
      const text = statedText(stated);
      if (text === null || matches(text)) continue;
      tell({ rule: "id-form", code: "VALUE_UNREADABLE", place: stated, found: shownValue(text, "pattern"), expected: words });
    }
  }
}

function checkVersions(element: XmlElement, type: ContentType, { profile, tell }: RuleContext): void {
  const { softwareVersion } = profile;
  if (softwareVersion === null) return;
  const particles = particlesOf(type);
  for (const child of element.children) {
    const since = particles.get(child.name)?.since ?? null;
    if (since === null || !isNewer(since, softwareVersion)) continue;
    const expected = `elements that software ${softwareVersion} reads`;
    const found = `<${child.name}>, which needs software ${since}`;
    tell({ rule: "software-version", code: "FIELD_UNKNOWN", place: child, found, expected });
  }
}

/** `5.2` is newer than `5.1`; versions have two numbers. */
export function isNewer(version: string, than: string): boolean {
  const [left = 0, leftMinor = 0] = version.split(".").map(Number);
  const [right = 0, rightMinor = 0] = than.split(".").map(Number);
  return left > right || (left === right && leftMinor > rightMinor);
}

/** FIUs refuse a payment none of whose two sides is the reporting bank's own client. */
function checkClientSide(element: XmlElement, tell: Tell): void {
  const sides = childrenOf(element, "t_from", "t_to", "t_from_my_client", "t_to_my_client");
  if (sides.length === 0 || sides.some(({ name }) => name.endsWith("_my_client"))) return;
  const expected = "t_from_my_client or t_to_my_client";
  const hint = "say which side is your own client; where none is, send the matter as an activity";
  tell({ rule: "client-side", code: "VALUE_UNREADABLE", place: element, found: "no client of yours", expected, hint });
}
