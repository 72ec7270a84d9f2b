import { describe, expect, test } from "vitest";
import { normaliseXsd } from "./normalise-xsd.ts";
import { splitXsd } from "./split-xsd.ts";

describe("a pattern", () => {
  test.each([
    ["^[a-z]*$", "[a-z]*"],
    ["($|(^[a-z]{2,})(.*[a-z]+).*)", "(|([a-z]{2,})(.*[a-z]+).*)"],
    ["[^a$]+", "[^a$]+"],
    ["\\$[0-9]+\\^", "\\$[0-9]+\\^"],
    ["[\\]^$]x$", "[\\]^$]x"],
  ])("%s is meant as %s", (from, to) => {
    const xsd = (pattern: string) => `<a>\n<!-- <xs:pattern value="^x$"/> -->\n<xs:pattern value="${pattern}"/></a>`;
    const { text, changes } = normaliseXsd(xsd(from));
    expect(text).toBe(xsd(to));
    expect(changes).toEqual(from === to ? [] : [{ line: 3, from, to }]);
  });
});

describe("a schema in two", () => {
  const head = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">';

  test("has the payment as a document of its own, and the frame with any payment in its place", () => {
    const payment =
      '<xs:element name="transaction" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="a"/></xs:sequence></xs:complexType></xs:element>';
    const split = splitXsd(
      `${head}<!-- <xs:element name="transaction"/> --><xs:element name="report">${payment}</xs:element></xs:schema>`,
    );
    expect(split?.payment.endsWith(`${payment.replace(' maxOccurs="unbounded"', "")}</xs:schema>`)).toBe(true);
    expect(split?.frame).toContain(
      '<xs:element name="report"><xs:element name="transaction" maxOccurs="unbounded"/></xs:element>',
    );
  });

  test("may name the payment's type", () => {
    const split = splitXsd(`${head}<xs:element name="transaction" type="t" minOccurs="0"/></xs:schema>`);
    expect(split?.payment).toContain('<xs:element name="transaction" type="t"/></xs:schema>');
  });

  test("is none without a payment", () => {
    expect(splitXsd(`${head}</xs:schema>`)).toBeNull();
    expect(splitXsd("")).toBeNull();
  });
});
