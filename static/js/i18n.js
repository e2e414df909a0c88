// Texts of the page's language, as the server put them into the page.

/** @type {Record<string, string>} */
const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

/** The page's language as the API understands it in Accept-Language. */
export const language = document.documentElement.lang;

/**
 * The text of a key of the catalogue, with its {named} parameters filled in.
 * @param {string} key
 * @param {Record<string, string | number>} [parameters]
 * @returns {string}
 */
export function t(key, parameters = {}) {
  const template = messages[key];
  if (template === undefined) throw new Error(`No text for "${key}"`);
  return template.replace(/\{(\w+)\}/g, (whole, name) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}
