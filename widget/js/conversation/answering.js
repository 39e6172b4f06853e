// Answers of one conversation: asks for them, follows them, and asks again (docs/widget.md §3.1, §3.3). One runs at a
// time.
import { offerOf } from '../hotel/catalogue.js';
import { booking, request, run } from '../stream/completion.js';
import { hasRoomIntent, isGeneralTopic } from '../understanding/message.js';
import { inOwnWords } from './state.js';

/** @typedef {import('./state.js').Message} Message */
/** @typedef {import('../stream/reading.js').ChatError} ChatError */
/** @typedef {import('../stream/completion.js').Outcome} Outcome */
/**
 * @typedef {{append: (delta: string) => void, end: (state: string) => void, restart: () => Bubble}} Bubble what shows
 *   an answer
 */

/** Name of a message, unlike any other's. */
export const newID = () => `m${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;

/** How often a growing answer is kept, in milliseconds. */
const SAVE_EVERY = 1000;

/** One answer that is asked for: its message, and what shows it. */
class RunningAnswer {
  /** @type {Message} */ message = { id: newID(), role: 'assistant', content: '', state: 'streaming', at: Date.now() };

  constructor(/** @type {Answering} */ owner, /** @type {string} */ question) {
    this.owner = owner;
    this.chat = owner.chat;
    this.question = question;
    /** @type {Bubble} */ this.bubble = this.chat.view.beginAnswer(this.message);
  }

  get isCurrent() { return this.owner.current === this; }

  chunk(/** @type {string} */ delta, /** @type {string} */ full) {
    if (!this.isCurrent) return;
    const { chat, message } = this;
    if (!chat.messages.includes(message)) chat.messages.push(message);
    message.content = full;
    this.bubble.append(delta);
    this.owner.saveSoon();
    chat.host.tell('chunk', { id: message.id, delta });
  }

  /** What came until now was no answer. */
  restart() {
    if (!this.isCurrent) return;
    this.message.content = '';
    this.bubble = this.bubble.restart();
  }

  end(/** @type {Outcome} */ outcome) {
    if (!this.isCurrent) return;
    const { chat, message } = this;
    const { text, finishReason, block } = outcome;
    message.state = outcome.truncated ? 'truncated' : 'complete';
    message.content = text;
    if (!chat.messages.includes(message)) chat.messages.push(message);
    if (outcome.model === 'bellhop-demo') chat.demo = true;
    this.owner.isQuiet ||= outcome.hadOpenNotes;
    this.bubble.end(message.state);
    this.owner.over();
    chat.host.tell('response', { id: message.id, text, state: message.state, finishReason });
    if (block !== null) this.offer(offerOf(block, chat.catalogue));
    else if (chat.catalogue.rooms.length && hasRoomIntent(this.question)) chat.view.showRooms(false);
    chat.view.showContext();
    chat.save();
  }

  /** The answer came with a block; what does not hold is told. */
  offer(/** @type {ReturnType<typeof offerOf>} */ { offerData: given, offerProblem }) {
    const { chat, chat: { special, texts } } = this;
    if (!given) {
      chat.view.refuse(texts.t(offerProblem === 'unknown' ? 'askHotel' : 'offerProblem'));
      return;
    }
    const offer = inOwnWords(given, special.requirements, texts.label);
    special.currentOffer = offer;
    special.stage = 'offer_ready';
    chat.view.showOffer(offer);
    chat.host.tell('offer', { id: this.message.id, offer });
  }

  async fail(/** @type {ChatError} */ given) {
    const { chat, message } = this;
    const error = given.code === 'network' ? await this.explained(given) : given;
    if (!this.isCurrent) return;
    const { code, status, retryAfter, retryable } = error;
    message.state = code === 'aborted' ? 'stopped' : message.content ? 'interrupted' : 'error';
    this.bubble.end(message.state);
    this.owner.over();
    if (code === 'offline' && !message.content) this.owner.queue();
    else if (code !== 'aborted') chat.view.showError(error, () => this.owner.retry());
    if (code !== 'aborted') chat.host.tell('error', { id: message.id, code, status, retryAfter, retryable });
    chat.save();
  }

  /** @returns {Promise<ChatError>} */
  explained(/** @type {ChatError} */ error) {
    const { endpoint, messages, host: { requests: { signal } } } = this.chat;
    const known = { endpoint, messages, signal };
    return import('../stream/refusal.js').then(({ explained }) => explained(known, error), () => error);
  }
}

export class Answering {
  /** @type {RunningAnswer | null} The one whose callbacks count. */ current = null;
  /** @type {AbortController | null} */ running = null;
  /** The model was seen to begin with notes that no mark opens. */
  isQuiet = false;
  savedAt = 0;

  constructor(/** @type {import('./conversation.js').Conversation} */ chat) { this.chat = chat; }

  /**
   * Asks for an answer to the last message.
   * @returns {Promise<{id: string, text: string, state: string} | undefined>} the answer
   */
  async ask(/** @type {string} */ text) {
    if (navigator.onLine === false) {
      this.queue();
      return;
    }
    const { chat } = this;
    this.running = new AbortController();
    chat.view.setBusy(true);
    chat.view.showTyping();
    const answer = this.current = new RunningAnswer(this, text);
    const assistant = chat.special.isActive ? 'special' : chat.roomID && !isGeneralTopic(text) ? 'room' : 'general';
    const context = {
      bookingState: booking(chat.booking),
      ...(assistant === 'room' ? { room: chat.roomID } : {}),
      ...(assistant === 'special' ? { requirements: chat.special.requirements, stage: chat.special.stage } : {}),
    };
    const { endpoint, texts: { code: language } } = chat;
    const options = { signal: this.running.signal, language, endpoint, isQuiet: this.isQuiet };
    await run(request(assistant, text, chat.history().slice(0, -1), context, true, options), {
      chunk: (delta, full) => answer.chunk(delta, full),
      restart: () => answer.restart(),
      end: (outcome) => answer.end(outcome),
      fail: (error) => answer.fail(error),
    }, options);
    const { id, content, state = '' } = answer.message;
    return { id, text: content, state };
  }

  /** An answer has ended, however. */
  over() {
    this.current = this.running = null;
    this.chat.keeper.takeArrived?.(this.chat);
    this.chat.view.hideTyping();
    this.chat.view.setBusy(false);
  }

  /** Ends the answer; nothing of it counts any more. */
  forget() {
    this.current = null;
    this.abort();
    this.running = null;
  }

  abort() { this.running?.abort(); }

  /** Asks again for the last question; it is not added twice. */
  async retry() {
    const { chat } = this;
    if (this.running) return;
    while (chat.messages.at(-1)?.role === 'assistant') chat.dropped.add(chat.messages.pop()?.id ?? '');
    const last = chat.messages.at(-1);
    if (!last) return;
    chat.view.removeAfter(last.id);
    chat.save();
    await this.ask(last.content);
  }

  /** Without a connection the guest's last message waits; it is sent once when there is one again. */
  queue() {
    const last = this.chat.messages.at(-1);
    if (last?.role === 'user') last.state = 'queued';
    this.chat.view.showQueued();
    this.chat.save();
  }

  backOnline = () => {
    const waiting = this.chat.messages.filter(({ state }) => state === 'queued');
    for (const message of waiting) delete message.state;
    this.chat.view.showQueued();
    if (waiting.length) this.retry();
  };

  saveSoon() {
    const now = Date.now();
    if (now - this.savedAt < SAVE_EVERY) return;
    this.savedAt = now;
    this.chat.save();
  }
}
