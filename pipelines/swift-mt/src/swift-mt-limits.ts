/** Every bound of reading a file of MT messages, by name. Reaching one is a finding that names it. */
export interface SwiftMtLimits {
  /** Characters of one message with all of its blocks. */
  readonly messageCharactersMax: number;
  /** Fields of one message. */
  readonly fieldsMax: number;
  /** Characters of one line. */
  readonly lineCharactersMax: number;
  /** Messages of one file. */
  readonly messagesMax: number;
}

export const swiftMtLimits: SwiftMtLimits = {
  messageCharactersMax: 8 * 1024 ** 2,
  fieldsMax: 100_000,
  lineCharactersMax: 8 * 1024,
  messagesMax: 50_000,
};
