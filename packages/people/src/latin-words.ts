import anyAscii from "any-ascii";

/** Capital Latin words of a text in Latin letters, marks taken off. Đ is mapped first: it is a letter, and no mark can be taken off it. */
export function latinWords(text: string): readonly string[] {
  const mapped = text.replace(/[Đð]/giu, "D").replace(/['’ʼ`.]/g, (mark) => (mark === "." ? " " : ""));
  return anyAscii(mapped)
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "");
}
