// What stands in the transcript beside the messages: the welcome, waiting, errors, and lines that go by themselves.
import { button, icon, make } from './dom.js';

/** @typedef {{code: string, retryable?: boolean, retryAfter?: number | null, status?: number}} Trouble why there is no answer */

/** How long a line above the input stays, in milliseconds. */
const STAYS = 8000;
/** Longest wait that is counted down, in seconds. */
const LONGEST_WAIT = 600;
/** @type {Record<string, string>} Codes that are told in the words of another. */
const TOLD_AS = { empty_answer: 'unknown', bad_response: 'unknown', client_prompt_refused: 'bad_request' };

export class Notices {
  /** @type {HTMLElement | null} */ typing = null;

  constructor(/** @type {import('./transcript.js').Transcript} */ transcript, /** @type {() => void} */ showRooms) {
    this.transcript = transcript;
    this.chat = transcript.chat;
    this.showRooms = showRooms;
    this.replies = make('div', { class: 'replies', role: 'group', 'data-bellhop': 'quick-replies' });
    this.toast = make('div', { class: 'toast', hidden: true });
    transcript.element.append(this.toast);
  }

  get t() { return this.chat.texts.t; }

  // --- The beginning --------------------------------------------------------------------------------------------------
  showWelcome() {
    const { chat: { catalogue }, transcript, transcript: { items } } = this;
    const { item, text } = transcript.item('notice', 'welcome');
    const tagline = make('p', { class: 'tagline' });
    const picture = make('span', { class: 'picture' });
    item.classList.add('welcome');
    item.prepend(picture);
    item.append(tagline, this.replies);
    items.prepend(item);
    transcript.renewed(item, () => {
      text.textContent = this.t('welcome', { hotel: catalogue.name });
      tagline.textContent = this.chat.text(catalogue.hotel.tagline);
      picture.replaceChildren(this.chat.view.picture());
    });
    this.showReplies();
  }

  translate() {
    const { chat, chat: { catalogue: { hotel: { quickReplies } } } } = this;
    const replies = Array.isArray(quickReplies) ? quickReplies : [{ action: 'rooms', '': this.t('showRooms') }];
    this.replies.setAttribute('aria-label', this.t('suggestions'));
    this.replies.replaceChildren(...replies.slice(0, 6).map(({ action, ...texts }) => {
      const text = chat.text(texts);
      const reply = button('', 'chip', () => {
        if (action === 'rooms') this.showRooms(); else if (action === 'special') chat.setSpecial(true); else chat.send(text);
      });
      reply.append(text, icon('next'));
      return reply;
    }));
  }

  /** Suggestions are there until the guest has said something. */
  showReplies() { this.replies.hidden = Boolean(this.chat.running) || this.chat.messages.some(({ role }) => role === 'user'); }

  clear() {
    this.typing = null;
    this.toast.hidden = true;
  }

  // --- Waiting, errors ------------------------------------------------------------------------------------------------
  showTyping() {
    if (this.typing) return;
    this.transcript.say(this.t('answering', { hotel: this.chat.catalogue.name }));
    const dots = make('span', { class: 'dots' }, make('i'), make('i'), make('i'));
    this.typing = make('div', { class: 'message assistant', 'data-bellhop': 'typing', 'aria-hidden': 'true' }, dots);
    this.transcript.items.append(this.typing);
  }

  hideTyping() {
    this.typing?.remove();
    this.typing = null;
  }

  /** What went wrong, with the way on; the hotel's contact and a countdown come with a part of their own. */
  showError(/** @type {Trouble} */ { code, retryable, retryAfter }, /** @type {() => void} */ retry) {
    const seconds = retryAfter ?? 0;
    const until = Date.now() + seconds * 1000;
    const isLong = code === 'rate_limited' && seconds > LONGEST_WAIT;
    const item = this.transcript.card(() => {
      const text = this.t(isLong ? 'error_rate_limited_today' : `error_${TOLD_AS[code] ?? code}`);
      const again = retryable && !isLong ? button(this.t('tryAgain'), 'primary', retry, { 'data-bellhop': 'retry' }) : null;
      if (again) again.disabled = until > Date.now();
      const kind = code === 'rate_limited' ? 'card error calm' : 'card error';
      const row = make('div', { class: 'row' }, again ?? '');
      const card = make('div', { class: kind, role: 'group', 'aria-label': text, 'data-bellhop': 'error' }, make('p', {}, text), row);
      import('./contact.js').then(({ explain }) => explain(this.chat, row, code, until, again), () => {
        if (again) again.disabled = false;
      });
      return card;
    });
    this.transcript.say(item.querySelector('p')?.textContent ?? '', this.chat.host.alert);
  }

  /** A line above the input for some seconds; it moves nothing. */
  toastFor(/** @type {string} */ words, /** @type {Element | string} */ more = '', hook = '') {
    const line = make('div', { class: 'toast-line', 'data-bellhop': hook || null }, make('span', {}, words), more);
    this.toast.replaceChildren(line);
    this.toast.hidden = false;
    this.transcript.say(words);
    const end = () => {
      this.transcript.remove(line);
      this.toast.hidden = !this.toast.childElementCount;
    };
    this.transcript.later(end, STAYS);
    return end;
  }

  offerUndo(/** @type {() => void} */ action) {
    const end = this.toastFor(this.t('chatCleared'), button(this.t('undo'), 'link', () => {
      end();
      action();
    }), 'undo');
  }
}
