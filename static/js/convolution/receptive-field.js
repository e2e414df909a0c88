/**
 * How far a cell deep in a stack of layers sees, along one axis. Pure.
 *
 * @typedef {{kernel: number, stride: number, dilation: number}} Step
 * @typedef {{field: number, jump: number, text: string}} Seen
 */

/**
 * After each layer: field + (extent - 1) x jump, and jump x stride.
 * @param {Step[]} steps @returns {Seen[]}
 */
export function receptiveFields(steps) {
  let [field, jump] = [1, 1];
  return steps.map(({ kernel, stride, dilation }) => {
    const extent = dilation * (kernel - 1) + 1;
    const text = `${field} + (${extent} − 1) × ${jump} = ${field + (extent - 1) * jump}`;
    field += (extent - 1) * jump;
    jump *= stride;
    return { field, jump, text };
  });
}

/** "3,1,1;2,2" as layers: kernel, stride, dilation, the two latter 1 if left out. @param {string} written @returns {string[][]} texts */
export const stackOf = (written) => written.split(";").map((layer) => {
  const [kernel = "", stride = "1", dilation = "1"] = layer.split(",").map((part) => part.trim());
  return [kernel, stride, dilation];
});

/** @param {string[][]} layers */
export const stackText = (layers) => layers.map((layer) => layer.join(",")).join(";");
