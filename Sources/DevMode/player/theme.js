// The theme editor: custom properties, position, theme and language; the result as style rules and as the embed snippet.
import { get, properties, set, setProperty } from './settings.js';

const form = /** @type {HTMLFormElement} */ (document.getElementById('theme'));
const contrast = /** @type {HTMLElement} */ (document.getElementById('contrast'));

/** The unit that a number of the form stands for. @type {Record<string, string>} */
const UNITS = { '--bellhop-radius': 'px', '--bellhop-font-size': 'px' };

/** @param {(reload: boolean) => void} changed Told whether the stage has to load anew. */
export function start(changed) {
  for (const field of fields()) {
    const name = field.name;
    if (name.startsWith('--')) {
      if (properties[name]) field.value = properties[name].replace(/px$/, '');
      field.addEventListener('input', () => { setProperty(name, field.value + (UNITS[name] ?? '')); show(); changed(false); });
    } else {
      field.value = get(name);
      field.addEventListener('change', () => { set({ [name]: field.value }); show(); changed(true); });
    }
  }
  show();
}

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

const fields = () => /** @type {HTMLInputElement[]} */ ([...form.elements].filter((field) => 'name' in field && field.name));

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
  const accent = /** @type {HTMLInputElement} */ (form.elements.namedItem('--bellhop-accent')).value;
  const text = /** @type {HTMLInputElement} */ (form.elements.namedItem('--bellhop-accent-text')).value;
  const ratio = contrastOf(accent, text);
  contrast.textContent = `Contrast ${ratio.toFixed(1)} : 1${ratio < 4.5 ? ' – text needs 4.5 : 1 (WCAG 1.4.3)' : ''}`;
  contrast.classList.toggle('warn', ratio < 4.5);
}

/** WCAG 2.2 contrast of two `#rrggbb` colours. @param {string} one @param {string} other */
function contrastOf(one, other) {
  const luminance = (/** @type {string} */ colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}
