// Elements of the window.

/**
 * Makes an element; an attribute that is false or nothing is left out.
 * @param {string} tag
 * @param {Record<string, string | boolean | null | undefined>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value || value === '') element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** Line drawings, 24 × 24, as path data. */
const ICONS = {
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12L20 4l-5 16-3.5-6.5zM11.5 13.5L20 4',
  stop: 'M7 7h10v10H7z',
  fresh: 'M12 20h8M5 15L16 4l4 4L9 19l-5 1z',
  more: 'M12 5v.1M12 12v.1M12 19v.1',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  down: 'M6 10l6 6 6-6',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  again: 'M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5',
  swap: 'M4 8h15l-4-4M20 16H5l4 4',
  bell: 'M5 17h14M6 17a6 6 0 0 1 12 0M12 11V8M10 8h4',
  area: 'M4 9V4h5M20 15v5h-5M4 4l16 16',
  guests: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20a8 8 0 0 1 16 0',
  bed: 'M3 18V7M3 15h18v3M21 15v-2a3 3 0 0 0-3-3h-7v5M7 9v.1',
  phone: 'M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z',
  mail: 'M3 6h18v12H3zM3 7l9 6 9-6',
  chat: 'M4 20l1.5-4A8 8 0 1 1 9 19z',
  place: 'M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zM12 8v4',
  link: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
};
/** @typedef {keyof typeof ICONS} Icon */

/** @returns {SVGElement} */
export function draw(/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes,
  /** @type {Node[]} */ ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS('http://www.w3.org/2000/svg', tag));
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

export const icon = (/** @type {Icon} */ name) =>
  draw('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: `icon icon-${name}` }, draw('path',
    { d: ICONS[name] }));

/** Gives a control its name in the chat's language. */
export function label(/** @type {Element} */ element, /** @type {string} */ name) {
  element.setAttribute('aria-label', name);
  element.setAttribute('title', name);
}

/** @returns {HTMLButtonElement} */
export function button(
  /** @type {string} */ text, /** @type {string} */ kind, /** @type {() => void} */ action,
  /** @type {Record<string, string | null>} */ attributes = {},
) {
  const element = /** @type {HTMLButtonElement} */ (make('button', { type: 'button', class: kind, ...attributes },
    text));
  element.addEventListener('click', action);
  return element;
}

/** A button with an icon, found by `hook`; without a name yet. */
export function iconButton(
  /** @type {Icon} */ name, /** @type {string} */ hook, /** @type {() => void} */ action, given = '',
) {
  const element = button('', 'icon-button', action, { 'data-bellhop': hook });
  element.append(icon(name));
  if (given) label(element, given);
  return element;
}

/** A link out of the chat. */
export const anchor = (/** @type {string} */ href, /** @type {string} */ kind,
  /** @type {(Node | string)[]} */ ...children) =>
  make('a', { href, class: kind, target: /^https?:/.test(href) ? '_blank' : null, rel: 'noopener noreferrer' },
    ...children);

/** A quiet line of facts, with a drawing where there is one. */
export const fact = (/** @type {string} */ text, /** @type {Icon | undefined} */ drawing = undefined) =>
  make('span', { class: 'fact' }, ...(drawing ? [icon(drawing)] : []), text);

/** Copies a text, also where a page that is not served over HTTPS has no clipboard. @returns {Promise<boolean>} whether it did */
export async function copyText(/** @type {string} */ text, /** @type {Element} */ beside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = /** @type {HTMLTextAreaElement} */ (make('textarea', { class: 'hidden-text', 'aria-hidden': 'true',
      readonly: true }));
    const before = /** @type {ShadowRoot} */ (beside.getRootNode()).activeElement;
    field.value = text;
    beside.after(field);
    field.select();
    const isDone = document.execCommand('copy');
    field.remove();
    /** @type {HTMLElement | null} */ (before)?.focus();
    return isDone;
  }
}
