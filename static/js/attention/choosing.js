/**
 * Lists to choose from: the sentences of a long text, in the running text and by their numbers; and
 * the translations that a beam kept.
 */

import { t } from "../i18n.js";
import { FIRST } from "./address.js";
import { signed } from "./facts.js";
import { actingLink, byId, element, setCurrent } from "./nodes.js";
import { nearest, sentencesOf, stretches } from "./parts.js";

/**
 * @typedef {import("./parts.js").Answer} Answer
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {import("./parts.js").Stretch} Stretch
 * @typedef {Record<string, any>} State
 * @typedef {{href: (changes: State) => string, choose: (changes: State) => void}} Ways
 *   The address of this page with other values in its state, and the way there.
 */

/** @param {Ways} ways */
export function choosingView({ href, choose }) {
  /** @param {string} className @param {number} number @param {...(Node | string)} children */
  function sentenceLink(className, number, ...children) {
    const changes = { ...FIRST, sentence: number };
    return actingLink(className, href(changes), () => choose(changes), ...children);
  }

  /**
   * The sentences around the one that is looked at, which has an element of its own.
   * @param {"source" | "target"} side @param {Stretch[]} parts @param {number} current
   */
  function drawPassage(side, parts, current) {
    const own = byId(side);
    const nodes = parts.map(({ text, number }) => {
      if (number === null) return text;
      return number === current ? own : sentenceLink("passage__other", number, text);
    });
    byId(`${side}-passage`).replaceChildren(...(nodes.includes(own) ? nodes : [own]));
  }

  /** @param {Answer} answer @param {number} current from 1 */
  function drawSentences(answer, current) {
    const sentences = sentencesOf(answer);
    for (const side of /** @type {const} */ (["source", "target"])) {
      const texts = sentences.map((one) => one[side].text);
      drawPassage(side, stretches(answer[side].text, texts), current);
    }
    byId("pages").hidden = sentences.length < 2;
    byId("page-links").replaceChildren(
      ...sentences.map((_, index) => {
        const link = sentenceLink("", index + 1, String(index + 1));
        link.setAttribute("aria-label", t("attention.sentence_number", { number: index + 1 }));
        setCurrent(link, index + 1 === current);
        return element("li", "", link);
      }),
    );
  }

  /**
   * @param {Sentence} sentence @param {State} state @param {string} language of the translations
   */
  function drawBeam({ hypotheses }, state, language) {
    byId("beam").hidden = hypotheses.length < 2;
    if (hypotheses.length < 2) return;
    const current = nearest(hypotheses, state.hypothesis);
    byId("beam-lines").replaceChildren(
      ...hypotheses.map(({ text, score }, index) => {
        const changes = { hypothesis: index + 1, step: 1 };
        const number = element("span", "beam__score", signed(score));
        number.title = t("attention.score");
        const line = element("span", "", text);
        line.lang = language;
        line.dir = "auto";
        const act = () => choose(changes);
        const link = actingLink("", href(changes), act, number, " ", line);
        setCurrent(link, index + 1 === current);
        return element("li", "", link);
      }),
    );
    const { tokens, score, log_probability } = hypotheses[current - 1];
    byId("beam-note").textContent = t("attention.beam_note", {
      penalty: state.length_penalty,
      log_probability: signed(log_probability),
      tokens: tokens.length,
      score: signed(score),
    });
  }

  return { drawSentences, drawBeam };
}
