export { type NameForms, nameForms, nameKeys, nameModel, type PartyKind } from "./name-keys.ts";
