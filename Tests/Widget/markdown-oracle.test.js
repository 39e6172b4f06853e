// Our markdown beside markdown-it's (Debian's node-markdown-it: CommonMark, tables, strikethrough, linkify) on what models write. Where we
// differ on purpose is said at the head of ui/markdown.js and ui/inline.js; the texts here stay clear of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { drawn } from './support/drawn.js';

/** markdown-it's tokens for some texts, read by a Node that finds Debian's modules. @param {string[]} texts @returns {any[][]} */
function tokensOf(texts) {
  const script = "const judge = require('markdown-it')({ html: false, linkify: true, breaks: true });"
    + "const texts = JSON.parse(require('fs').readFileSync(0, 'utf8')); process.stdout.write(JSON.stringify(texts.map((text) => judge.parse(text, {}))))";
  const env = { ...process.env, NODE_PATH: '/usr/share/nodejs' };
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { input: JSON.stringify(texts), env, encoding: 'utf8', maxBuffer: 1 << 30 }));
}

/** @type {Record<string, string>} */
const TYPES = {
  paragraph: 'paragraph', heading: 'heading', blockquote: 'quote', bullet_list: 'bullets', list_item: 'item', table: 'table', thead: 'tableHead', tbody: 'tableBody',
  tr: 'row', strong: 'strong', em: 'em', s: 'strike',
};

/** markdown-it's reading in our words: an item's first paragraph is its text. @param {any[]} tokens */
function judged(tokens) {
  let out = '';
  /** @type {string[]} */
  const skipped = [];
  const walk = (/** @type {any[]} */ list) => {
    list.forEach((token, index) => {
      const get = (/** @type {string} */ name) => token.attrs?.find((/** @type {string[]} */ one) => one[0] === name)?.[1];
      const { type } = token;
      const name = type.replace(/_(open|close)$/, '');
      if (type === 'inline') walk(token.children);
      else if (type === 'text') out += token.content;
      else if (type === 'softbreak' || type === 'hardbreak') out += '<break></break>';
      else if (type === 'code_inline') out += `<code>${token.content}</code>`;
      else if (type === 'fence') out += `<pre>${token.content}</pre>`;
      else if (type === 'hr') out += '<rule></rule>';
      else if (type === 'link_open') out += `<link ${new URL(get('href')).href}>`;
      else if (type === 'link_close') out += '</link>';
      else if (name === 'ordered_list') out += token.nesting > 0 ? `<numbers${get('start') ? ` ${get('start')}` : ''}>` : '</numbers>';
      else if (name === 'th' || name === 'td') {
        const align = /text-align:(\w+)/.exec(get('style') ?? '')?.[1];
        const cell = name === 'th' ? 'headCell' : 'cell';
        out += token.nesting > 0 ? `<${cell}${align ? ` ${align}` : ''}>` : `</${cell}>`;
      } else if (name === 'paragraph') {
        if (token.nesting > 0) {
          const isItems = list[index - 1]?.type === 'list_item_open';
          skipped.push(isItems || token.hidden ? '' : '</paragraph>');
          if (skipped.at(-1)) out += '<paragraph>';
        } else out += skipped.pop();
      } else if (TYPES[name]) out += token.nesting > 0 ? `<${TYPES[name]}>` : `</${TYPES[name]}>`;
      else throw new Error(type);
    });
  };
  walk(tokens);
  return out;
}

/** Blanks at a line's end mean nothing, nor does a body without rows. @param {string} text */
const tidy = (text) => text.replace(/ +(?=<break>|<\/(?:paragraph|item|heading)>)/g, '').replace(/<tableBody><\/tableBody>/g, '');

/** A generator of numbers below a limit (mulberry32). @param {number} seed */
function random(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value ^= value + Math.imul(value ^ (value >>> 7), 61 | value);
    return ((value ^ (value >>> 14)) >>> 0) % limit;
  };
}

/** A text as a model may write it. @param {number} seed */
function written(seed) {
  const below = random(seed);
  const pick = (/** @type {string[]} */ ...list) => list[below(list.length)];
  const word = () => pick('the', 'room', 'Garden', 'сніданок', '120 €', 'номер', '客室', 'Frühstück', 'a', 'is', 'included', '(from 15:00)', 'night,', 'wi-fi', "don't", '5-star', 'x_y_z', '50%', '🏨', 'm²');
  const words = (count = 1 + below(4)) => Array.from({ length: count }, word).join(' ');
  /** @param {number} depth @returns {string} */
  const span = (depth = 0) => {
    const inner = () => (depth > 1 ? words() : inline(depth + 1, 1 + below(2)));
    return pick('', '', '', 's', 'e', 'u', 'x', 'c', 'l', 't', 'a', 'd', 'b', 'm', 'p', 'q', 'h')
      .replace(/^$/, () => words())
      .replace(/^s$/, () => (depth ? words() : `**${inner()}**`))
      .replace(/^e$/, () => (depth ? words() : `*${inner()}*`))
      .replace(/^u$/, () => `_${words()}_`)
      .replace(/^x$/, () => (depth ? words() : `***${words()}***`))
      .replace(/^c$/, () => `\`${pick('code', 'a*b*c', '<br>', 'x_y')}\``)
      .replace(/^l$/, () => (depth > 1 ? words() : `[${words()}](https://h.example/${pick('a', 'a_(b)', 'x?y=1&z=2', '')}${pick('', ' "Title here"')})`))
      .replace(/^t$/, () => `~~${words()}~~`)
      .replace(/^a$/, () => `<https://x.example/${pick('a', 'b_c')}>`)
      .replace(/^d$/, () => `\\${pick('*', '_', '[', '`', '$', '#', '~', '\\')}${words(1)}`)
      .replace(/^b$/, () => pick('&nbsp;', '&amp;', '&euro;', '&#8364;', '&lt;b&gt;', '&copy;', '&unknown;', 'AT&T'))
      .replace(/^m$/, () => pick('stay@aurora.com', 'a.b+c@sub.aurora.com'))
      .replace(/^p$/, () => `https://h.example/${pick('a', 'a?b=c', 'a_b_c', 'p(q)')}`)
      .replace(/^q$/, () => pick('2 * 3', '4 < 5', '[1]', '#1', '+5', '-5', '1)', '5 > 4', depth ? '"yes"' : '"**yes**"', depth ? '(no)' : '(**no**)'))
      .replace(/^h$/, () => pick('how', 'where', 'https', 'www', 'http://'));
  };
  /** @param {number} depth @param {number} count @returns {string} */
  const inline = (depth = 0, count = 1 + below(5)) => Array.from({ length: count }, () => span(depth)).join(' ');
  const line = () => `${words(1)} ${inline()}`;
  /** @param {string[]} lines @param {string} first @param {string} rest */
  const indented = (lines, first, rest) => lines.map((one, index) => (one ? (index ? rest : first) + one : ''));
  // One mark for all: ours may change within a list.
  const sign = pick('-', '*', '+');
  /** @param {number} depth @returns {string[]} */
  const list = (depth) => {
    const isNumbers = below(2) === 0;
    let number = 1 + below(2) * below(4);
    const blank = below(3) === 0 ? [''] : [];
    return Array.from({ length: 1 + below(4) }, () => {
      const mark = isNumbers ? `${number++}. ` : `${sign} `;
      const more = below(3) > 0 || depth > 1 ? [] : pick('list', 'paragraph', 'code') === 'list' ? list(depth + 1) : below(2) ? ['', line()] : ['```', 'let x = 1;', '  y', '```'];
      return [...indented([line(), ...more], mark, ' '.repeat(mark.length)), ...blank];
    }).flat();
  };
  const table = () => {
    const columns = 1 + below(3);
    const row = (/** @type {() => string} */ cell) => `| ${Array.from({ length: columns }, cell).join(' | ')} |`;
    return [row(() => words(1)), row(() => pick('---', ':--', '--:', ':-:')), ...Array.from({ length: below(4) }, () => row(() => inline(1, 1 + below(2))))];
  };
  const block = () => pick('p', 'p', 'l', 'l', 'h', 't', 'q', 'c', 'r');
  /** @type {Record<string, () => string[]>} */
  const blocks = {
    p: () => Array.from({ length: 1 + below(3) }, line),
    l: () => list(0),
    h: () => [`${'#'.repeat(1 + below(6))} ${line()}`],
    t: table,
    q: () => indented(below(3) ? Array.from({ length: 1 + below(3) }, line) : list(1), '> ', '> ').map((one) => one || '>'),
    c: () => [pick('```', '~~~', '````'), 'let *a* = 1 < 2;', '', '  | b |'].concat(pick('', 'x')).map((one, index, all) => (index || all[0][0] === '~' ? one : `${one}js`)),
    r: () => [pick('---', '***', '- - -', '___')],
  };
  return Array.from({ length: 1 + below(5) }, () => {
    const lines = blocks[block()]();
    const fence = /^(`{3,}|~{3})/.exec(lines[0]);
    return [...lines, ...(fence ? [fence[0]] : []), ''];
  }).flat().join('\n');
}

test('2,000 texts are read as markdown-it reads them, whole and in pieces', () => {
  const texts = Array.from({ length: 2000 }, (_, index) => written(index + 1));
  tokensOf(texts).forEach((tokens, index) => {
    const text = texts[index];
    assert.equal(tidy(drawn(text)), tidy(judged(tokens)), `seed ${index + 1}\n${text}`);
    assert.equal(drawn(text, 1 + (index % 7)), drawn(text), `seed ${index + 1} in pieces\n${text}`);
  });
});
