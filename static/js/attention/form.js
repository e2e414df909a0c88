/** The box for the sentence, and the button that copies the link. */

import { t } from "../i18n.js";

const SAID_MS = 2500;

/**
 * Enter asks, Shift + Enter starts a new line; the box is as tall as its text.
 * @param {HTMLTextAreaElement} box
 */
export function sentenceBox(box) {
  /** Where the style sheet cannot do it. */
  function fit() {
    if (CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  }

  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    box.form?.requestSubmit();
  });
  fit();

  return {
    text: () => box.value,
    /** @param {string} text */
    put(text) {
      box.value = text;
      fit();
    },
  };
}

/** @param {HTMLElement} button @param {HTMLElement} status spoken when it is done */
export function copyLink(button, status) {
  button.addEventListener("click", async () => {
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    const told = t(copied ? "attention.link_copied" : "attention.link_not_copied");
    status.textContent = told;
    button.textContent = told;
    setTimeout(() => {
      status.textContent = "";
      button.textContent = t("attention.copy_link");
    }, SAID_MS);
  });
}
