import { fail, showFound } from "@tributary/domain";

/** Where an endpoint is, and what of that no text may repeat. */
export interface EndpointAddress {
  /** Without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The address of a path under the endpoint's own. */
  readonly under: (path: string) => string;
  /** Makes an endpoint's own words fit to be shown: parts of its address are left out, control characters made visible. */
  readonly hideSecrets: (text: string) => string;
  /** Leaves parts of the address out of a text that is fit to be shown otherwise, though it may have been cut within one. */
  readonly leaveOut: (text: string) => string;
}

const secretLengthMin = 4;

/** Reads an http or https URL; user and password become a header. Errors: USAGE, without the text. */
export function readEndpointAddress(text: string): EndpointAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const credentials = url === undefined ? undefined : readCredentials(url);
  if (url === undefined || credentials === undefined || !/^https?:$/.test(url.protocol))
    return fail("USAGE", {
      found: "an endpoint that is no http or https URL",
      expected: "an endpoint of a node, for example http://127.0.0.1:8545",
    });
  const [user, password] = credentials;
  const queried = [...url.searchParams.values()];
  const secrets = [text, url.host, url.hostname, user, password, ...url.pathname.split("/"), ...queried]
    .filter((part) => part.length >= secretLengthMin)
    .sort((a, b) => b.length - a.length);
  const leaveOut = (said: string): string =>
    secrets.reduce((shown, secret) => leaveOutCut(shown.replaceAll(secret, "…"), secret), said);
  url.username = "";
  url.password = "";
  url.hash = "";
  const login =
    user === "" && password === "" ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
  return {
    url: url.href,
    headers: { "content-type": "application/json", accept: "application/json", ...login },
    under: (path) => {
      const below = new URL(url);
      below.pathname = `${url.pathname.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
      return below.href;
    },
    hideSecrets: (said) => showFound(secrets.reduce((shown, secret) => shown.replaceAll(secret, "…"), said)),
    leaveOut,
  };
}

/** Text that was cut at its end may end with the beginning of a secret. */
function leaveOutCut(text: string, secret: string): string {
  const cut = text.lastIndexOf("…");
  for (let length = secret.length - 1; cut >= secretLengthMin && length >= secretLengthMin; length -= 1)
    if (text.slice(0, cut).endsWith(secret.slice(0, length))) return text.slice(0, cut - length) + text.slice(cut);
  return text;
}

function readCredentials(url: URL): readonly [user: string, password: string] | undefined {
  try {
    return [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  } catch {
    return undefined;
  }
}
