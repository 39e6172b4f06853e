// <bellhop-chat>: the launcher at once, the window when the guest shows intent.
import { icon, label, make } from './ui/dom.js';

const href = (/** @type {string} */ path) => new URL(`../css/${path}`, import.meta.url).href;

class BellhopChat extends HTMLElement {
  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    /**
     * The window's controller, once it is loaded.
     * @type {import('./conversation.js').Conversation | null}
     */
    this.chat = null;
    /** @type {Promise<import('./conversation.js').Conversation> | null} */
    this.loading = null;
    this.gone = false;
    root.append(make('link', { rel: 'stylesheet', href: href('launcher.css') }));
    this.launcher = /** @type {HTMLButtonElement} */ (make('button', {
      type: 'button', class: 'launcher', part: 'launcher', 'data-bellhop': 'launcher', 'aria-expanded': 'false',
    }));
    this.launcherText = make('span', { class: 'launcher-text' });
    this.launcher.append(icon('bell'), this.launcherText);
    label(this.launcher, 'Chat');
    this.launcher.addEventListener('click', () => this.toggle('guest'));
    for (const type of ['pointerenter', 'focus', 'touchstart']) this.launcher.addEventListener(type, () => this.load(), { once: true, passive: true });
    root.append(this.launcher);
  }

  connectedCallback() {
    if (this.gone) return;
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ action) => setTimeout(action, 1500));
    this.applyTheme();
    idle(() => this.load());
  }

  disconnectedCallback() { this.chat?.abort(); }

  /** Loads the window; every call gets the same one. */
  load() {
    this.loading ??= import('./conversation.js').then(async ({ Conversation }) => {
      this.chat = new Conversation(this);
      await this.chat.start();
      return this.chat;
    });
    this.loading.catch(() => { this.loading = null; });
    return this.loading;
  }

  applyTheme(theme = this.dataset.theme ?? 'auto') { this.setAttribute('theme', ['light', 'dark'].includes(theme) ? theme : 'auto'); }

  /**
   * @param {string} type
   * @param {unknown} [detail]
   * @returns {boolean} false where a listener prevented what follows
   */
  tell(type, detail = {}) {
    return this.dispatchEvent(new CustomEvent(`bellhop:${type}`, { detail, bubbles: true, composed: true, cancelable: ['message', 'booking-request'].includes(type) }));
  }

  // --- What window.Bellhop offers -------------------------------------------------------------------------------------------------------
  open(by = 'api') { return this.load().then((chat) => chat.open(by)); }
  close(by = 'api') { this.chat?.close(by); }
  toggle(by = 'api') { return this.chat?.isOpen ? this.close(by) : this.open(by); }
  /** @param {string} text */
  send(text) { return this.load().then((chat) => { chat.open('api'); return chat.send(String(text)); }); }
  newChat() { return this.load().then((chat) => chat.reset()); }
  /** @param {string} code */
  setLanguage(code) { return this.load().then((chat) => chat.switchLanguage(code)); }
  /** @param {string} theme */
  setTheme(theme) { this.applyTheme(theme); }
  /** @param {string} id */
  showRoom(id) { return this.load().then((chat) => { chat.open('api'); chat.enterRoom(id); }); }
  destroy() {
    this.gone = true;
    this.chat?.destroy();
    this.remove();
  }
}

if (!customElements.get('bellhop-chat')) customElements.define('bellhop-chat', BellhopChat);
