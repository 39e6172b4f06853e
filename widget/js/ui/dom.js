/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, string | boolean | null | undefined>} [attributes]
 * @param {...(Node | string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  element.append(...children);
  return element;
}

/** Line drawings, 24 × 24, as path data. */
const ICONS = {
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5zM8 9h8M8 12h5', close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12L20 4l-5 16-3.5-6.5zM11.500 13.500L20 4', stop: 'M7 7h10v10H7z', fresh: 'M12 5v14M5 12h14', globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4', again: 'M20 12a8 8 0 1 1-2.500-5.800M20 3v4.500h-4.500', down: 'M6 10l6 6 6-6', bell: 'M5 17h14M6 17a6 6 0 0 1 12 0M12 11V8M10 8h4', back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', 'aria-hidden': 'true', class: `icon icon-${name}` })) svg.setAttribute(key, value);
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * A button with an icon and a name.
 * @param {keyof typeof ICONS} name
 * @param {string} hook
 * @param {string} [part]
 */
export function iconButton(name, hook, part) {
  const button = /** @type {HTMLButtonElement} */ (make('button', { type: 'button', class: 'icon-button', 'data-bellhop': hook, part }));
  button.append(icon(name));
  return button;
}

/**
 * Gives a control its name in the chat's language.
 * @param {Element} element
 * @param {string} name
 */
export function label(element, name) {
  element.setAttribute('aria-label', name);
  element.setAttribute('title', name);
}
