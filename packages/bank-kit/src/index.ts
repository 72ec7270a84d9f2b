export {
  childOf,
  childrenOf,
  childText,
  leavesOf,
  statedText,
  type XmlAttribute,
  type XmlElement,
  type XmlLeaf,
} from "./xml/xml-element.ts";
export { type XmlLimits, xmlLimits } from "./xml/xml-limits.ts";
export { readXmlRecords, type XmlRecord, type XmlRecordSource } from "./xml/xml-records.ts";
