// How a conversation follows an answer, with a view that only notes what it is told (docs/widget.md §3.1, §3.3; F-16, B-34).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { Answering } from '../../widget/js/conversation/answering.js';
import { emptyState } from '../../widget/js/conversation/state.js';
import { Catalogue } from '../../widget/js/hotel/catalogue.js';
import { loadTexts, makeTranslator } from '../../widget/js/i18n/i18n.js';

const network = { onLine: true };
Object.defineProperty(globalThis, 'navigator', { value: network, configurable: true });

/** What the next request is answered with. */
let body = '';
/** @type {any[]} */
const sent = [];
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (piece) => { text += piece; });
  request.on('end', () => {
    sent.push(JSON.parse(text));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(body);
  });
});
await new Promise((done) => { server.listen(0, '127.0.0.1', () => done(null)); });
after(() => { server.closeAllConnections(); server.close(); });
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const texts = makeTranslator(await loadTexts('en'), 'en');

const says = (/** @type {string[]} */ ...pieces) =>
  pieces.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`).join('') + 'data: [DONE]\n\n';

/** A chat in which a guest has said something. @param {string} text @param {object} hotel */
function talk(text, hotel = {}) {
  /** @type {string[]} */
  const log = [];
  const note = (/** @type {string} */ name) => (/** @type {any[]} */ ...values) => { log.push([name, ...values.map((one) => (typeof one === 'string' ? one : one?.code ?? ''))].join(' ').trim()); };
  const bubble = () => {
    /** @type {any} */
    const one = { append: note('append'), end: note('end'), restart: () => (note('restart')(), bubble()) };
    return one;
  };
  /** @type {any} */
  const chat = {
    ...emptyState(), dropped: new Set(), texts, endpoint: `http://127.0.0.1:${port}`, catalogue: new Catalogue(hotel), keeper: {},
    view: new Proxy({}, { get: (_, name) => (name === 'beginAnswer' ? bubble : note(String(name))) }),
    host: { tell: (/** @type {string} */ type) => { log.push(`tell ${type}`); return true; }, requests: new AbortController() },
    save() {}, history: () => chat.messages.map(({ role, content }) => ({ role, content })),
  };
  chat.messages.push({ id: 'm1', role: 'user', content: text, at: 1 });
  return { chat, log, answering: new Answering(chat) };
}

test('F-16 notes that were shown are taken back, from the message too; the next answer waits for their end', async () => {
  const { chat, log, answering } = talk('Hello');
  body = says('notes ', 'more', '</think>', 'Yes', '.');
  const answer = await answering.ask('Hello');
  assert.deepEqual([answer?.text, answer?.state, chat.messages.at(-1).content], ['Yes.', 'complete', 'Yes.']);
  assert.ok(log.includes('restart') && log.includes('append notes'));
  log.length = 0;
  chat.messages.push({ id: 'm2', role: 'user', content: 'And?', at: 2 });
  await answering.ask('And?');
  assert.equal(chat.messages.at(-1).content, 'Yes.');
  assert.ok(!log.includes('restart') && !log.includes('append notes'));
});

const rooms = [
  { id: 'garden', name: 'Garden', pricePerNight: 100, maxGuests: 2 }, { id: 'attic', name: 'Attic', pricePerNight: 80, maxGuests: 2, availability: 'unknown' },
];
const offering = (/** @type {string} */ room, notes = '') =>
  says('Here it is.\n[OFFER_DATA]\n', `room_name: ${room}\ncheck_in: 2027-02-01\ncheck_out: 2027-02-03\nguests: 2\nspecial_notes: ${notes}\n`, '[/OFFER_DATA]');

test('B-34 an offer\'s notes are the guest\'s words where the model wrote the kind of wish', async () => {
  const { chat, log, answering } = talk('An offer', { today: '2027-01-01', rooms });
  chat.special.requirements = [{ type: 'dietary', value: 'vegan breakfast', label: 'Diet' }, { type: 'pet', value: 'two dogs', label: 'Pet' }];
  body = offering('Garden', 'Diet|pet|late arrival|vegan breakfast');
  await answering.ask('An offer');
  assert.deepEqual(chat.special.currentOffer.special_notes, ['vegan breakfast', 'two dogs', 'late arrival']);
  assert.deepEqual([chat.special.stage, chat.messages.at(-1).content], ['offer_ready', 'Here it is.']);
  assert.ok(log.includes('showOffer') && log.includes('tell offer'));
});

test('an offer that does not hold is told; where nobody knows what is free, the hotel is to be asked', async () => {
  for (const [room, words] of [['Castle', texts.t('offerProblem')], ['Attic', texts.t('askHotel')]]) {
    const { chat, log, answering } = talk('An offer', { today: '2027-01-01', rooms });
    body = offering(room);
    await answering.ask('An offer');
    assert.equal(chat.special.currentOffer, null);
    assert.ok(log.includes(`refuse ${words}`), log.join('\n'));
  }
});

test('F-17 an answer with a gap is interrupted, and asked for again without the question twice', async () => {
  const { chat, log, answering } = talk('How much?');
  body = `${says('The suite costs ').replace('data: [DONE]\n\n', '')}data: {broken\n\n${says(' a night.')}`;
  const answer = await answering.ask('How much?');
  assert.equal(answer?.state, 'interrupted');
  assert.ok(log.includes('showError interrupted') && log.includes('tell error'));
  body = says('300.');
  await answering.retry();
  assert.deepEqual(sent.at(-1).messages, [{ role: 'user', content: 'How much?' }]);
  assert.deepEqual(chat.messages.map((/** @type {any} */ one) => one.content), ['How much?', '300.']);
});

test('F-29 without a connection nothing is sent until there is one, then once', async () => {
  const { chat, log, answering } = talk('Hello');
  network.onLine = false;
  const before = sent.length;
  assert.equal(await answering.ask('Hello'), undefined);
  assert.deepEqual([chat.messages[0].state, sent.length, log.includes('showQueued')], ['queued', before, true]);
  network.onLine = true;
  body = says('Hi.');
  const ended = new Promise((done) => { chat.save = () => { if (chat.messages.at(-1).state === 'complete') done(null); }; });
  answering.backOnline();
  answering.backOnline();
  await ended;
  assert.deepEqual([sent.length - before, chat.messages.length], [1, 2]);
});

test('a new chat ends an answer: nothing of it comes any more', async () => {
  const { chat, log, answering } = talk('Hello');
  body = says('late');
  const asked = answering.ask('Hello');
  answering.forget();
  log.length = 0;
  await asked;
  assert.deepEqual([log, chat.messages.length], [[], 1]);
});
