import { languageName } from '../i18n/i18n.js';
import { LANGUAGES } from '../i18n/language.js';
import { button, make } from './dom.js';

/** The menu of languages under its button: arrows, Home, End, letters and Escape; it closes when focus leaves it. */
export class LanguageMenu {
  constructor(/** @type {import('./window.js').ChatWindow} */ view) {
    this.view = view;
    this.opener = view.languageButton;
    this.element = make('div', { class: 'menu', role: 'menu', hidden: true });
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.element.addEventListener('focusout', (event) => {
      const to = /** @type {Node | null} */ (event.relatedTarget);
      if (to !== this.opener && !this.element.contains(to)) this.toggle(false);
    });
    this.build();
    view.header.append(this.element);
  }

  build() {
    const { chat } = this.view;
    const offered = chat.catalogue.languages;
    this.element.setAttribute('aria-label', this.opener.title);
    this.element.replaceChildren(...LANGUAGES.filter(({ code }) => !offered.length || offered.includes(code)).map(({ code }) => {
      const isChosen = code === chat.texts.code;
      return button(languageName(code), 'menu-item', () => { this.leave(); chat.switchLanguage(code); },
        { role: 'menuitemradio', 'aria-checked': String(isChosen), lang: code, 'data-lang': code, tabindex: isChosen ? '0' : '-1' });
    }));
  }

  get isOpen() { return !this.element.hidden; }

  toggle(/** @type {boolean} */ isOpen) {
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
    let goal = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key] ?? -1;
    if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const letter = event.key.toLocaleLowerCase();
      const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      goal = items.indexOf(/** @type {HTMLElement} */ (after.find((one) => one.textContent?.toLocaleLowerCase().startsWith(letter))));
    }
    if (goal < 0) return;
    event.preventDefault();
    items[goal].focus();
  }
}
