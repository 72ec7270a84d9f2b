const shownMax = 48;
const beforeMax = 16;

/** Two texts that differ, each cut to where they do, so that both can be shown side by side. */
export function describeDifference(one: string, other: string): readonly [one: string, other: string] {
  if (one.length <= shownMax && other.length <= shownMax) return [one, other];
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  const start = Math.max(0, at - beforeMax);
  const cut = (text: string): string => {
    const part = text.slice(start, start + shownMax);
    return `${start > 0 ? "…" : ""}${part}${start + shownMax < text.length ? "…" : ""} (character ${at + 1} of ${text.length})`;
  };
  return [cut(one), cut(other)];
}
