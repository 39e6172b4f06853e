// <bellhop-chat>: the launcher at once, the window when the guest shows intent.
import { LANGUAGES, localised, startLanguage } from './i18n/language.js';

// An important rule in here beats the page's: `all` takes whatever it sets.
const STYLE = `
:host {
  all: initial !important; display: block !important; position: fixed !important; z-index: var(--bellhop-z, 2147483000) !important;
  inset: auto var(--bellhop-offset-x, 20px) var(--bellhop-offset-y, 20px) auto !important;
  --accent: var(--bellhop-accent, var(--hotel-accent, #0b5c5e)); --accent-text: var(--bellhop-accent-text, var(--hotel-accent-text, #fff));
  font: 400 var(--bellhop-font-size, 15px)/1.5 var(--bellhop-font, system-ui, "Segoe UI", Roboto, sans-serif) !important;
}
:host([data-position="left"]), :host([data-position="start"]:not([dir="rtl"])), :host([data-position="end"][dir="rtl"]) { left: var(--bellhop-offset-x, 20px) !important; right: auto !important; }
.launcher {
  all: unset; box-sizing: border-box; display: inline-flex; align-items: center; gap: 10px; min-width: 56px; min-height: 56px; padding: 0 20px 0 16px; cursor: pointer;
  border-radius: 28px; background: var(--accent); color: var(--accent-text); box-shadow: 0 8px 28px #0004; font: inherit; font-weight: 600;
}
.launcher:focus-visible { outline: 3px solid var(--accent-text); outline-offset: -5px; box-shadow: 0 0 0 3px var(--accent); }
.launcher .icon { width: 26px; height: 26px; }
.launcher-text:empty { display: none; }
.icon { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; flex: none; }
[hidden] { display: none !important; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }`;

// What the window is made of, fetched at once so that no file waits for the one that names it.
const PARTS = `conversation/answering conversation/keeping conversation/state hotel/catalogue i18n/i18n lang/en stream/completion stream/errors stream/hidden stream/reading ui/dom ui/markdown ui/offer ui/rooms ui/transcript understanding/dates understanding/message understanding/words`.split(' ');

/** Allowed where style elements are not; stays when the element is moved. */
function addSheet(/** @type {ShadowRoot | null} */ root, /** @type {string} */ text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  if (root) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** @type {<T extends Element>(element: T, attributes: Record<string, string>) => T} */
const dress = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

class BellhopChat extends HTMLElement {
  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    addSheet(root, STYLE);
    this.chat = this.loading = this.hotel = this.readiness = this.launcherName = /** @type {any} */ (null);
    this.code = 'en';
    this.requests = new AbortController();
    this.launcher = dress(document.createElement('button'), { type: 'button', class: 'launcher', part: 'launcher', 'data-bellhop': 'launcher', 'aria-expanded': 'false' });
    this.launcherText = dress(document.createElement('span'), { class: 'launcher-text' });
    const svg = 'http://www.w3.org/2000/svg';
    const icon = dress(document.createElementNS(svg, 'svg'), { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' });
    icon.append(dress(document.createElementNS(svg, 'path'), { d: 'M5 17h14M6 17a6 6 0 0 1 12 0M12 11V8M10 8h4' }));
    this.launcher.append(icon, this.launcherText);
    this.launcher.addEventListener('click', () => this.call('toggle', 'guest'));
    for (const type of ['pointerenter', 'focus', 'touchstart']) this.launcher.addEventListener(type, () => this.load(), { once: true, passive: true });
    // There from the start, so that screen readers watch them.
    this.live = dress(document.createElement('div'), { class: 'hidden-text', 'aria-live': 'polite', 'data-bellhop': 'live' });
    this.alert = dress(document.createElement('div'), { class: 'hidden-text', 'aria-live': 'assertive', 'data-bellhop': 'live-assertive' });
    // No shortcuts of the page.
    for (const type of ['keydown', 'keypress', 'keyup']) root.addEventListener(type, (event) => event.stopPropagation());
    root.append(this.launcher, this.live, this.alert);
  }

  get endpoint() { return this.dataset.endpoint ?? ''; }
  get gone() { return this.requests.signal.aborted; }

  connectedCallback() {
    if (this.gone) return;
    // In the top layer the page's stacking and a transformed body do not matter.
    dress(this, { popover: 'manual' });
    try { /** @type {any} */ (this).showPopover(); } catch { /* a browser without popovers */ }
    this.hotel ??= this.begin();
    this.chat?.view?.follower.resume();
  }

  /** A page that takes the element away, with its body for example, gets it back. */
  disconnectedCallback() { setTimeout(() => { if (!this.gone && !this.isConnected) this.place(); }); }

  place() { ('popover' in HTMLElement.prototype && document.body ? document.body : document.documentElement).append(this); }

  /** The hotel; null where it could not be had. */
  async begin() {
    const kept = this.kept();
    const wishes = [this.dataset.language, kept.language, document.documentElement.lang, ...navigator.languages];
    const isOpen = kept.isOpen || this.hasAttribute('data-open');
    this.code = startLanguage(wishes);
    this.applyTheme();
    this.nameLauncher();
    if (isOpen) this.load();
    let hotel = /** @type {any} */ (null);
    try {
      const response = await fetch(`${this.endpoint}/api/hotel`, { credentials: 'omit', signal: this.requests.signal });
      if (response.ok) hotel = await response.json();
    } catch { /* what does not work is told when it is used */ }
    if (this.gone) return null;
    const { languages, defaultLanguage, theme = {}, service } = hotel ?? {};
    this.code = startLanguage([...wishes, defaultLanguage], Array.isArray(languages) ? languages : []);
    this.launcherName = theme.launcher?.shape === 'circle' ? null : theme.launcher?.text;
    this.nameLauncher();
    this.applyHotelTheme(theme);
    // The window may ask for the hotel in what follows.
    queueMicrotask(() => {
      this.tell('ready', { version: /** @type {any} */ (window).Bellhop?.version, language: this.code, demo: service?.demo === true });
      if (isOpen) this.call('open', 'api', false);
    });
    return hotel;
  }

  kept() {
    const key = `bellhop:1:${this.endpoint}`;
    const { storage } = this.dataset;
    try {
      return storage === 'none' ? {} : { ...JSON.parse((storage === 'session' ? sessionStorage : localStorage).getItem(key) ?? '{}'), isOpen: sessionStorage.getItem(`${key}:open`) === 'yes' };
    } catch { return {}; }
  }

  nameLauncher(closeName = '', news = '') {
    const { open, dir } = LANGUAGES.find(({ code }) => code === this.code) ?? LANGUAGES[0];
    const name = closeName || open + news;
    dress(this.launcher, { 'aria-label': name, title: name });
    dress(this, { lang: this.code, dir });
    this.launcherText.textContent = localised(this.launcherName, this.code);
  }

  load() {
    this.loading ??= (async () => {
      for (const part of [...PARTS, `lang/${this.code}`]) import(`./${part}.js`).catch(() => {});
      const [{ Conversation }, { ChatWindow }, style] = await Promise.all([
        import('./conversation/conversation.js'), import('./ui/window.js'), fetch(new URL('../css/chat.css', import.meta.url), { signal: this.requests.signal }),
      ]);
      addSheet(this.shadowRoot, await style.text());
      const chat = new Conversation(/** @type {any} */ (this), (one) => new ChatWindow(one));
      await chat.start();
      if (this.gone) return null;
      if (this.dataset.room) chat.enterRoom(this.dataset.room);
      this.chat = chat;
      return chat;
    })().catch(() => this.loading = null);
    return this.loading;
  }

  applyTheme(theme = this.dataset.theme ?? 'auto') { this.setAttribute('theme', ['light', 'dark'].includes(theme) ? theme : 'auto'); }

  applyHotelTheme(/** @type {any} */ theme) {
    const rules = Object.entries({ accent: theme.accent, 'accent-text': theme.accentText, radius: `${theme.radius}px` }).filter(([, value]) => /^(#[0-9a-f]{6}|\d+px)$/i.test(value));
    addSheet(this.shadowRoot, `:host { ${rules.map(([name, value]) => `--hotel-${name}: ${value}`).join(';')} }`);
    if (!this.dataset.position && theme.position === 'left') this.dataset.position = 'left';
  }

  /** @returns {boolean} false where a listener prevented what follows */
  tell(/** @type {string} */ type, /** @type {unknown} */ detail = {}) {
    const event = new CustomEvent(`bellhop:${type}`, { detail, bubbles: true, composed: true, cancelable: ['message', 'booking-request'].includes(type) });
    if (type === 'ready') this.readiness = event;
    return this.dispatchEvent(event);
  }

  /** What `window.Bellhop` offers, in the order of the calls. @returns {Promise<any>} */
  async call(/** @type {string} */ name, /** @type {unknown[]} */ ...args) {
    if (this.gone || (name === 'close' && !this.loading)) return;
    if (name === 'destroy') return this.destroy();
    if (name === 'setTheme') return this.applyTheme(String(args[0]));
    const chat = await this.load();
    if (chat && !this.gone) return chat.call(name, args);
  }

  /** @returns {() => void} ends it */
  on(/** @type {string} */ type, /** @type {(event: Event) => void} */ action) {
    const name = `bellhop:${type}`;
    this.addEventListener(name, action, { signal: this.requests.signal });
    if (type === 'ready' && this.readiness && !this.gone) action(this.readiness);
    return () => this.removeEventListener(name, action);
  }

  destroy() {
    this.requests.abort();
    this.chat?.destroy();
    this.remove();
  }
}

if (!customElements.get('bellhop-chat')) customElements.define('bellhop-chat', BellhopChat);
