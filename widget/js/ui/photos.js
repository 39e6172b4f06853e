import { iconButton, make } from './dom.js';

/**
 * Steps through a room's photos, by buttons and arrow keys; loaded with the first room that has more than one.
 * @param {HTMLElement} gallery
 * @param {(key: string, values?: any) => string} t
 */
export function addSteps(gallery, t) {
  const count = gallery.children.length;
  let index = 0;
  const place = make('span', { class: 'facts', 'data-bellhop': 'photo-position' });
  const [previous, next] = [iconButton('back', 'photo-previous', () => go(-1), t('previous')), iconButton('next', 'photo-next', () => go(1), t('next'))];
  const show = (/** @type {number} */ wanted) => {
    index = Math.max(0, Math.min(count - 1, wanted));
    place.textContent = t('position', { index: index + 1, count });
    previous.setAttribute('aria-disabled', String(index === 0));
    next.setAttribute('aria-disabled', String(index === count - 1));
  };
  const go = (/** @type {number} */ step) => {
    show(index + step);
    gallery.children[index].scrollIntoView({ inline: 'start', block: 'nearest' });
  };
  gallery.addEventListener('keydown', (event) => {
    const step = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 })[event.key];
    if (!step) return;
    event.preventDefault();
    go(getComputedStyle(gallery).direction === 'rtl' ? -step : step);
  });
  gallery.addEventListener('scroll', () => show(Math.round(Math.abs(gallery.scrollLeft) / gallery.children[0].clientWidth)), { passive: true });
  show(0);
  gallery.after(make('div', { class: 'steps' }, previous, place, next));
}
