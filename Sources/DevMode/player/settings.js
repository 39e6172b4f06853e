// Every choice of the player stands in its URL, so that a state can be linked to and tested.

/** The choices with their defaults; a default is left out of the URL. */
const DEFAULTS = {
  scenario: 'plain', speed: '1', send: '0', width: '375', dark: '0', calm: '0', slow: '0', offline: '0', direction: '', position: 'right',
  theme: 'auto', language: 'auto',
};

/** @type {Record<string, string>} */
const chosen = { ...DEFAULTS };
/** Custom properties of the theme editor. @type {Record<string, string>} */
export const properties = {};

for (const [name, value] of new URLSearchParams(location.search)) {
  if (name.startsWith('--bellhop-')) properties[name] = value;
  else if (name in DEFAULTS) chosen[name] = value;
}

/** @param {string} name */
export const get = (name) => chosen[name];

/** Sets choices and writes the URL anew. @param {Record<string, string>} changes */
export function set(changes) {
  Object.assign(chosen, changes);
  history.replaceState(null, '', `${location.pathname}?${query(true)}`);
}

/** Sets one custom property; an empty value takes it away. @param {string} name @param {string} value */
export function setProperty(name, value) {
  if (value) properties[name] = value; else delete properties[name];
  set({});
}

/** The choices as a query; with `theme` the custom properties too. @param {boolean} theme */
export function query(theme) {
  const result = new URLSearchParams();
  for (const [name, value] of Object.entries(chosen)) if (value !== DEFAULTS[name]) result.set(name, value);
  if (theme) for (const [name, value] of Object.entries(properties)) result.set(name, value);
  return result;
}
