import { languageName } from '../i18n/i18n.js';
import { LANGUAGES } from '../i18n/language.js';
import { bookingLink } from '../hotel/reception.js';
import { anchor, button, icon, make } from './dom.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */
/** @typedef {(chat: Conversation, leave: () => void) => HTMLElement[]} Items makes the entries of a menu */

/** @type {Items} */
function languages(chat, leave) {
  const offered = chat.catalogue.languages;
  const codes = LANGUAGES.map(({ code }) => code).filter((code) => !offered.length || offered.includes(code));
  return codes.map((code) => {
    const isChosen = code === chat.texts.code;
    const choose = () => {
      leave();
      chat.switchLanguage(code);
    };
    const attributes = { role: 'menuitemradio', 'aria-checked': String(isChosen), lang: code, 'data-lang': code };
    return button(languageName(code), 'menu-item', choose, { ...attributes, tabindex: isChosen ? '0' : '-1' });
  });
}

/** @type {Items} */
function more(chat, leave) {
  const { texts: { t, code }, view, booking: { collectedData }, catalogue: { hotel, hotel: { contact = {} } } } = chat;
  /** @type {(key: string, drawing: import('./dom.js').Icon, hook: string, action: () => void) => HTMLElement} */
  const item = (key, drawing, hook, action) => {
    const act = () => {
      leave();
      action();
    };
    const element = button('', 'menu-item', act, { role: 'menuitem', tabindex: '-1', 'data-bellhop': hook });
    element.append(icon(drawing), t(key));
    return element;
  };
  const items = [item('showRooms', 'bed', 'menu-rooms', () => view.showRooms())];
  const isReached = contact.phone || contact.email || contact.whatsapp;
  if (isReached) items.push(item('contactHotel', 'phone', 'menu-contact', () => view.showContact()));
  const address = bookingLink(hotel, { ...collectedData, room: chat.roomID, language: code });
  if (address) {
    const link = anchor(address, 'menu-item', icon('link'), t('sendOnline'));
    link.setAttribute('role', 'menuitem');
    link.tabIndex = -1;
    items.push(link);
  }
  return items;
}

/** @type {Record<'language' | 'more', Items>} */
export const ITEMS = { language: languages, more };

/** A menu under its button: arrows, Home, End, letters and Escape; it closes when focus leaves it. */
export class Menu {
  constructor(/** @type {import('./around.js').Header} */ header, /** @type {HTMLElement} */ opener,
    /** @type {Items} */ items) {
    this.chat = header.chat;
    this.opener = opener;
    this.items = items;
    this.element = make('div', { class: 'menu', role: 'menu', hidden: true });
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.element.addEventListener('focusout', (event) => {
      const to = /** @type {Node | null} */ (event.relatedTarget);
      if (to !== this.opener && !this.element.contains(to)) this.toggle(false);
    });
    this.build();
    header.element.append(this.element);
  }

  build() {
    this.element.setAttribute('aria-label', this.opener.title);
    this.element.replaceChildren(...this.items(this.chat, () => this.leave()));
  }

  get isOpen() { return !this.element.hidden; }

  toggle(/** @type {boolean} */ isOpen) {
    // What it offers depends on what has been said.
    if (isOpen) this.build();
    this.element.hidden = !isOpen;
    this.opener.setAttribute('aria-expanded', String(isOpen));
    const items = /** @type {HTMLElement[]} */ ([...this.element.children]);
    if (isOpen) (items.find((one) => one.ariaChecked === 'true') ?? items[0])?.focus();
  }

  /** Closes it; focus goes back to the button. */
  leave() {
    this.opener.focus();
    this.toggle(false);
  }

  key(/** @type {KeyboardEvent} */ event) {
    const items = /** @type {HTMLElement[]} */ ([...this.element.children]);
    const at = items.indexOf(/** @type {HTMLElement} */ (event.target));
    const last = items.length - 1;
    let goal = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0,
      End: last }[event.key] ?? -1;
    if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const letter = event.key.toLocaleLowerCase();
      const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      const found = after.find((one) => one.textContent?.toLocaleLowerCase().startsWith(letter));
      goal = items.indexOf(/** @type {HTMLElement} */ (found));
    }
    if (goal < 0) return;
    event.preventDefault();
    items[goal].focus();
  }
}
