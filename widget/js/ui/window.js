// The chat's window: puts its parts together, opens and closes, and shows what the conversation says.
import { Composer, Header, isTouch, Notices } from './around.js';
import { make } from './dom.js';
import { carousel, RoomPage } from './rooms.js';
import { Transcript } from './transcript.js';

/** @typedef {import('../conversation/state.js').Message} Message */
/** @typedef {import('../hotel/catalogue.js').Offer} Offer */

export class ChatWindow {
  /** Answers that came while the window was closed. */
  unread = 0;
  /** @type {import('./modal.js').PhoneModal | undefined} */ modal;

  constructor(/** @type {import('../conversation/conversation.js').Conversation} */ chat) {
    this.chat = chat;
    this.root = chat.host.shadowRoot;
    this.composer = new Composer(chat);
    this.transcript = new Transcript(chat, {
      rest: () => this.rest(),
      missed: () => this.missed(),
      hideTyping: () => this.notices.hideTyping(),
      toast: (words) => this.notices.toastFor(words),
    });
    /** @type {Notices} */ this.notices = new Notices(this.transcript, () => this.showRooms());
    this.page = new RoomPage(this);
    this.follower = this.transcript.follower;
    this.header = new Header(this);
    const attributes = { class: 'window', part: 'window', role: 'dialog', 'data-bellhop': 'window', translate: 'no',
      hidden: true, inert: true };
    this.panel = make('div', attributes, this.header.element, this.header.context, this.transcript.element,
      ...this.composer.elements);
    this.root.append(this.panel);
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.escape(event);
    });
    this.phone = matchMedia('(max-width: 639px)');
    this.phone.addEventListener('change', () => this.prepare(), { signal: chat.host.requests.signal });
  }

  get t() { return this.chat.texts.t; }

  /** Below some width the window covers the page, which is then inert. */
  async prepare() {
    if (!this.phone.matches || this.modal) return;
    const { PhoneModal } = await import('./modal.js');
    this.modal ??= new PhoneModal(this.chat.host, this.panel, this.phone);
    this.modal.set(this.chat.isOpen);
  }

  escape(/** @type {Event} */ event) {
    event.stopPropagation();
    const { openMenu } = this.header;
    if (openMenu) openMenu.leave(); else if (this.page.isOpen) this.page.leave(); else this.chat.close('guest');
  }

  // --- Language ------------------------------------------------------------------------------------------------------
  /** Every name and text in the chat's language. */
  translate() {
    const { t, chat, chat: { texts: { code, dir }, catalogue: { name } } } = this;
    chat.host.code = code;
    this.panel.lang = code;
    this.panel.dir = dir;
    this.panel.setAttribute('aria-label', t('chatWith', { hotel: name }));
    this.header.translate();
    this.composer.translate();
    this.transcript.translate();
    this.notices.translate();
    this.showLauncher();
    this.showContext();
    this.page.redraw();
  }

  /** The launcher's name, with the number of answers that came while the window was closed. */
  showLauncher() {
    const { isOpen, host } = this.chat;
    if (isOpen) this.unread = 0;
    host.nameLauncher(isOpen ? this.t('closeChat') : '', this.unread ? `. ${this.t('unread', { count: this.unread })}`
      : '');
    host.launcher.dataset.count = this.unread ? String(this.unread) : '';
  }

  missed() {
    this.unread++;
    this.showLauncher();
  }

  // --- Open, close, focus --------------------------------------------------------------------------------------------
  show(/** @type {boolean} */ isOpen) {
    this.panel.hidden = this.panel.inert = !isOpen;
    this.modal?.set(isOpen);
    this.chat.host.launcher.setAttribute('aria-expanded', String(isOpen));
    this.chat.host.toggleAttribute('open', isOpen);
    this.showLauncher();
  }

  /** `place` is where the reader was; empty for the end. */
  open(/** @type {boolean} */ takeFocus, /** @type {string} */ place) {
    this.show(true);
    if (place) this.follower.goTo(place); else if (this.follower.isFollowing) this.follower.attach();
    if (takeFocus) (isTouch() ? this.header.title : this.composer.input).focus();
  }

  close(/** @type {boolean} */ byGuest) {
    const hadFocus = byGuest || this.panel.contains(this.root.activeElement);
    this.show(false);
    if (hadFocus) this.chat.host.launcher.focus();
  }

  focusInput() { this.composer.input.focus(); }
  /** Where focus goes when its control is gone: no keyboard pops up on a phone. */
  rest() { (isTouch() ? this.transcript.list : this.composer.input).focus(); }

  // --- What the conversation tells to show ---------------------------------------------------------------------------
  get draft() { return this.composer.draft; }
  setDraft(/** @type {unknown} */ text) { this.composer.setDraft(text); }
  clearInput() { this.composer.setDraft(''); }
  notice(/** @type {string} */ words) { this.transcript.notice(words); }
  beginAnswer(/** @type {Message} */ message) { return this.transcript.beginAnswer(message); }
  restoreMessage(/** @type {Message} */ message) { this.transcript.restoreMessage(message); }
  removeMessage(/** @type {string} */ id) { this.transcript.removeMessage(id); }
  removeAfter(/** @type {string} */ id) { this.transcript.removeAfter(id); }
  showTyping() { this.notices.showTyping(); }
  hideTyping() { this.notices.hideTyping(); }
  showWelcome() { this.notices.showWelcome(); }
  offerUndo(/** @type {() => void} */ action) { this.notices.offerUndo(action); }
  later(/** @type {() => void} */ action, /** @type {number} */ ms) { this.transcript.later(action, ms); }

  showError(/** @type {import('./around.js').Trouble} */ error, /** @type {() => void} */ retry) {
    this.notices.showError(error, retry);
  }

  addGuest(/** @type {Message} */ message) {
    const item = this.transcript.addGuest(message);
    this.notices.showReplies();
    this.follower.hold(item);
    return item;
  }

  /** The whole transcript anew. */
  showAll() {
    this.clear();
    this.showWelcome();
    for (const message of this.chat.messages) this.restoreMessage(message);
    this.showQueued();
    this.follower.attach();
  }

  clear() {
    this.transcript.clear();
    this.notices.clear();
    this.page.leave();
  }

  setBusy(/** @type {boolean} */ isBusy) {
    this.composer.setBusy(isBusy, this.root.activeElement, () => this.rest());
    this.notices.showReplies();
  }

  /** Marks the messages that wait for a connection, and says when there is none. */
  showQueued() {
    const { chat: { messages }, composer: { offline } } = this;
    const waiting = messages.filter(({ state }) => state === 'queued').map(({ id }) => id);
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.transcript.items.querySelectorAll('[data-role="user"]'))) {
      item.querySelector('.state')?.remove();
      delete item.dataset.state;
      if (!waiting.includes(item.dataset.id ?? '')) continue;
      item.dataset.state = 'queued';
      item.append(make('p', { class: 'state' }, this.t('queued')));
    }
    const isOffline = waiting.length > 0 || navigator.onLine === false;
    if (isOffline && offline.hidden) this.transcript.say(this.t('error_offline'));
    offline.hidden = !isOffline;
  }

  showRooms(byGuest = true) {
    const item = this.transcript.card(() => carousel(this.chat));
    if (byGuest) this.follower.hold(item);
  }

  showRoomDetail(/** @type {string} */ id) { this.page.show(id); }

  async showContact() {
    const made = await import('./contact.js').catch(() => null);
    if (!made) return this.toast(this.t('loadFailed'));
    this.follower.hold(this.transcript.card(() => made.contactCard(this.chat)));
  }

  async showOffer(/** @type {Offer} */ offer) {
    const made = await import('./offer.js').catch(() => null);
    if (!made) return this.notice(this.t('loadFailed'));
    this.transcript.card(() => made.offerCard(this.chat, offer));
  }

  /** An offer that does not hold: its card goes; why, and the rooms there are. */
  refuse(/** @type {string} */ why, /** @type {Element | undefined} */ card = undefined) {
    if (card?.parentElement) this.transcript.remove(card.parentElement);
    this.notice(why);
    this.showRooms(false);
  }

  showContext() { this.header.showContext(); }
  picture() { return this.header.picture(); }
  toast(/** @type {string} */ words) { this.notices.toastFor(words); }

  destroy() {
    this.modal?.end();
    this.transcript.destroy();
    this.panel.remove();
  }
}
