/** @param {HTMLElement} element @param {() => void} act whenever its width is another than before */
export function onWidthChange(element, act) {
  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    act();
  }).observe(element);
}
