// The list of messages: what was said, and the cards that came with it.
import { actionsOf, Bubble } from './bubble.js';
import { iconButton, label, make } from './dom.js';
import { Follower } from './follower.js';

/** @typedef {import('../conversation/state.js').Message} Message */

/** How long a piece of text stays for screen readers that are slow to come, in milliseconds. */
const STAYS = 8000;
/** @type {Record<string, string>} */
const ENDINGS = { stopped: 'stopped', truncated: 'truncated', interrupted: 'error_interrupted' };

export class Transcript {
  /** @type {Set<number>} */ timers = new Set();
  /** Messages that came while the reader was further up. */
  fresh = 0;
  /** @type {WeakMap<Element, (() => void)[]>} What writes the words of each part of the transcript. */
  renewals = new WeakMap();
  isRestoring = false;

  /**
   * @param {import('../conversation/conversation.js').Conversation} chat
   * @param {{rest: () => void, missed: () => void, hideTyping: () => void, toast: (words: string) => void}} owner `rest` takes focus
   *   when its control is gone, `missed` is told of an answer behind a closed window
   */
  constructor(chat, owner) {
    this.chat = chat;
    this.owner = owner;
    this.items = make('div', { class: 'items' });
    this.list = make('div', { class: 'messages', part: 'messages', 'data-bellhop': 'messages', tabindex: '0',
      role: 'list' }, this.items);
    this.toEnd = iconButton('down', 'to-end', () => this.follower.attach());
    this.toEnd.className = 'to-end';
    this.toEnd.hidden = true;
    this.element = make('div', { class: 'middle' }, this.list, this.toEnd);
    const changed = (/** @type {boolean} */ isAway) => {
      if (this.toEnd.hidden === !isAway) return;
      this.toEnd.hidden = !isAway;
      this.countNew(-this.fresh);
    };
    this.follower = new Follower(this.list, this.items, changed, () => this.measureAgain());
    this.parts = new ResizeObserver((entries) => this.passOver(entries));
  }

  get t() { return this.chat.texts.t; }

  /** Tells screen readers, each piece once and in order (docs/widget.md §5, W-A1). */
  say(/** @type {string} */ given, /** @type {Element} */ region = this.chat.host.live) {
    const text = given.replace(/\s+/g, ' ').trim();
    if (!text) return;
    const node = region.appendChild(make('div', {}, text));
    this.later(() => { if (node.isConnected) node.remove(); }, STAYS);
  }

  /** A timer that ends with the window. */
  later(/** @type {() => void} */ action, /** @type {number} */ ms) {
    const timer = window.setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    this.timers.add(timer);
  }

  /** Some pages' scripts let the removal of what is gone fail. */
  remove(/** @type {Element} */ element) {
    if (!element.isConnected) return;
    const hadFocus = element.contains(this.chat.host.shadowRoot.activeElement);
    element.remove();
    if (hadFocus) this.owner.rest();
  }

  /** Gives a part of the transcript its words, now and whenever the language changes. */
  renewed(/** @type {Element} */ item, /** @type {() => void} */ write) {
    this.renewals.set(item, [...(this.renewals.get(item) ?? []), write]);
    write();
  }

  translate() {
    this.list.setAttribute('aria-label', this.t('messages'));
    this.countNew(0);
    for (const item of this.items.children) for (const write of this.renewals.get(item) ?? []) write();
  }

  /**
   * The browser passes over parts of answers that are done and out of sight, so that a frame's cost does not grow with
   * an answer. It may do so only once a part's height is known: an estimate would move what the reader sees.
   */
  passOver(/** @type {ResizeObserverEntry[]} */ entries) {
    for (const { target, contentRect: { width, height } } of entries) {
      if (!height) continue;
      this.parts.unobserve(target);
      /** @type {HTMLElement} */ (target).style.setProperty('contain-intrinsic-size', `auto ${width}px auto ${height}px`);
      target.classList.add('passed-over');
    }
  }

  /** Lines break elsewhere. */
  measureAgain() {
    for (const part of this.items.querySelectorAll('.passed-over')) {
      part.classList.remove('passed-over');
      this.parts.observe(part);
    }
  }

  // --- Messages ------------------------------------------------------------------------------------------------------
  /** A line of the transcript. */
  item(/** @type {string} */ role, /** @type {string} */ id, at = 0) {
    const part = `message-${role === 'user' ? role : 'assistant'}`;
    const text = make('div', { class: 'text', 'data-bellhop': 'text', part, dir: 'auto',
      translate: role === 'notice' ? 'no' : 'yes' });
    const name = make('span', { class: 'hidden-text' });
    const item = make('div', { role: 'listitem', class: `message ${role}`, 'data-role': role, 'data-id': id }, name,
      text);
    const time = make('time', { datetime: new Date(at).toISOString() });
    if (at) item.append(time);
    this.items.append(item);
    if (role === 'user') this.groupTimes(item);
    this.renewed(item, () => {
      name.textContent = `${this.t(role === 'user' ? 'you' : 'concierge')}: `;
      time.textContent = this.chat.texts.time(new Date(at));
    });
    return { item, text };
  }

  /** Shows the time once for all lines of a minute, below the last. */
  groupTimes(/** @type {HTMLElement} */ item) {
    let before = item.previousElementSibling;
    while (before && !before.querySelector('time')) before = before.previousElementSibling;
    const [one, other] = [before, item].map((each) => each?.querySelector('time')?.dateTime.slice(0, 16));
    before?.classList.toggle('same-minute', one === other);
  }

  notice(/** @type {string} */ words) {
    this.item('notice', '').text.textContent = words;
    this.say(words);
  }

  /** A card over the whole width; it is built anew when the language changes. */
  card(/** @type {() => Element} */ build) {
    const item = make('div', { role: 'listitem', class: 'wide' });
    this.items.append(item);
    this.renewed(item, () => item.replaceChildren(build()));
    return item;
  }

  addGuest(/** @type {Message} */ message) {
    const { item, text } = this.item('user', message.id, message.at);
    text.textContent = message.content;
    return item;
  }

  beginAnswer(/** @type {Message} */ message) {
    const { item, text } = this.item('assistant', message.id, message.at);
    item.hidden = true;
    item.dataset.state = 'streaming';
    item.setAttribute('aria-busy', 'true');
    return new Bubble(item, text, {
      first: () => {
        this.owner.hideTyping();
        this.groupTimes(item);
      },
      ended: (state) => this.answerEnded(item, text, state),
      partDone: (part) => this.parts.observe(part),
      say: (piece) => { if (!this.isRestoring && item.isConnected) this.say(piece); },
    });
  }

  answerEnded(/** @type {HTMLElement} */ item, /** @type {HTMLElement} */ text, /** @type {string} */ state) {
    for (const old of this.items.querySelectorAll('[data-bellhop="regenerate"], [data-bellhop="continue"]')) this.remove(old);
    this.items.querySelector('.newest')?.classList.remove('newest');
    if (item.hidden) {
      item.remove();
      return;
    }
    item.classList.add('newest');
    this.countNew(1);
    if (!this.chat.isOpen && !this.isRestoring) this.owner.missed();
    const word = ENDINGS[state];
    const ending = make('p', { class: 'state' });
    if (word) item.append(ending);
    if (word && state !== 'interrupted' && !this.isRestoring) this.say(this.t(word));
    const { row, write } = actionsOf(this.chat, text, state, (words) => this.owner.toast(words));
    item.append(row);
    this.renewed(item, () => {
      if (word) ending.textContent = this.t(word);
      write();
    });
  }

  restoreMessage(/** @type {Message} */ message) {
    this.isRestoring = true;
    if (message.role === 'user') this.addGuest(message);
    else {
      const bubble = this.beginAnswer(message);
      bubble.append(message.content);
      bubble.end(message.state ?? 'complete');
    }
    this.isRestoring = false;
  }

  clear() {
    this.items.replaceChildren();
    this.follower.forget();
    for (const region of [this.chat.host.live, this.chat.host.alert]) region.replaceChildren();
  }

  find(/** @type {string} */ id) { return this.items.querySelector(`[data-id="${CSS.escape(id)}"]`); }

  /** Takes a message away, with the cards that came with it. */
  removeMessage(/** @type {string} */ id) {
    const item = this.find(id);
    while (item?.nextElementSibling?.matches('.wide')) this.remove(item.nextElementSibling);
    if (item) this.remove(item);
  }

  /** Takes everything behind a message away. */
  removeAfter(/** @type {string} */ id) {
    const item = this.find(id);
    while (item?.nextElementSibling) this.remove(item.nextElementSibling);
  }

  countNew(/** @type {number} */ more) {
    if (more > 0 && this.toEnd.hidden) return;
    this.fresh += more;
    const name = this.t('toEnd');
    label(this.toEnd, this.fresh ? `${name}: ${this.fresh}` : name);
    this.toEnd.dataset.count = this.fresh ? String(this.fresh) : '';
  }

  destroy() {
    for (const timer of this.timers) clearTimeout(timer);
    this.follower.end();
    this.parts.disconnect();
  }
}
