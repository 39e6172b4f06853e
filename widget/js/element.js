// <bellhop-chat>: the launcher at once, the window when the guest shows intent.
import { LANGUAGES, localised, LOST, startLanguage } from './i18n/language.js';

// --- The launcher: what stands on the page before the guest shows intent, and how it looks ---------------------------
// An important rule in here beats the page's: `all` takes whatever it sets.
const STYLE = `
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
/* Words that change between press and release take the click with them in WebKit, where they are what was pressed. */
.launcher > * { pointer-events: none; }
.lost { margin: 0 0 12px; max-width: 300px; padding: 14px 16px; border-radius: 14px; background: #fff; color: #1c2b2b; box-shadow: 0 8px 28px #0004; }
.icon { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; flex: none; }
[hidden] { display: none !important; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }`;

/** Allowed where style elements are not; stays when the element is moved. */
function addSheet(/** @type {ShadowRoot} */ root, /** @type {string} */ text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** @type {<T extends Element>(element: T, attributes: Record<string, string>) => T} */
const dress = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/** The button that opens the chat, and the regions that screen readers watch from the start. */
function makeLauncher() {
  const names = { type: 'button', class: 'launcher', part: 'launcher', translate: 'no', 'data-bellhop': 'launcher',
    'aria-expanded': 'false' };
  const launcher = dress(document.createElement('button'), names);
  const words = dress(document.createElement('span'), { class: 'launcher-text' });
  const svg = 'http://www.w3.org/2000/svg';
  const icon = dress(document.createElementNS(svg, 'svg'), { class: 'icon', viewBox: '0 0 24 24',
    'aria-hidden': 'true' });
  icon.append(dress(document.createElementNS(svg, 'path'), { d: 'M5 17h14M6 17a6 6 0 0 1 12 0M12 11V8M10 8h4' }));
  launcher.append(icon, words);
  const region = (/** @type {string} */ politeness, /** @type {string} */ hook) =>
    dress(document.createElement('div'), { class: 'hidden-text', 'aria-live': politeness, 'data-bellhop': hook });
  return { launcher, words, live: region('polite', 'live'), alert: region('assertive', 'live-assertive') };
}

// --- The element -----------------------------------------------------------------------------------------------------
// What the window is made of, fetched at once so that no file waits for the one that names it.
const PARTS = `conversation/answering conversation/state hotel/catalogue i18n/i18n lang/en stream/completion \
stream/hidden stream/reading ui/around ui/bubble ui/dom ui/follower ui/inline ui/lines ui/markdown \
ui/rooms ui/spans ui/transcript understanding/dates understanding/message understanding/words`.split(' ');

/** A page that takes the element away again within so many milliseconds after it came back means it. */
const MEANT = 3000;

/** @typedef {import('./conversation/conversation.js').Conversation} Conversation */
/** @typedef {import('./hotel/catalogue.js').Hotel} Hotel */

class BellhopChat extends HTMLElement {
  /** @type {Conversation | null} */ chat = null;
  /** @type {Promise<Conversation | null> | null} */ loading = null;
  /** @type {Promise<Hotel | null> | null} */ hotel = null;
  /** @type {Event | null} */ readiness = null;
  /** @type {unknown} Visible words of the launcher, for each language. */ launcherWords = null;
  code = 'en';
  cameBackAt = -Infinity;
  requests = new AbortController();
  root = this.attachShadow({ mode: 'open' });

  constructor() {
    super();
    const { root } = this;
    addSheet(root, STYLE);
    const { launcher, words, live, alert } = makeLauncher();
    this.launcher = launcher;
    this.launcherText = words;
    this.live = live;
    this.alert = alert;
    launcher.addEventListener('click', () => this.call('toggle', 'guest'));
    for (const type of ['pointerenter', 'focus', 'touchstart']) {
      launcher.addEventListener(type, () => this.load(), { once: true, passive: true });
    }
    // No shortcuts of the page, and no dialog of it that takes focus back.
    for (const type of ['keydown', 'keypress', 'keyup', 'focusin', 'focusout']) {
      root.addEventListener(type, (event) => event.stopPropagation());
    }
    root.append(launcher, live, alert);
  }

  get endpoint() { return this.dataset.endpoint ?? ''; }
  get gone() { return this.requests.signal.aborted; }

  connectedCallback() {
    if (this.gone) return;
    // In the top layer the page's stacking and a transformed body do not matter.
    dress(this, { popover: 'manual' });
    try { /** @type {Element & {showPopover?: () => void}} */ (this).showPopover?.(); } catch { /* a browser without popovers */ }
    this.hotel ??= this.begin();
    this.chat?.view.follower.resume();
  }

  /**
   * A page that takes the element away, with its body for example, gets it back; one that keeps taking it away alone
   * does not.
   */
  disconnectedCallback() {
    const isAlone = !this.parentNode;
    setTimeout(() => {
      if (this.gone || this.isConnected) return;
      const now = performance.now();
      if (isAlone && now - this.cameBackAt < MEANT) return;
      if (isAlone) this.cameBackAt = now;
      this.place();
    });
  }

  place() {
    const isRoot = !('popover' in HTMLElement.prototype) || !document.body;
    (isRoot ? document.documentElement : document.body).append(this);
  }

  /** The hotel; null where it could not be had. @returns {Promise<Hotel | null>} */
  async begin() {
    const kept = this.kept();
    const wishes = [this.dataset.language, kept.language, document.documentElement.lang, ...navigator.languages];
    const isOpen = kept.isOpen || this.hasAttribute('data-open');
    this.code = startLanguage(wishes);
    this.applyTheme();
    this.nameLauncher();
    if (isOpen) this.load();
    /** @type {Hotel | null} */
    let hotel = null;
    try {
      const response = await fetch(`${this.endpoint}/api/hotel`, { credentials: 'omit', signal: this.requests.signal });
      if (response.ok) hotel = await response.json();
    } catch { /* what does not work is told when it is used */ }
    if (this.gone) return null;
    const { languages, defaultLanguage, theme = {}, service } = hotel ?? {};
    this.code = startLanguage([...wishes, defaultLanguage], Array.isArray(languages) ? languages : []);
    this.launcherWords = theme.launcher?.shape === 'circle' ? null : theme.launcher?.text;
    this.nameLauncher();
    this.applyHotelTheme(theme);
    // The window may ask for the hotel in what follows.
    queueMicrotask(() => {
      const { version } = /** @type {Window & {Bellhop?: {version: string}}} */ (window).Bellhop ?? {};
      this.tell('ready', { version, language: this.code, demo: service?.demo === true });
      if (isOpen) this.call('open', 'api', false);
    });
    return hotel;
  }

  kept() {
    const key = `bellhop:1:${this.endpoint}`;
    const { storage } = this.dataset;
    if (storage === 'none') return {};
    try {
      const kept = JSON.parse((storage === 'session' ? sessionStorage : localStorage).getItem(key) ?? '{}');
      return { ...kept, isOpen: sessionStorage.getItem(`${key}:open`) === 'yes' };
    } catch { return {}; }
  }

  /** The name holds the visible words; `news` follows it. */
  nameLauncher(closeName = '', news = '') {
    const { open, dir } = LANGUAGES.find(({ code }) => code === this.code) ?? LANGUAGES[0];
    const words = localised(this.launcherWords, this.code);
    const name = closeName || `${words && `${words}: `}${open}${news}`;
    dress(this.launcher, { 'aria-label': name, title: name });
    dress(this, { lang: this.code, dir });
    this.launcherText.textContent = words;
  }

  // --- The window ----------------------------------------------------------------------------------------------------
  /**
   * Loads the window once; what failed is tried again from the files' other address, as a browser may remember the
   * failure.
   */
  load() {
    const here = new URL('.', import.meta.url).href;
    const other = here.replace(/\/w\/\w{12}\/js\/$/, '/js/');
    this.loading ??= this.loadFrom(here).catch(() => this.loadFrom(other)).catch(() => {
      this.loading = null;
      return null;
    });
    return this.loading;
  }

  /** @returns {Promise<Conversation | null>} */
  async loadFrom(/** @type {string} */ root) {
    for (const part of [...PARTS, `lang/${this.code}`]) import(`${root}${part}.js`).catch(() => {});
    const [{ Conversation }, { ChatWindow }, style] = await Promise.all([
      import(`${root}conversation/conversation.js`),
      import(`${root}ui/window.js`),
      fetch(new URL('../css/chat.css', root), { signal: this.requests.signal }),
    ]);
    if (!style.ok) throw new Error('style');
    addSheet(this.root, await style.text());
    const chat = new Conversation(this, (/** @type {Conversation} */ one) => new ChatWindow(one));
    await chat.start();
    if (this.gone) return null;
    if (this.dataset.room) chat.enterRoom(this.dataset.room);
    this.chat = chat;
    return chat;
  }

  /** Says, once, that the window could not be loaded; who called for it is the guest. */
  async tellLoss() {
    const lost = dress(document.createElement('p'), { class: 'lost', role: 'alert' });
    const { contact } = (await this.hotel) ?? {};
    this.root.querySelector('.lost')?.remove();
    this.launcher.before(lost);
    lost.textContent = [LOST, contact?.phone, contact?.email].filter(Boolean).join(' ');
    const { loadTexts } = await import('./i18n/i18n.js');
    const { loadFailed } = await loadTexts(this.code);
    lost.textContent = [loadFailed, contact?.phone, contact?.email].filter(Boolean).join(' ');
  }

  applyTheme(theme = this.dataset.theme ?? 'auto') {
    this.setAttribute('theme', ['light', 'dark'].includes(theme) ? theme : 'auto');
  }

  applyHotelTheme(/** @type {Record<string, any>} */ { accent, accentText, radius, position }) {
    const rules = Object.entries({ accent, 'accent-text': accentText, radius: `${radius}px` })
      .filter(([, value]) => /^(#[0-9a-f]{6}|\d+px)$/i.test(value));
    addSheet(this.root, `:host { ${rules.map(([name, value]) => `--hotel-${name}: ${value}`).join(';')} }`);
    if (!this.dataset.position && position === 'left') this.dataset.position = 'left';
  }

  // --- For the page --------------------------------------------------------------------------------------------------
  /** @returns {boolean} false where a listener prevented what follows */
  tell(/** @type {string} */ type, /** @type {unknown} */ detail = {}) {
    const cancelable = ['message', 'booking-request'].includes(type);
    const event = new CustomEvent(`bellhop:${type}`, { detail, bubbles: true, composed: true, cancelable });
    if (type === 'ready') this.readiness = event;
    return this.dispatchEvent(event);
  }

  /** What `window.Bellhop` offers, in the order of the calls. @returns {Promise<unknown>} */
  async call(/** @type {string} */ name, /** @type {unknown[]} */ ...args) {
    if (this.gone || (name === 'close' && !this.loading)) return;
    if (name === 'destroy') return this.destroy();
    if (name === 'setTheme') return this.applyTheme(String(args[0]));
    const chat = await this.load();
    if (this.gone) return;
    this.root.querySelector('.lost')?.remove();
    if (!chat) return this.tellLoss().catch(() => {});
    return chat.call(name, args);
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
