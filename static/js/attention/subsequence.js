/** What two lists have in common, in order. Pure. */

/**
 * A longest common subsequence.
 * @param {string[]} one @param {string[]} other
 * @returns {[boolean[], boolean[]]} which items of each are in it
 */
export function common(one, other) {
  const length = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      length[i][j] = one[i] === other[j]
        ? length[i + 1][j + 1] + 1
        : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const [mine, theirs] = [one.map(() => false), other.map(() => false)];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    if (one[i] === other[j]) [mine[i++], theirs[j++]] = [true, true];
    else if (length[i + 1][j] >= length[i][j + 1]) i += 1;
    else j += 1;
  }
  return [mine, theirs];
}
