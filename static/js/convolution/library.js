/** Grids and kernels by name: those that came with the page, others of a rule asked of the server. */

import { namedGrid, Problem } from "../api.js";

/** @typedef {import("./settings.js").Library} Library */

/** Grids of a rule that are kept beside those of the page; going back finds them without asking. */
const KEPT = 5;

/** @param {Library & {rules: string[]}} library as the page holds it; grids are added to it */
export function createLibrary(library) {
  const own = library.grids.length;

  return {
    ...library,
    /**
     * Has a grid ready by the name that an address gives it, "checkerboard,64x64".
     * @param {string} written anything that an address may hold
     * @returns {Promise<string>} what the server has against it, "" where it is ready or no name
     */
    async prepare(written) {
      const known = library.grids.some(({ name }) => name === written);
      if (known || !library.rules.includes(written.split(",")[0])) return "";
      try {
        const { values } = await namedGrid(written);
        library.grids.push({ name: written, values });
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        return problem.detail;
      }
      library.grids.splice(own, Math.max(0, library.grids.length - own - KEPT));
      return "";
    },
  };
}

/** The rule of a name: "checkerboard" of "checkerboard,64x64". @param {string} name */
export const ruleOf = (name) => name.split(",")[0];

/** The same rule at another size. @param {string} name @param {import("../geometry.js").Size} size */
export function ofSize(name, { rows, columns }) {
  const [rule, , ...rest] = name.split(",");
  return [rule, `${rows}x${columns}`, ...rest].join(",");
}

/** @typedef {{low: string, high: string, seed: string, step: string}} Drawn as typed */

/** @param {import("../geometry.js").Size} size @param {Drawn} drawn */
export const randomName = ({ rows, columns }, { low, high, seed, step }) =>
  `random,${rows}x${columns},${low}..${high},${seed}${step === "1" ? "" : `,${step}`}`;

/** What an address says of random numbers; null where it speaks of others. @param {string} name @returns {Drawn | null} */
export function drawnOf(name) {
  const [rule, , range, seed, step = "1"] = name.split(",");
  const [low, high] = (range ?? "").split("..");
  return rule === "random" && seed && high ? { low, high, seed, step } : null;
}
