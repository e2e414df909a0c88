/** What stands in the fields, as numbers; what cannot be read is said where it stands. */

import { t } from "../i18n.js";
import { parseWhole } from "../numbers.js";
import { COUNTING, understood } from "./settings.js";

/** @typedef {import("./fields.js").FieldName} FieldName */
/** @typedef {import("./settings.js").Settings} Settings */

/** @param {string} texts rows and columns @param {number} most @returns {import("../geometry.js").Size | null} */
export function sizeFrom(texts, most) {
  const [rows, columns] = texts.split(",").map(parseWhole);
  if (rows === null || columns === null) return null;
  return Math.min(rows, columns) >= 1 && Math.max(rows, columns) <= most ? { rows, columns } : null;
}

/**
 * @param {ReturnType<typeof import("./fields.js").createFields>} fields
 * @param {import("./settings.js").Library} library @param {number} most rows or columns of a kernel
 * @returns {{settings: Pick<Settings, "bias" | "padding" | "stride">, wrong: string}}
 *   wrong: the first message, or ""
 */
export function readFields(fields, library, most) {
  const texts = fields.read();
  const { settings: { bias, padding, stride }, faults } =
    understood({ ...texts, input: COUNTING, kernel: COUNTING }, library);
  const missing = (/** @type {string} */ value) => value.split(",").includes("");
  /** @type {[FieldName, string][]} */
  const messages = faults.map(({ field, value }) => {
    const key = field === "bias" ? "bad_number" : missing(value) ? "empty_whole" : "bad_pair";
    return [/** @type {FieldName} */ (field), t(`convolution.${key}`, { value })];
  });
  if (!sizeFrom(texts.size, most)) {
    messages.push(["size", missing(texts.size)
      ? t("convolution.empty_whole")
      : t("convolution.kernel_range", { most, value: texts.size.replace(",", " x ") })]);
  }
  fields.clear();
  for (const [field, message] of messages) fields.say(field, message);
  return { settings: { bias, padding, stride }, wrong: messages[0]?.[1] ?? "" };
}
