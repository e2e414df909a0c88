/**
 * Arrays as the API sends them on request: base64 of little-endian float32 with dtype and shape. Pure.
 *
 * @typedef {{dtype: "float32", shape: number[], data: string}} Packed
 * @typedef {Float32Array | number[]} Vector
 */

/** @param {any} value @returns {value is Packed} */
const isPacked = (value) => typeof value?.data === "string" && Array.isArray(value.shape);

/**
 * An answer with every packed array unpacked: one axis becomes a Float32Array, more become lists.
 * @param {any} value @returns {any}
 */
export function unpacked(value) {
  if (isPacked(value)) return nested(floats(value.data), value.shape);
  if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(unpacked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unpacked(one)]));
}

/** @param {string} data @returns {Float32Array} */
function floats(data) {
  const text = atob(data);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}

/** @param {Float32Array} values @param {number[]} shape @returns {any} */
function nested(values, [length, ...inner]) {
  if (inner.length === 0) return values;
  const size = inner.reduce((product, side) => product * side, 1);
  return Array.from({ length }, (_, i) =>
    nested(values.subarray(i * size, (i + 1) * size), inner),
  );
}
