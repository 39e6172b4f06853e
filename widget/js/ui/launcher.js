// The launcher: what stands on the page before the guest shows intent, and how it looks.

// An important rule in here beats the page's: `all` takes whatever it sets.
export const STYLE = `
:host {
  all: initial !important; display: block !important; position: fixed !important; z-index: var(--bellhop-z, 2147483000) !important;
  inset: auto var(--bellhop-offset-x, 20px) var(--bellhop-offset-y, 20px) auto !important;
  --accent: var(--bellhop-accent, var(--hotel-accent, #0b5c5e)); --accent-text: var(--bellhop-accent-text, var(--hotel-accent-text, #fff));
  font: 400 var(--bellhop-font-size, 15px)/1.5 var(--bellhop-font, system-ui, "Segoe UI", Roboto, sans-serif) !important;
}
:host([data-position="left"]), :host([data-position="start"]:not([dir="rtl"])), :host([data-position="end"][dir="rtl"]) {
  left: var(--bellhop-offset-x, 20px) !important; right: auto !important;
}
@media print { :host { display: none !important; } }
.launcher {
  all: unset; box-sizing: border-box; display: inline-flex; align-items: center; gap: 10px; min-width: 56px; min-height: 56px;
  padding: 0 20px 0 16px; cursor: pointer; border-radius: 28px; background: var(--accent); color: var(--accent-text);
  box-shadow: 0 8px 28px #0004; font: inherit; font-weight: 600;
}
.launcher:has(.launcher-text:empty) { padding: 0 15px; }
.launcher:focus-visible { outline: 3px solid var(--accent-text); outline-offset: -5px; box-shadow: 0 0 0 3px var(--accent); }
.launcher .icon { width: 26px; height: 26px; }
.launcher-text:empty { display: none; }
.lost { margin: 0 0 12px; max-width: 300px; padding: 14px 16px; border-radius: 14px; background: #fff; color: #1c2b2b; box-shadow: 0 8px 28px #0004; }
.icon { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; flex: none; }
[hidden] { display: none !important; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }`;

/** Allowed where style elements are not; stays when the element is moved. */
export function addSheet(/** @type {ShadowRoot} */ root, /** @type {string} */ text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** @type {<T extends Element>(element: T, attributes: Record<string, string>) => T} */
export const dress = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/** The button that opens the chat, and the regions that screen readers watch from the start. */
export function makeLauncher() {
  const names = { type: 'button', class: 'launcher', part: 'launcher', translate: 'no', 'data-bellhop': 'launcher', 'aria-expanded': 'false' };
  const launcher = dress(document.createElement('button'), names);
  const words = dress(document.createElement('span'), { class: 'launcher-text' });
  const svg = 'http://www.w3.org/2000/svg';
  const icon = dress(document.createElementNS(svg, 'svg'), { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  icon.append(dress(document.createElementNS(svg, 'path'), { d: 'M5 17h14M6 17a6 6 0 0 1 12 0M12 11V8M10 8h4' }));
  launcher.append(icon, words);
  const region = (/** @type {string} */ politeness, /** @type {string} */ hook) =>
    dress(document.createElement('div'), { class: 'hidden-text', 'aria-live': politeness, 'data-bellhop': hook });
  return { launcher, words, live: region('polite', 'live'), alert: region('assertive', 'live-assertive') };
}
