/** What stands in the fields, as numbers; what cannot be read is said where it stands. */

import { t } from "../i18n.js";
import { parseWhole } from "../numbers.js";
import { isPooling, kernelCounts } from "./operations.js";
import { reshaped } from "./planes.js";
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
 * @param {Settings} wanted whose input and kernel are kept, the kernel in the counts and size that
 *   the fields say
 * @param {import("./settings.js").Library} library
 * @param {{kernelSide: number, channels: number}} most
 * @returns {{settings: Settings, wrong: string}} wrong: the first message, or ""
 */
export function readFields(fields, wanted, library, most) {
  const texts = fields.read();
  const { settings: read, faults } = understood(
    /** @type {any} */ ({ ...texts, input: COUNTING, kernel: COUNTING, window: "1" }), library);
  const missing = (/** @type {string} */ value) => value.split(",").includes("");
  /** @type {[FieldName, string][]} */
  const messages = faults.map(({ field, key, value }) => [
    /** @type {FieldName} */ (field),
    t(`convolution.${field !== "bias" && missing(value) ? "empty_whole" : key}`, { value }),
  ]);
  const pooling = isPooling(read.operation);
  const size = sizeFrom(texts.size, most.kernelSide);
  if (!size) {
    messages.push(["size", missing(texts.size)
      ? t("convolution.empty_whole")
      : t(`convolution.${pooling ? "window_range" : "kernel_range"}`, {
        most: most.kernelSide, value: texts.size.replace(",", " × "),
      })]);
  }
  const outputs = parseWhole(texts.outputs);
  if (!pooling && (outputs === null || outputs < 1 || outputs > most.channels)) {
    messages.push(["outputs", missing(texts.outputs) ? t("convolution.empty_whole")
      : t("convolution.outputs_range", { most: most.channels, value: texts.outputs })]);
  }
  fields.clear();
  for (const [field, message] of messages) fields.say(field, message);
  const settings = {
    ...read, input: wanted.input, kernel: wanted.kernel, window: pooling && size ? size : wanted.window,
  };
  if (!pooling && size && outputs) settings.kernel = kernelFor(settings, outputs, size);
  return { settings, wrong: messages[0]?.[1] ?? "" };
}

/**
 * The kernel that the counts of channels ask for; the one there is where groups do not divide them,
 * which the server says better.
 * @param {Settings} settings @param {number} outputs @param {import("../geometry.js").Size} size
 */
function kernelFor({ operation, input, kernel, groups }, outputs, size) {
  const [first, second] = kernelCounts(operation, input.length, outputs, groups);
  const whole = Number.isInteger(first) && Number.isInteger(second) && second >= 1
    && input.length % groups === 0 && outputs % groups === 0;
  return whole ? reshaped(kernel, first, second, size)
    : reshaped(kernel, kernel.length, kernel[0].length, size);
}

/** Output channels of a kernel. @param {Settings} settings */
export const outputsOf = ({ operation, kernel, groups }) =>
  (operation === "transposed" ? kernel[0].length * groups : kernel.length);
