/** The end of the text that was read so far: from where the open record starts, or a little before. Places count from the file's start. */
export class RetainedText {
  #text = "";
  #start = 0;

  /** One past the last character. */
  get end(): number {
    return this.#start + this.#text.length;
  }

  append(text: string): void {
    this.#text = this.#text === "" ? text : this.#text + text;
  }

  /** Where the last `mark` before `end` stands, -1 where it is no longer held. */
  lastBefore(mark: string, end: number): number {
    const at = this.#text.lastIndexOf(mark, end - this.#start - 1);
    return at === -1 ? -1 : this.#start + at;
  }

  /** One past the next line feed from a place on, or the end of what is held. */
  lineEnd(from: number): number {
    const at = this.#text.indexOf("\n", Math.max(0, from - this.#start));
    return at === -1 ? this.end : this.#start + at + 1;
  }

  slice(start: number, end: number): string {
    return this.#text.slice(start - this.#start, end - this.#start);
  }

  /** Lets go of what stands before a place. */
  forget(start: number): void {
    if (start <= this.#start) return;
    this.#text = this.#text.slice(start - this.#start);
    this.#start = start;
  }
}
