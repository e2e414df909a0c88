// The only place that asks the server for anything.

import { language, t } from "./i18n.js";

/** What the server, or the way to it, had to say against a request (RFC 9457). */
export class Problem extends Error {
  /** @param {{status: number, title: string, detail: string, field?: string, type?: string}} parts */
  constructor({ status, title, detail, field, type = "about:blank" }) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail;
    /** Dotted path of the field at fault, if one is. */
    this.field = field;
    this.type = type;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<any>}
 */
async function ask(path, options) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      ...options,
      headers: { "Accept-Language": language, ...options.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem({ status: 0, title: t("common.offline"), detail: t("common.offline") });
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw new Problem({
    title: t("common.no_answer"),
    detail: t("common.no_answer"),
    ...body,
    status: response.status,
  });
}

/** @param {string} path @param {object} request @param {{signal?: AbortSignal}} options */
const post = (path, request, { signal } = {}) =>
  ask(path, {
    method: "POST",
    signal,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const translate = (request, options) => post("translate", request, options);

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const beam = (request, options) => post("beam", request, options);

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const explain = (request, options) => post("explain", request, options);

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const attend = (request, options) => post("attend", request, options);

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const convolve = (request, options) => post("convolve", request, options);

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const learn = (request, options) => post("learn", request, options);

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const matrix = (request, options) => post("matrix", request, options);

/** @param {object} request @param {{signal?: AbortSignal}} [options] */
export const classify = (request, options) => post("classify", request, options);

/** An exercise without its answer. @param {{exercise: number, seed: number, level: number}} which @param {{signal?: AbortSignal}} [options] */
export const exercise = ({ exercise: number, seed, level }, { signal } = {}) =>
  ask(`practice/${number}?seed=${seed}&level=${level}`, { signal });

/** The verdict on an answer to an exercise. @param {object} request @param {{signal?: AbortSignal}} [options] */
export const checkAnswer = (request, options) => post("practice", request, options);

/** A layer of a classifier, with its weights. @param {string} name @param {string} layer */
export const classifierLayer = (name, layer) =>
  ask(`classifiers/${encodeURIComponent(name)}/layers/${encodeURIComponent(layer)}?arrays=base64`, {});

/**
 * Read a file of numbers; nothing of it is kept by the server.
 * @param {Blob} file
 * @param {string} kind its media type, such as "text/csv"
 * @param {{signal?: AbortSignal}} [options]
 */
export const uploadGrid = (file, kind, { signal } = {}) =>
  ask("grids", { method: "POST", signal, headers: { "Content-Type": kind }, body: file });

/** A grid by its name, such as "checkerboard,64x64". @param {string} name */
export const namedGrid = (name) => ask(`grids/${encodeURIComponent(name)}`, {});

/** @param {{signal?: AbortSignal}} [options] */
export const models = ({ signal } = {}) => ask("models", { signal });

/**
 * The figures of the server as it sends them; a connection that breaks is made again.
 * @param {(columns: Record<string, (number | null)[]>) => void} take
 * @param {(refused: boolean) => void} fail refused: it will not be tried again
 * @returns {() => void} ends it
 */
export function liveFigures(take, fail) {
  const source = new EventSource("/status/events");
  for (const name of ["past", "now"]) {
    source.addEventListener(name, ({ data }) => take(JSON.parse(data)));
  }
  source.addEventListener("error", () => fail(source.readyState === EventSource.CLOSED));
  return () => source.close();
}

/**
 * The request of /attention as code.
 * @param {string} kind "sh" or "py" @param {string} query of the page's address
 * @returns {Promise<string>} what stands against it where there is none
 */
export async function requestAsCode(kind, query) {
  const response = await fetch(`/attention.${kind}?${query}`).catch(() => null);
  return response?.ok ? response.text() : t("common.no_answer");
}

/**
 * A file of the layer that /convolution shows.
 * @param {string} address @param {object | null} request sent instead of what the address asks
 * @returns {Promise<Response>}
 */
export async function layerFile(address, request) {
  const headers = { "Accept-Language": language };
  const response = await fetch(address, request
    ? { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(request) }
    : { headers }).catch(() => null);
  if (response?.ok) return response;
  const nothing = t(response ? "common.no_answer" : "common.offline");
  throw new Problem({
    title: nothing, detail: nothing, ...await response?.json().catch(() => null), status: response?.status ?? 0,
  });
}
