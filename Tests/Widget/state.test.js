// What is known of a stay, how it is kept, and what other tabs say (docs/widget.md §2.1, §4.4; F-21, F-32, W-22, W-31).
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { emptyState, Keeper, take } from '../../widget/js/conversation/state.js';
import { heard } from '../../widget/js/conversation/tabs.js';
import { Catalogue } from '../../widget/js/hotel/catalogue.js';

/** A page's storage. */
class FakeStorage {
  /** @type {Map<string, string>} */ kept = new Map();
  isFull = false;
  getItem(/** @type {string} */ key) { return this.kept.get(key) ?? null; }
  setItem(/** @type {string} */ key, /** @type {string} */ value) {
    if (this.isFull) throw new Error('QuotaExceededError');
    this.kept.set(key, value);
  }
  removeItem(/** @type {string} */ key) { this.kept.delete(key); }
}

let storage = new FakeStorage();
for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get: () => storage, configurable: true });
beforeEach(() => { storage = new FakeStorage(); });

/** A chat whose view only notes what it is told. @param {string} language */
function chatIn(language) {
  /** @type {string[]} */
  const log = [];
  /** @type {any} */
  const chat = {
    ...emptyState(), dropped: new Set(), endpoint: 'https://h.example', running: null, log,
    catalogue: new Catalogue({ rooms: [{ id: 'garden', name: 'Garden', pricePerNight: 100 }], today: '2026-11-22' }), texts: { code: language, label: (/** @type {string} */ type) => type },
    view: new Proxy({ draft: '' }, { get: (view, name) => (name === 'draft' ? view.draft : () => { log.push(String(name)); }) }),
    forget() { Object.assign(chat, emptyState()); chat.dropped.clear(); },
    async switchLanguage(/** @type {string} */ code) { chat.texts.code = code; log.push(`language ${code}`); },
  };
  chat.keeper = new Keeper(chat, 'local');
  return chat;
}
const message = (/** @type {string} */ id, /** @type {string} */ role, /** @type {string} */ content, more = {}) => ({ id, role, content, at: Date.now(), ...more });

test('W-22 transcript and state are there after a reload, a running answer is interrupted', () => {
  const chat = chatIn('de');
  take(chat, 'Two adults, 15-18 January, I am Anna');
  chat.messages.push(message('a', 'user', 'Hi'), message('b', 'assistant', 'half', { state: 'streaming' }));
  chat.roomID = 'garden';
  chat.keeper.save();
  const other = chatIn('en');
  const saved = other.keeper.read();
  assert.ok(saved);
  other.keeper.restore(saved);
  assert.deepEqual(other.messages.map((/** @type {any} */ one) => [one.content, one.state]), [['Hi', undefined], ['half', 'interrupted']]);
  const { guests, checkIn, checkOut, fullName } = other.booking.collectedData;
  assert.deepEqual([guests, checkIn, checkOut, fullName, other.roomID, saved.language], [2, '2027-01-15', '2027-01-18', 'Anna', 'garden', 'de']);
});

test('F-21 the transcript is kept where arrays have a toJSON of their own', () => {
  const chat = chatIn('en');
  chat.messages.push(message('a', 'user', 'Hi'));
  Object.defineProperty(Array.prototype, 'toJSON', { value: () => 'x', configurable: true, writable: true });
  chat.keeper.save();
  const saved = chatIn('en').keeper.read();
  delete (/** @type {any} */ (Array.prototype).toJSON);
  assert.equal(saved?.messages[0].content, 'Hi');
});

test('W-31 full, broken, old or foreign storage is silent', () => {
  const chat = chatIn('en');
  storage.isFull = true;
  chat.keeper.save();
  assert.equal(chat.keeper.read(), null);
  storage.isFull = false;
  const key = 'bellhop:1:https://h.example';
  for (const kept of ['{', 'null', '5', '{"schema":0,"messages":[]}', '{"schema":1,"messages":5}', `{"schema":1,"at":${Date.now() - 25 * 3600e3},"messages":[]}`]) {
    storage.setItem(key, kept);
    assert.equal(chat.keeper.read(), null, kept);
  }
  storage.setItem(key, `{"schema":1,"at":${Date.now()},"dropped":5,"messages":[null,{"id":5},{"id":"a","role":"system","content":"x","at":1},{"id":"b","role":"user","content":"x","at":${Date.now()}}]}`);
  assert.deepEqual([chat.keeper.read()?.messages.length, chat.keeper.read()?.dropped], [1, []]);
  Object.defineProperty(globalThis, 'localStorage', { get: () => { throw new Error('SecurityError'); }, configurable: true });
  chat.keeper.save();
  assert.equal(chat.keeper.read(), null);
  Object.defineProperty(globalThis, 'localStorage', { get: () => storage, configurable: true });
});

test('another tab\'s messages come once, newer states replace interrupted ones, dropped ones go', () => {
  const [here, there] = [chatIn('en'), chatIn('en')];
  here.messages = [message('a', 'user', 'Hi'), message('b', 'assistant', 'half', { state: 'interrupted' }), message('c', 'assistant', 'old')];
  there.messages = [message('a', 'user', 'Hi'), message('b', 'assistant', 'whole', { state: 'complete' }), message('d', 'user', 'More', { state: 'queued' })];
  there.dropped.add('c');
  there.keeper.save();
  heard(here, here.keeper.read(), null);
  heard(here, here.keeper.read(), null);
  assert.deepEqual(here.messages.map((/** @type {any} */ one) => one.content), ['Hi', 'whole']);
});

test('F-32 a new chat, then another language: both tabs speak it', () => {
  const [here, there] = [chatIn('en'), chatIn('en')];
  there.messages = [message('a', 'user', 'Hi')];
  there.keeper.save();
  const before = here.keeper.read();
  heard(here, before, null);
  // The other tab begins anew, which takes away what was kept, and then chooses a language.
  there.forget();
  there.keeper.clear();
  heard(here, null, before);
  assert.equal(here.messages.length, 0);
  there.texts.code = 'uk';
  there.keeper.save();
  heard(here, here.keeper.read(), null);
  assert.equal(here.texts.code, 'uk');
  // A tab that only begins in its own language changes no other.
  const third = chatIn('de');
  third.keeper.save();
  const fresh = chatIn('en');
  heard(fresh, fresh.keeper.read(), null);
  assert.equal(fresh.texts.code, 'en');
});
