// The theme editor: custom properties, position, theme and language; the result as style rules and as the embed snippet.
import { MAIN, PAIRS, PROPERTIES, effective } from './properties.js';
import { get, properties, set, setProperty } from './settings.js';

const form = /** @type {HTMLFormElement} */ (document.getElementById('theme'));
const contrast = /** @type {HTMLElement} */ (document.getElementById('contrast'));

/** One field with its label. @param {import('./properties.js').Property} property */
function fieldOf(property) {
  const label = document.createElement('label');
  const field = document.createElement('input');
  field.type = property.type;
  field.name = property.name;
  if (property.min !== undefined) field.min = String(property.min);
  if (property.max !== undefined) field.max = String(property.max);
  if (property.type === 'text') field.placeholder = 'as built in';
  label.append(`${property.label} `, field);
  return label;
}

/** @param {(reload: boolean) => void} changed Told whether the stage has to load anew. */
export function start(changed) {
  const more = /** @type {HTMLElement} */ (form.querySelector('.more'));
  const first = form.firstElementChild;
  for (const [index, property] of PROPERTIES.entries()) {
    if (index < MAIN) form.insertBefore(fieldOf(property), first); else more.append(fieldOf(property));
  }
  for (const property of PROPERTIES) {
    const field = fieldNamed(property.name);
    field.addEventListener('input', () => {
      setProperty(property.name, field.value && field.value + (property.unit ?? ''));
      refill();
      show();
      changed(false);
    });
  }
  for (const name of ['position', 'theme', 'language']) {
    const field = fieldNamed(name);
    field.value = get(name);
    field.addEventListener('change', () => { set({ [name]: field.value }); show(); changed(true); });
  }
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    for (const { name } of PROPERTIES) setProperty(name, '');
    refill();
    show();
    changed(true);
  });
  if (PROPERTIES.slice(MAIN).some(({ name }) => properties[name])) /** @type {HTMLDetailsElement} */ (more.parentElement).open = true;
  refill();
  show();
}

/** Shows in each field what is in force. */
function refill() {
  for (const { name, unit, type } of PROPERTIES) {
    const field = fieldNamed(name);
    const value = type === 'text' ? properties[name] ?? '' : effective(name, properties);
    if (field !== document.activeElement || type !== 'text') field.value = unit ? value.replace(unit, '') : value;
  }
}

/** @param {string} name */
const fieldNamed = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** Offers the hotel's languages. @param {string[]} codes */
export function offerLanguages(codes) {
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem('language'));
  for (const code of codes) {
    const option = document.createElement('option');
    option.value = code;
    option.textContent = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
    select.append(option);
  }
  select.value = get('language');
}

/** The style rules that a host page would have. */
export function rules() {
  const lines = Object.entries(properties).map(([name, value]) => `  ${name}: ${value};`);
  return lines.length ? `bellhop-chat {\n${lines.join('\n')}\n}\n` : '/* the hotel’s own theme, nothing to add */\n';
}

/** The embed snippet with the choices. */
export function snippet() {
  const lines = [`<script src="${location.origin}/widget.js" defer`, `        data-language="${get('language')}"`, `        data-position="${get('position')}"`, `        data-theme="${get('theme')}"></script>`];
  const style = Object.keys(properties).length ? `<style>\n${rules()}</style>\n` : '';
  return `${style}${lines.join('\n')}\n`;
}

/** The directives a page's policy needs for the widget. */
export const policy = () => {
  const origin = location.origin;
  return `script-src ${origin}; style-src ${origin}; connect-src ${origin}; img-src ${origin}`;
};

function show() {
  const set = (/** @type {string} */ id, /** @type {string} */ text) => { /** @type {HTMLElement} */ (document.getElementById(id)).textContent = text; };
  set('css', rules());
  set('snippet', snippet());
  set('policy', policy());
  const weak = PAIRS.map(([text, ground]) => ({ text, ground, ratio: contrastOf(effective(text, properties), effective(ground, properties)) }))
    .filter(({ ratio }) => ratio < 4.5);
  const accent = contrastOf(effective('--bellhop-accent-text', properties), effective('--bellhop-accent', properties));
  contrast.textContent = weak.length
    ? weak.map(({ text, ground, ratio }) => `${text} on ${ground}: ${ratio.toFixed(1)} : 1, text needs 4.5 : 1 (WCAG 1.4.3).`).join(' ')
    : `Contrast on accent ${accent.toFixed(1)} : 1, all texts reach 4.5 : 1.`;
  contrast.classList.toggle('warn', weak.length > 0);
}

/** WCAG 2.2 contrast of two `#rrggbb` colours. @param {string} one @param {string} other */
function contrastOf(one, other) {
  const luminance = (/** @type {string} */ colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}
