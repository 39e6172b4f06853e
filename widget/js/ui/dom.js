// Elements of the window.

/** Makes an element; an attribute that is false or nothing is left out. @returns {HTMLElement} */
export function make(/** @type {string} */ tag, /** @type {Record<string, string | boolean | null | undefined>} */ attributes = {}, /** @type {(Node | string)[]} */ ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value || value === '') element.setAttribute(name, value === true ? '' : value);
  element.append(...children);
  return element;
}

/** Line drawings, 24 × 24, as path data. */
const ICONS = {
  close: 'M6 6l12 12M18 6L6 18', send: 'M4 12L20 4l-5 16-3.5-6.5zM11.5 13.5L20 4', stop: 'M7 7h10v10H7z', fresh: 'M12 5v14M5 12h14', back: 'M15 5l-7 7 7 7', next: 'M9 5l7 7-7 7', down: 'M6 10l6 6 6-6',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18', copy: 'M9 9h10v11H9zM15 9V4H5v11h4', again: 'M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5',
  bell: 'M5 17h14M6 17a6 6 0 0 1 12 0M12 11V8M10 8h4',
};

export function icon(/** @type {keyof typeof ICONS} */ name) {
  const draw = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return element;
  };
  const svg = draw('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: `icon icon-${name}` });
  svg.append(draw('path', { d: ICONS[name] }));
  return svg;
}

/** Gives a control its name in the chat's language. */
export function label(/** @type {Element} */ element, /** @type {string} */ name) {
  element.setAttribute('aria-label', name);
  element.setAttribute('title', name);
}

export function button(/** @type {string} */ text, /** @type {string} */ kind, /** @type {() => void} */ action, /** @type {Record<string, string>} */ attributes = {}) {
  const element = /** @type {HTMLButtonElement} */ (make('button', { type: 'button', class: kind, ...attributes }, text));
  element.addEventListener('click', action);
  return element;
}

/** A button with an icon, found by `hook`; without a name yet. */
export function iconButton(/** @type {keyof typeof ICONS} */ name, /** @type {string} */ hook, /** @type {() => void} */ action, given = '') {
  const element = button('', 'icon-button', action, { 'data-bellhop': hook });
  element.append(icon(name));
  if (given) label(element, given);
  return element;
}
