import { SaxesParser } from "saxes";

interface RoomyOptions {
  readonly xmlns: false;
  readonly position: true;
}

/**
 * The parser, with room for a handler of each event. V8 keeps an object in a slow form once it has been given more than some seven properties by
 * computed names, as handlers are, beyond what its class declares: reading then takes four times as long. A test holds that it does not.
 */
export class RoomyParser extends SaxesParser<RoomyOptions> {
  protected readonly room1: undefined = undefined;
  protected readonly room2: undefined = undefined;
  protected readonly room3: undefined = undefined;
  protected readonly room4: undefined = undefined;
  protected readonly room5: undefined = undefined;
  protected readonly room6: undefined = undefined;
  protected readonly room7: undefined = undefined;
  protected readonly room8: undefined = undefined;

  constructor() {
    super({ xmlns: false, position: true });
  }
}
