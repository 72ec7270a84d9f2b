/** Every bound of reading an XML file, by name. Reaching one is a finding that names it. */
export interface XmlLimits {
  /** Elements inside one another. */
  readonly depthMax: number;
  readonly attributesPerElementMax: number;
  readonly attributeCharactersMax: number;
  readonly nameCharactersMax: number;
  /** Characters of one leaf's text. */
  readonly textCharactersMax: number;
  /** Characters before the root element starts. */
  readonly prologCharactersMax: number;
  /** Characters of one comment, tag or run of text: what the parser holds at a time. */
  readonly markupCharactersMax: number;
  readonly elementsPerRecordMax: number;
  /** Characters of one record. */
  readonly recordCharactersMax: number;
}

export const xmlLimits: XmlLimits = {
  depthMax: 64,
  attributesPerElementMax: 64,
  attributeCharactersMax: 8192,
  nameCharactersMax: 256,
  textCharactersMax: 1024 ** 2,
  prologCharactersMax: 64 * 1024,
  markupCharactersMax: 4 * 1024 ** 2,
  elementsPerRecordMax: 20_000,
  recordCharactersMax: 8 * 1024 ** 2,
};
