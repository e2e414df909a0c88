/** A layer asked of the server: its output in one answer, from which its steps are taken apart. */

import { convolve } from "../api.js";
import { belongs, MODES, OPERATIONS } from "./operations.js";
import { resultOf } from "./result.js";

/** @typedef {import("./settings.js").Settings} Settings */

/** @param {import("../geometry.js").Size} pair */
const both = ({ rows, columns }) => [rows, columns];

/** What belongs to the operation, as the server takes it. @param {Settings} settings */
export function requestOf(settings) {
  const { operation, input, kernel, bias } = settings;
  const flat = input.length === 1 && kernel.length === 1 && kernel[0].length === 1;
  const all = {
    kernel: flat ? kernel[0][0] : kernel,
    bias: bias?.length === 1 ? bias[0] : bias,
    padding_mode: settings.mode,
    dilation: both(settings.dilation),
    groups: settings.groups,
    output_padding: both(settings.extra),
    window: both(settings.window),
    ceil_mode: settings.ceil,
    count_include_pad: settings.count,
  };
  return {
    operation,
    input: input.length === 1 ? input[0] : input,
    stride: both(settings.stride),
    padding: settings.padding,
    activation: settings.activation,
    ...Object.fromEntries(Object.entries(all).filter(([name]) =>
      belongs(operation, OPTIONS[name] ?? name))),
  };
}

/** What the server calls otherwise. @type {Record<string, string>} */
const OPTIONS = {
  padding_mode: "mode", output_padding: "extra", ceil_mode: "ceil", count_include_pad: "count",
};

/** What the server quotes, in the words of the page: keys of the catalogue. @type {Record<string, string>} */
export const NAMES = {
  ...Object.fromEntries(["input", "kernel", "bias", "stride", "padding", "dilation", "groups", "window"]
    .map((name) => [name, `convolution.${name}`])),
  ...Object.fromEntries(Object.entries(OPTIONS).map(([name, field]) => [name, `convolution.${field}`])),
  ...Object.fromEntries(MODES.map((mode) => [mode, `convolution.mode_${mode}`])),
  ...Object.fromEntries(OPERATIONS.map((operation) => [operation, `convolution.op_${operation}`])),
  grid: "convolution.grid", operation: "convolution.op", activation: "convolution.act",
};

/**
 * The field at which a refusal of the server is said.
 * @param {string} named by the server, such as "padding" or "kernel[0]"
 * @returns {import("./fields.js").FieldName}
 */
export function fieldOf(named) {
  const name = named.split(/[.[]/)[0];
  const known = { kernel: "size", window: "size", operation: "op", activation: "act" };
  const field = known[/** @type {"kernel"} */ (name)] ?? OPTIONS[name] ?? name;
  return /** @type {import("./fields.js").FieldName} */ (field);
}

/** @param {Settings} settings @param {{signal: AbortSignal}} options */
export const computeLayer = async (settings, { signal }) =>
  resultOf(settings, await convolve({ ...requestOf(settings), frames: { count: 0 } }, { signal }));
