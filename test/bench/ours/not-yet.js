/** What the engine cannot be asked yet: the table then shows a dash in its place. */
export class NotYet extends Error {
  constructor(what) {
    super(`not there yet: ${what}`);
    this.name = "NotYet";
  }
}
