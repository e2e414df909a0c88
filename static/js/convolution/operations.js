/**
 * The operations, and which settings belong to which. Pure.
 *
 * @typedef {"cross_correlation" | "convolution" | "transposed" | "max_pool" | "average_pool"} Operation
 * @typedef {"kernel" | "bias" | "mode" | "dilation" | "groups" | "extra" | "window" | "ceil"
 *   | "count" | "by"} Option
 */

const WEIGHTED = ["kernel", "bias", "dilation", "groups"];

/** Stride, padding and activation belong to all. @type {Record<Operation, string[]>} */
const BELONGS = {
  cross_correlation: [...WEIGHTED, "mode"],
  convolution: [...WEIGHTED, "mode"],
  transposed: [...WEIGHTED, "extra", "by"],
  max_pool: ["window", "dilation", "ceil"],
  average_pool: ["window", "ceil", "count"],
};

export const OPERATIONS = /** @type {Operation[]} */ (Object.keys(BELONGS));
export const MODES = ["zeros", "reflect", "replicate", "circular"];
export const ACTIVATIONS = ["none", "relu", "sigmoid", "tanh"];
export const WORDS = ["same", "valid", "causal"];

/** @param {Operation} operation @param {string} option */
export const belongs = (operation, option) => BELONGS[operation].includes(option);

/** @param {Operation} operation */
export const isPooling = (operation) => belongs(operation, "window");

/**
 * First and second count of a kernel: [output channels][input channels / groups], or the other way
 * round where the operation is transposed. Not whole where the groups do not divide.
 * @param {Operation} operation @param {number} inputs @param {number} outputs @param {number} groups
 */
export const kernelCounts = (operation, inputs, outputs, groups) =>
  (operation === "transposed" ? [inputs, outputs / groups] : [outputs, inputs / groups]);
