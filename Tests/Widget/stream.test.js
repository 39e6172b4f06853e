import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { parseBlock } from '../../widget/js/hotel/catalogue.js';
import { BlockFilter } from '../../widget/js/stream/hidden.js';
import { EventStreamReader } from '../../widget/js/stream/reading.js';
import { callOpenAIStreaming, getGeneralAIResponse, getGeneralAIResponseStreaming } from '../../widget/js/openai.js';

const read = (bytes, size) => {
  const found = [];
  const reader = new EventStreamReader((data) => found.push(data));
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.slice(at, at + size));
  reader.end();
  return found;
};

test('W-04 W-05 the grammar holds at every split', () => {
  const text = '\uFEFF: comment\r\ndata: one\r\n\r\ndata:two\rdata: lines\r\rid: 7\nevent: x\ndata: {"a":"я😀\u2028"}\n\nretry\ndata\n\ndata: last';
  const bytes = new TextEncoder().encode(text);
  const whole = ['one', 'two\nlines', '{"a":"я😀\u2028"}', '', 'last'];
  for (let size = 1; size <= bytes.length; size++) assert.deepEqual(read(bytes, size), whole, `pieces of ${size}`);
});

const filtered = (text, size) => {
  const filter = new BlockFilter();
  let shown = '';
  for (let at = 0; at < text.length; at += size) shown += filter.push(text.slice(at, at + size));
  const rest = filter.end();
  return { shown: shown + rest.text, cut: rest.cut, block: filter.block };
};

test('W-12 no character of a block is shown, wherever the stream is cut', () => {
  const text = 'Here [is](x) it.\n\n[OFFER_DATA]\nroom_name: A: b\r\nguests: 2\n[/OFFER_DATA]\n\nBye [ok] [Offer me] [';
  const expected = filtered(text, text.length);
  assert.equal(expected.shown, 'Here [is](x) it. Bye [ok] [Offer me] ['.replace(' Bye', '\n\nBye').replace('it.\n\n', 'it.\n\n'));
  for (let size = 1; size < text.length; size++) assert.deepEqual(filtered(text, size), expected, `pieces of ${size}`);
  assert.deepEqual({ ...parseBlock(/** @type {string} */ (expected.block)) }, { room_name: 'A: b', guests: '2' });
  for (let end = 0; end <= text.length; end++) {
    const part = filtered(text.slice(0, end), 3).shown;
    assert.ok(!/OFFER_DATA|room_name/i.test(part), part);
  }
  assert.equal(filtered('Text\n[ offer_data ]\nroom', 1).cut, true);
  assert.equal(filtered('a [OFFER_DA', 1).shown.includes('OFFER'), false);
});

/** @param {(request: any, response: any, body: any) => void} answer */
const served = (answer) => new Promise((done) => {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => { text += piece; });
    request.on('end', () => answer(request, response, JSON.parse(text || '{}')));
  });
  server.listen(0, '127.0.0.1', () => done({ endpoint: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } }));
});
const chunk = (content, finish = null) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason: finish }] })}\n\n`;
const stream = (response, ...parts) => { response.writeHead(200, { 'content-type': 'text/event-stream' }); for (const part of parts) response.write(part); };
const ask = (endpoint, options = {}) => new Promise((done) => {
  const calls = [];
  getGeneralAIResponseStreaming('Hello', 'x', null, [], (delta, full) => calls.push(['chunk', delta, full]), (result) => calls.push(['complete', result]), (error) => calls.push(['error', error]), { endpoint, ...options })
    .then(() => done(calls));
});

test('W-01 W-07 pieces come as they are sent, then one end', async () => {
  const server = await served((_, response) => { stream(response, chunk('Hel'), chunk('lo'), chunk(null, 'stop'), 'data: [DONE]\n\n'); response.end(); });
  const calls = await ask(server.endpoint);
  assert.deepEqual(calls.slice(0, 2), [['chunk', 'Hel', 'Hel'], ['chunk', 'lo', 'Hello']]);
  assert.equal(calls.length, 3);
  assert.equal(calls[2][1].text, 'Hello');
  assert.equal(calls[2][1].error, false);
  server.close();
});

for (const [name, parts, code] of [
  ['W-02 a cut stream is no good answer', [chunk('half')], 'interrupted'],
  ['W-03 an error event is an error', [chunk('half'), 'data: {"error":{"code":"upstream_truncated"}}\n\n'], 'interrupted'],
  ['W-03 an error event before any text', ['data: {"error":{"code":"x"}}\n\n'], 'unavailable'],
  ['an idle upstream is a timeout', [chunk('half'), 'data: {"error":{"code":"upstream_timeout_idle"}}\n\n'], 'timeout'],
  ['an empty answer', [chunk(null, 'stop'), 'data: [DONE]\n\n'], 'empty_answer'],
]) {
  test(name, async () => {
    const server = await served((_, response) => { stream(response, ...parts); response.end(); });
    const calls = await ask(server.endpoint);
    const end = calls.filter(([kind]) => kind !== 'chunk');
    assert.equal(end.length, 1);
    assert.equal(end[0][0], 'error');
    assert.equal(end[0][1].code, code);
    server.close();
  });
}

for (const [status, type, body, code, retryAfter] of [
  [429, 'application/json', '{"error":{"code":"rate_limit_exceeded"}}', 'rate_limited', 7], [502, 'application/json', '{"error":{}}', 'unavailable', null],
  [500, 'text/html', '<h1>no</h1>', 'unavailable', null], [403, 'application/json', '{"error":"x"}', 'forbidden', null], [413, 'text/plain', '', 'too_long', null],
  [504, 'application/json', 'broken', 'timeout', null], [400, 'application/json', '{"error":{"code":"client_prompt_refused"}}', 'client_prompt_refused', null],
  [200, 'text/html', '<p>', 'bad_response', null],
]) {
  test(`W-10 W-11 an answer of ${status} ${type} ends in a code`, async () => {
    const server = await served((_, response) => { response.writeHead(status, { 'content-type': type, ...(retryAfter ? { 'retry-after': String(retryAfter) } : {}) }); response.end(body); });
    const [[kind, error]] = await ask(server.endpoint);
    assert.deepEqual([kind, error.code, error.retryAfter], ['error', code, retryAfter]);
    server.close();
  });
}

test('W-06 a JSON answer to a streaming request is understood', async () => {
  const server = await served((_, response) => { response.writeHead(200, { 'content-type': 'application/json' }); response.end('{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}'); });
  assert.equal((await ask(server.endpoint))[1][1].text, 'Hi');
  assert.equal((await getGeneralAIResponse('Hello', 'x', null, [], { endpoint: server.endpoint })).text, 'Hi');
  server.close();
});

test('W-07 a callback that throws harms nothing', async () => {
  const server = await served((_, response) => { stream(response, chunk('a'), chunk('b', 'stop'), 'data: [DONE]\n\n'); response.end(); });
  let chunks = 0;
  let ends = 0;
  await callOpenAIStreaming([{ role: 'user', content: 'x' }], () => { chunks++; throw new Error('mine'); }, () => { ends++; throw new Error('mine'); }, () => { ends += 10; }, { endpoint: server.endpoint });
  assert.deepEqual([chunks, ends], [2, 1]);
  server.close();
});

test('W-08 abort ends the request at once and closes it upstream', async () => {
  let closed;
  const gone = new Promise((done) => { closed = done; });
  const controller = new AbortController();
  const server = await served((_, response) => { stream(response, chunk('a')); response.on('close', closed); setTimeout(() => controller.abort(), 20); });
  const calls = await ask(server.endpoint, { signal: controller.signal });
  assert.equal(calls.at(-1)[1].code, 'aborted');
  assert.equal(calls.filter(([kind]) => kind !== 'chunk').length, 1);
  await gone;
  server.close();
});

test('W-21 the message goes upstream once, in the agreed form, and nothing else', async () => {
  let sent;
  const server = await served((request, response, body) => { sent = { body, headers: request.headers }; stream(response, chunk('ok', 'stop'), 'data: [DONE]\n\n'); response.end(); });
  const history = [{ role: 'assistant', content: 'Hi' }, { role: 'user', content: 'Hello' }, { role: 'system', content: 'no' }];
  await getGeneralAIResponseStreaming('Hello', 'x', { step: 'initial', collectedData: { guests: 2 }, conversationHistory: history }, history, null, null, null, { endpoint: server.endpoint, language: 'uk' });
  assert.deepEqual(sent.body, {
    assistant: 'general', messages: [{ role: 'assistant', content: 'Hi' }, { role: 'user', content: 'Hello' }], stream: true,
    context: { language: 'uk', bookingState: { step: 'initial', collectedData: { guests: 2 } } },
  });
  assert.equal(sent.headers.authorization, undefined);
  assert.equal(sent.headers.accept, 'text/event-stream');
  server.close();
});
