// Figures as the table of the page writes them; app/page_contexts/status.py does the same. Pure.

const DASH = "–";

/** @param {number} digits */
const fixed = (digits) => (/** @type {number} */ value) => value.toFixed(digits);
const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @type {Record<string, (value: number) => string>} */
const FORMS = {
  requests: fixed(1),
  batch: fixed(1),
  rejected: fixed(1),
  cache_mb: fixed(1),
  hit_rate: (value) => `${(100 * value).toFixed(0)}%`,
  memory_mb: (value) => grouped.format(value),
};

/** @param {string} key field of a sample @param {number | null | undefined} value */
export const written = (key, value) =>
  value === null || value === undefined ? DASH : (FORMS[key] ?? fixed(0))(value);
