// The widget's custom properties (docs/widget.md §4.7), as the theme editor offers them; defaults are those of the light theme.

/** @typedef {{name: string, label: string, type: 'color' | 'range' | 'text', value: string, unit?: string, min?: number, max?: number}} Property */

/** @type {Property[]} */
export const PROPERTIES = [
  { name: '--bellhop-accent', label: 'Accent', type: 'color', value: '#0b5c5e' },
  { name: '--bellhop-accent-text', label: 'On accent', type: 'color', value: '#ffffff' },
  { name: '--bellhop-radius', label: 'Radius', type: 'range', value: '16', unit: 'px', min: 0, max: 28 },
  { name: '--bellhop-font-size', label: 'Font size', type: 'range', value: '15', unit: 'px', min: 13, max: 20 },
  { name: '--bellhop-font', label: 'Font', type: 'text', value: '' },
  { name: '--bellhop-surface', label: 'Surface', type: 'color', value: '#ffffff' },
  { name: '--bellhop-text', label: 'Text', type: 'color', value: '#1c2b2b' },
  { name: '--bellhop-muted', label: 'Quiet text', type: 'color', value: '#586868' },
  { name: '--bellhop-bubble-user', label: 'Guest’s bubble', type: 'color', value: '#0b5c5e' },
  { name: '--bellhop-bubble-user-text', label: 'Guest’s text', type: 'color', value: '#ffffff' },
  { name: '--bellhop-bubble-assistant', label: 'Answer’s bubble', type: 'color', value: '#f0f4f3' },
  { name: '--bellhop-bubble-assistant-text', label: 'Answer’s text', type: 'color', value: '#1c2b2b' },
  { name: '--bellhop-width', label: 'Width', type: 'range', value: '400', unit: 'px', min: 320, max: 560 },
  { name: '--bellhop-height', label: 'Height', type: 'range', value: '660', unit: 'px', min: 400, max: 900 },
  { name: '--bellhop-offset-x', label: 'From the side', type: 'range', value: '20', unit: 'px', min: 0, max: 80 },
  { name: '--bellhop-offset-y', label: 'From below', type: 'range', value: '20', unit: 'px', min: 0, max: 120 },
  { name: '--bellhop-z', label: 'Layer (z-index)', type: 'text', value: '' },
];

/** How many of them stand in the form at once; the rest is behind "More". */
export const MAIN = 4;

/** Text over ground, for the contrast warning. */
export const PAIRS = [
  ['--bellhop-accent-text', '--bellhop-accent'], ['--bellhop-text', '--bellhop-surface'], ['--bellhop-muted', '--bellhop-surface'],
  ['--bellhop-bubble-user-text', '--bellhop-bubble-user'], ['--bellhop-bubble-assistant-text', '--bellhop-bubble-assistant'],
];

/** What follows another property while it is not set itself. @type {Record<string, string>} */
const FOLLOWS = {
  '--bellhop-bubble-user': '--bellhop-accent', '--bellhop-bubble-user-text': '--bellhop-accent-text', '--bellhop-bubble-assistant-text': '--bellhop-text',
};

/** The value in force. @param {string} name @param {Record<string, string>} set @returns {string} */
export function effective(name, set) {
  if (set[name]) return set[name];
  return FOLLOWS[name] ? effective(FOLLOWS[name], set) : PROPERTIES.find((one) => one.name === name)?.value ?? '';
}
