// The list of chunks of the last answer: when each came, how big it was, what it holds; totals and a plot.

const body = /** @type {HTMLElement} */ (document.getElementById('frames'));
const totals = /** @type {HTMLElement} */ (document.getElementById('totals'));
const plot = /** @type {SVGSVGElement & HTMLElement} */ (/** @type {unknown} */ (document.getElementById('plot')));
/** Rows beyond this are counted, not shown. */
const MOST_ROWS = 2000;

/** @type {{ms: number, bytes: Uint8Array}[]} */
let chunks = [];
let head = { status: 0, type: '', ms: 0 };
let firstVisible = 0;
let tokens = 0;
let ending = '';
let health = { longest: 0, dropped: 0 };
let decoder = new TextDecoder();
let frame = 0;

/** The chunks so far, for a recording. */
export const recorded = () => chunks;

export function begin() {
  chunks = [];
  tokens = 0;
  firstVisible = 0;
  ending = '';
  decoder = new TextDecoder();
  body.replaceChildren();
  draw();
}

/** @param {{status: number, type: string, ms: number}} value */
export function setHead(value) { head = value; draw(); }
/** @param {{longest: number, dropped: number}} value */
export function setHealth(value) { health = value; draw(); }
export function visible() { if (!firstVisible && chunks.length) { firstVisible = chunks[chunks.length - 1].ms; draw(); } }
/** @param {string} words */
export function end(words) { ending = words; draw(); }

/** @param {{ms: number, bytes: Uint8Array}} chunk */
export function add(chunk) {
  chunks.push(chunk);
  const text = decoder.decode(chunk.bytes, { stream: true });
  const meanings = meaningsOf(text);
  if (chunks.length <= MOST_ROWS) body.append(row(chunk, text, meanings));
  draw();
}

/** What whole data lines say. @param {string} text */
function meaningsOf(text) {
  const found = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.startsWith(':')) found.push('comment');
    if (!line.startsWith('data:')) continue;
    const data = line.slice(5).trim();
    if (data === '[DONE]') { found.push('done'); continue; }
    try {
      const value = JSON.parse(data);
      if (value.error) found.push(`error ${value.error.code}`);
      const choice = value.choices?.[0];
      if (choice?.delta?.content) { tokens += 1; found.push(`text “${choice.delta.content}”`); }
      if (choice?.finish_reason) found.push(`finish ${choice.finish_reason}`);
      if (value.usage) found.push('usage');
    } catch {
      found.push('part of an event');
    }
  }
  return found.join(', ');
}

/** @param {{ms: number, bytes: Uint8Array}} chunk @param {string} text @param {string} meaning */
function row(chunk, text, meaning) {
  const tr = document.createElement('tr');
  for (const value of [String(chunks.length), chunk.ms.toFixed(0), String(chunk.bytes.length)]) tr.append(cell(value));
  // One line: what it means; the bytes on demand.
  const folded = document.createElement('details');
  const summary = document.createElement('summary');
  const raw = document.createElement('code');
  summary.textContent = meaning || shown(text.slice(0, 80));
  raw.textContent = shown(text.slice(0, 400));
  folded.append(summary, raw);
  const content = cell('');
  content.append(folded);
  tr.append(content);
  return tr;
}

/** @param {string} text */
function cell(text) {
  const td = document.createElement('td');
  td.textContent = text;
  return td;
}

/** Control characters as pictures (U+2400 and on). @param {string} text */
const shown = (text) => text.replace(/[\u0000-\u001f]/g, (mark) => String.fromCharCode(0x2400 + mark.charCodeAt(0)));

function draw() {
  if (!frame) frame = requestAnimationFrame(() => { frame = 0; drawNow(); });
}

function drawNow() {
  const last = chunks.length ? chunks[chunks.length - 1].ms : 0;
  const first = chunks.length ? chunks[0].ms : 0;
  let gap = 0;
  for (let index = 1; index < chunks.length; index++) gap = Math.max(gap, chunks[index].ms - chunks[index - 1].ms);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
  const rate = last > first ? tokens / ((last - first) / 1000) : 0;
  const rows = [
    ['Status', head.status ? String(head.status) : '–'], ['End', ending || '–'], ['Chunks', String(chunks.length)], ['Bytes', String(bytes)],
    ['First byte', chunks.length ? `${first.toFixed(0)} ms` : '–'], ['First text', firstVisible ? `${firstVisible.toFixed(0)} ms` : '–'],
    ['Tokens/s', rate ? rate.toFixed(1) : '–'], ['Longest gap', `${gap.toFixed(0)} ms`], ['Longest task', `${health.longest.toFixed(0)} ms`],
    ['Dropped frames', String(health.dropped)],
  ];
  totals.replaceChildren(...rows.map(([name, value]) => {
    const div = document.createElement('div');
    const dt = document.createElement('dt');
    const dd = document.createElement('dd');
    dt.textContent = name;
    dd.textContent = value;
    div.append(dt, dd);
    return div;
  }));
  const most = chunks.reduce((max, chunk) => Math.max(max, chunk.bytes.length), 1);
  const step = Math.max(1, Math.ceil(chunks.length / 300));
  plot.replaceChildren(...chunks.filter((_, index) => index % step === 0).map((chunk) => {
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const height = Math.max(2, 44 * chunk.bytes.length / most);
    for (const [name, value] of Object.entries({ x: last ? 297 * chunk.ms / last : 0, y: 48 - height, width: 1.5, height })) bar.setAttribute(name, String(value));
    return bar;
  }));
}

/** A recording: a line a chunk, milliseconds and the bytes as JSON text (Latin-1, so that every byte keeps). */
export function recordingText() {
  return chunks.map((chunk) => `${chunk.ms.toFixed(1)} ${JSON.stringify(String.fromCharCode(...chunk.bytes))}`).join('\n') + '\n';
}

/** Reads a recording back; throws an Error that names the line. @param {string} text */
export function parseRecording(text) {
  return text.split('\n').filter(Boolean).map((line, index) => {
    const blank = line.indexOf(' ');
    try {
      const ms = Number(line.slice(0, blank));
      const bytes = Uint8Array.from(JSON.parse(line.slice(blank + 1)), (mark) => mark.charCodeAt(0));
      if (blank < 1 || !Number.isFinite(ms)) throw new Error('no time');
      return { ms, bytes };
    } catch {
      throw new Error(`Line ${index + 1} of the recording is none: expected milliseconds and a JSON text.`);
    }
  });
}
