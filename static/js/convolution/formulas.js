/**
 * The output's shape and the layer's counts, as texts. Pure.
 *
 * @typedef {import("./result.js").Axis} Axis
 * @typedef {import("./result.js").Result} Result
 */

/**
 * "floor((3 + 0 + 0 − 2) / 1) + 1 = 2" along one axis, or of a transposed convolution
 * "(2 − 1) × 2 + 2 + 1 − 0 − 0 = 5".
 * @param {Axis} axis @param {{operation: string, ceil: boolean}} settings
 */
export function sideFormula(axis, { operation, ceil }) {
  const { side, before, after, extent, stride, output } = axis;
  if (operation === "transposed") {
    return `(${side} − 1) × ${stride} + ${extent} + ${axis.output_padding} − ${before} − ${after} = ${output}`;
  }
  const pooling = operation === "max_pool" || operation === "average_pool";
  const divided = (side + before + after - extent) / stride;
  const late = pooling && ceil && Math.ceil(divided) + 1 > output ? " − 1" : "";
  const round = pooling && ceil ? "ceil" : "floor";
  return `${round}((${side} + ${before} + ${after} − ${extent}) / ${stride}) + 1${late} = ${output}`;
}

/** "2 × (3 − 1) + 1 = 5", or "" where nothing is dilated. @param {Axis} axis */
export const extentFormula = ({ kernel, dilation, extent }) =>
  (dilation === 1 ? "" : `${dilation} × (${kernel} − 1) + 1 = ${extent}`);

/**
 * "3 × 3 + 1 = 10", with channels "10 × 3 × 3 × 3 + 10 = 280".
 * @param {Result} result
 */
export function parameterSum({ kernel, layer, parameters }) {
  const { rows, columns } = layer.kernel;
  const several = kernel.length > 1 || kernel[0].length > 1;
  const channels = several ? `${kernel.length} × ${kernel[0].length} × ` : "";
  const biases = parameters.biases ? ` + ${parameters.biases}` : "";
  return `${channels}${rows} × ${columns}${biases} = ${parameters.total}`;
}

/**
 * "2 × 2 × 2 × 2 = 16": cells times products of each. Of a transposed convolution those of the input.
 * @param {Result} result
 */
export function multiplyAddSum({ settings, input, output, kernel, layer, multiplyAdds }) {
  const { rows, columns } = layer.places;
  const transposed = settings.operation === "transposed";
  const [channels, each] = transposed
    ? [input.length, kernel[0].length] : [output.length, kernel[0].length];
  const parts = [channels, rows, columns, each, layer.kernel.rows, layer.kernel.columns];
  if (channels === 1 && each === 1) {
    return `${rows} × ${columns} × ${layer.kernel.rows} × ${layer.kernel.columns} = ${multiplyAdds}`;
  }
  return `${parts.join(" × ")} = ${multiplyAdds}`;
}
