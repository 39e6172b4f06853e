// Answers as providers give them, read alike by the relay and by the widget: Tests/Fixtures/answers.json (docs/providers.md §4; V-, F- and
// R- rows).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { getGeneralAIResponse, getGeneralAIResponseStreaming } from '../../widget/js/openai.js';
import { Answer, EventStreamReader } from '../../widget/js/stream/reading.js';

const table = JSON.parse(readFileSync(new URL('../Fixtures/answers.json', import.meta.url), 'utf8'));

/** What a guest gets of a stream's bytes, in pieces of a size. @param {Uint8Array} bytes @param {number} size */
function readInPieces(bytes, size) {
  let [text, restarts] = ['', 0];
  const answer = new Answer({
    chunk(delta) { text += delta; },
    restart() {
      text = '';
      restarts++;
    },
  });
  const events = new EventStreamReader((data) => answer.event(data));
  try {
    for (let at = 0; at < bytes.length; at += size) events.push(bytes.slice(at, at + size));
    events.end();
    const outcome = answer.end();
    assert.equal(outcome.text, text);
    return { text, told: null, finish: outcome.finishReason, restarts };
  } catch (/** @type {any} */ error) {
    assert.equal(error.name, 'ChatError', error.stack);
    return { text, told: error.code, finish: answer.finishReason, restarts };
  }
}

for (const { name, case: id, pieces, text, told: said, finish, outcome } of table.streams)
  test(`${id} stream: ${name}`, () => {
    const bytes = new TextEncoder().encode(pieces.join(''));
    const whole = readInPieces(bytes, bytes.length);
    // An answer that ended well without any text has its own code here (docs/embedding.md §4); to the relay it is the same trouble.
    const told = said === 'unavailable' && outcome === 'completed' ? 'empty_answer' : said;
    // Blanks at the end wait for what follows them: a block would take them away.
    assert.equal(whole.text, told ? text.trimEnd() : text);
    assert.equal(whole.told, told);
    if (told === null) assert.equal(whole.finish, finish);
    for (let size = 1; size < bytes.length; size++) assert.deepEqual(readInPieces(bytes, size), whole, `pieces of ${size}`);
    assert.ok(!whole.text.includes('Private notes'));
  });

/** @param {number} status @param {string} type @param {string | Uint8Array} body @param {Record<string, string>} [more] */
async function answering(status, type, body, more = {}) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(status, { 'content-type': type, ...more });
      response.end(body);
    });
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', () => done(null)); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { endpoint: `http://127.0.0.1:${port}`, close: () => { server.closeAllConnections(); server.close(); } };
}

for (const { name, case: id, body, text, told, outcome } of table.plain)
  test(`${id} whole answer: ${name}`, async () => {
    // What is no answer reaches the widget as an error of the relay; should it come all the same, it is none here either.
    const server = await answering(200, 'application/json', typeof body === 'string' ? body : JSON.stringify(body));
    const result = await getGeneralAIResponse('Hello', 'x', null, [], { endpoint: server.endpoint });
    server.close();
    if (outcome === 'completed' && told === null) assert.deepEqual([result.error, result.text], [false, text]);
    else assert.equal(result.error, true, JSON.stringify(result));
  });

for (const { name, case: id, told, guest } of table.errors)
  test(`${id} refusal: ${name}`, async () => {
    const [status, code] = Array.isArray(told) ? told : [told.status, told.code];
    const server = await answering(status, 'application/json', JSON.stringify({ error: { message: 'x', type: 'x', param: null, code } }));
    const result = await getGeneralAIResponse('Hello', 'x', null, [], { endpoint: server.endpoint });
    server.close();
    assert.equal(result.code, guest);
  });

// --- What stands in no vendor's table -----------------------------------------------------------------------------------
const chunk = (/** @type {unknown} */ content, finish = null, more = {}) => ({ model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: finish }], ...more });
const stream = (/** @type {unknown[]} */ ...events) => events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
const read = (/** @type {string} */ text, size = 1e9) => readInPieces(new TextEncoder().encode(text), size);

const THOUGHTS = [
  '<think>notes</think>Breakfast is from 7.', '<think>\nnotes\n</think>\n\nBreakfast is from 7.', 'notes</think>Breakfast is from 7.', 'notes [x] < y\n</think>\n\nBreakfast is from 7.',
  '<thinking>notes</thinking> Breakfast is from 7.', '<thought>notes</thought>Breakfast is from 7.', '[THINK]notes[/THINK]Breakfast is from 7.', '  <THINK>notes</THINK>Breakfast is from 7.',
  '<think>a</think><think>b</think>Breakfast is from 7.', '<think>[OFFER_DATA]\nroom_name: x\n[/OFFER_DATA]</think>Breakfast is from 7.', '<think></think>Breakfast is from 7.',
];
for (const text of THOUGHTS)
  test(`F-16 only the answer of ${JSON.stringify(text)}, wherever it is cut`, () => {
    for (let size = 1; size <= text.length; size++) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => chunk(text.slice(index * size, (index + 1) * size)));
      const { text: shown, told } = read(stream(...pieces, chunk('', /** @type {any} */ ('stop')), '[DONE]'));
      assert.deepEqual([shown.trim(), told], ['Breakfast is from 7.', null], `pieces of ${size}`);
    }
  });

test('F-16 notes that are not closed are no answer, an answer of notes alone is empty', () => {
  for (const text of ['<think>notes', '<think>notes</thin', '<thi', '<think>notes</think>', '<think>notes</think>\n\n'])
    for (const size of [1, 3, 100]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => chunk(text.slice(index * size, (index + 1) * size)));
      assert.deepEqual(read(stream(...pieces, chunk('', /** @type {any} */ ('stop')))), { text: '', told: 'empty_answer', finish: 'stop', restarts: 0 }, text);
    }
});

test('F-16 what only looks like notes is shown', () => {
  for (const text of ['<b>bold</b>', '< 5 km', '<thin> walls', 'I think 5 < 6 is right', '[THINKING about it]', 'a <think> in the middle', '[1] yes', '2 </ 3']) {
    const pieces = [...text].map((ch) => chunk(ch));
    assert.equal(read(stream(...pieces, chunk('', /** @type {any} */ ('stop')))).text, text);
  }
});

test('F-16 a model that is known to open its notes without a mark shows nothing before they end', () => {
  const events = ['no', 'tes', '</th', 'ink>', 'Yes', '.'].map((content) => chunk(content, null, { model: 'deepseek-r1:7b' }));
  assert.deepEqual(read(stream(...events, chunk('', /** @type {any} */ ('stop')))), { text: 'Yes.', told: null, finish: 'stop', restarts: 0 });
  const plain = ['Y', 'es.'].map((content) => chunk(content, null, { model: 'deepseek-r1:7b' }));
  assert.equal(read(stream(...plain, '[DONE]')).text, 'Yes.');
  const apart = { model: 'deepseek-r1', choices: [{ delta: { reasoning_content: 'notes' } }] };
  let shown = '';
  const answer = new Answer({ chunk: (delta) => { shown += delta; }, restart() {} });
  for (const event of [apart, ...plain]) answer.event(JSON.stringify(event));
  assert.equal(shown, 'Yes.');
});

test('F-16 content as a list of parts: only its text', () => {
  const parts = (/** @type {unknown[]} */ ...list) => chunk(list);
  const events = [parts({ type: 'thinking', thinking: [{ type: 'text', text: 'notes' }] }), parts({ type: 'text', text: 'Yes' }, { type: 'image_url' }, null, { type: 'text' }), parts({ type: 'text', text: '.' })];
  assert.equal(read(stream(...events, '[DONE]')).text, 'Yes.');
});

test('F-17 R-H2 an event of broken JSON makes no whole answer', () => {
  const text = stream(chunk('The suite costs '), '{"choices":[{"delta":{"content":"300', chunk(' a night.'), chunk('', /** @type {any} */ ('stop')), '[DONE]');
  assert.deepEqual(read(text), { text: 'The suite costs  a night.', told: 'interrupted', finish: 'stop', restarts: 0 });
  assert.equal(read(stream('{broken', '[DONE]')).told, 'bad_response');
  assert.equal(read(stream(chunk('Yes.', /** @type {any} */ ('stop')), '', '   ', '[DONE]')).told, null);
});

test('F-54 a vendor\'s trouble is never the guest\'s', async () => {
  for (const [status, error] of /** @type {[number, unknown][]} */ ([
    [404, { code: 'model_not_found' }], [400, { code: 'model_not_found' }], [400, { type: 'invalid_api_key' }], [401, { code: 'invalid_api_key' }], [402, {}], [429, { code: 'insufficient_quota' }],
    [503, { code: 'upstream_quota' }], [400, { code: 'DeploymentNotFound' }], [400, { code: 'billing_hard_limit_reached' }], [404, 'no'], [403, { code: 'permission_denied' }], [502, [{ error: {} }]],
  ])) {
    const server = await answering(status, 'application/json', JSON.stringify({ error }));
    const result = await getGeneralAIResponse('Hello', 'x', null, [], { endpoint: server.endpoint });
    assert.deepEqual([result.code, result.text], ['unavailable', 'The chat is not available right now.'], `${status} ${JSON.stringify(error)}`);
    server.close();
  }
});

test('F-33 onError and the twins give the sentence in the chat\'s language', async () => {
  const server = await answering(429, 'application/json', '{"error":{"code":"rate_limit_exceeded"}}', { 'retry-after': '5' });
  for (const [language, text] of /** @type {[string | undefined, RegExp][]} */ ([['de', /gerade/i], ['ru', /вопросов/], ['xx', /questions/], [undefined, /questions/]])) {
    const options = { endpoint: server.endpoint, ...(language ? { language } : {}) };
    const twin = await getGeneralAIResponse('Hello', 'x', null, [], options);
    /** @type {any} */
    const told = await new Promise((done) => { getGeneralAIResponseStreaming('Hello', 'x', null, [], null, null, done, options); });
    assert.match(told.text, text);
    assert.deepEqual(told, twin);
    assert.deepEqual([told.code, told.retryAfter, told.status, told.retryable, told.error], ['rate_limited', 5, 429, true, true]);
  }
  server.close();
});

test('F-35 a fetch without streams, without signals, is answered and can be given up', async () => {
  const own = globalThis.fetch;
  const body = stream(chunk('Yes'), chunk('.', /** @type {any} */ ('stop')), '[DONE]');
  const headers = new Map([['content-type', 'text/event-stream; charset=utf-8']]);
  try {
    globalThis.fetch = /** @type {any} */ (async () => ({ ok: true, status: 200, headers, text: async () => body, json: async () => JSON.parse(body) }));
    assert.equal((await getGeneralAIResponse('Hello', 'x', null, [], { endpoint: 'http://h.example' })).text, 'Yes.');
    globalThis.fetch = /** @type {any} */ (() => new Promise(() => {}));
    const controller = new AbortController();
    const waiting = getGeneralAIResponse('Hello', 'x', null, [], { endpoint: 'http://h.example', signal: controller.signal });
    controller.abort();
    assert.equal((await waiting).code, 'aborted');
  } finally {
    globalThis.fetch = own;
  }
});

test('F-21 what is sent is right where arrays have a toJSON of their own', async () => {
  /** @type {any} */
  let sent;
  const body = stream(chunk('Yes.', /** @type {any} */ ('stop')), '[DONE]');
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => { text += piece; });
    request.on('end', () => {
      sent = JSON.parse(text);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(body);
    });
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', () => done(null)); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const prototype = /** @type {any} */ (Array.prototype);
  Object.defineProperty(prototype, 'toJSON', { value: () => 'x', configurable: true, writable: true });
  const result = await getGeneralAIResponse('Hello', 'x', null, [{ role: 'user', content: 'a' }], { endpoint: `http://127.0.0.1:${port}` });
  delete prototype.toJSON;
  server.closeAllConnections();
  server.close();
  assert.equal(result.text, 'Yes.');
  assert.deepEqual(sent.messages, [{ role: 'user', content: 'a' }, { role: 'user', content: 'Hello' }]);
});

test('a million characters cost no more than their length', () => {
  for (const text of ['word ', '[', '<', ' ', '[OFFER_DATA]\nx: y\n', '<think>', '</']) {
    const start = process.cpuUsage();
    const answer = new Answer({ chunk() {}, restart() {} });
    const piece = text.repeat(Math.ceil(20 / text.length));
    for (let count = 0; count < 1_000_000; count += piece.length) answer.event(`{"choices":[{"delta":{"content":${JSON.stringify(piece)}}}]}`);
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 3_000_000, `${JSON.stringify(text)}: ${(user + system) / 1000} ms`);
  }
});
