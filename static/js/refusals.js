/** Refusals of the server in the words of a page. */

import { t } from "./i18n.js";

/**
 * What the server quotes by its own name is called as its field is.
 * @param {string} detail @param {Record<string, string>} keys of the catalogue, by the server's names
 */
export const inWords = (detail, keys) =>
  detail.replace(/“([a-z_]+)((?:\[\d+\])*)”/g, (whole, name, place) =>
    (Object.hasOwn(keys, name) ? `“${t(keys[name])}”${place && ` ${place}`}` : whole));
