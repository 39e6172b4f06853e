import assert from 'node:assert/strict';
import test from 'node:test';
import { safeURL, MarkdownStream } from '../../widget/js/ui/markdown.js';

/** What a renderer is told, as text. */
const drawn = (text, size = text.length || 1) => {
  let out = '';
  const open = [];
  const stream = new MarkdownStream({
    open(type, attributes) { out += `<${type}${attributes?.href ? ` ${attributes.href}` : ''}>`; open.push(type); },
    close() { out += `</${open.pop()}>`; },
    addText(piece) { out += piece; },
  });
  for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size));
  stream.end();
  assert.equal(open.length, 0);
  return out;
};

const SAMPLE = '# Hi\nA **bold** and *em* `code` [x](https://a.example/) https://b.example/x. End\nsecond\n\n- one\n- two\n  - inner\n\n1. a\n2. b\n\n> quote\n> more\n\n```js\nlet a = 1 < 2;\n```\n---\n'
  + '![alt](https://x/y.png) [bad](javascript:alert(1)) <b>x</b> a*b 2 * 3 hello **open';

test('W-15 what the prompts ask for is drawn', () => {
  assert.equal(drawn('**a** *b* `c`'), '<paragraph><strong>a</strong> <em>b</em> <code>c</code></paragraph>');
  assert.equal(drawn('- a\n- b'), '<bullets><item>a</item><item>b</item></bullets>');
  assert.equal(drawn('a\n\nb\nc'), '<paragraph>a</paragraph><paragraph>b<break></break>c</paragraph>');
  assert.equal(drawn('see https://x.example, ok'), '<paragraph>see <link https://x.example/>https://x.example</link>, ok</paragraph>');
});

test('W-14 the same text in any pieces gives the same', () => {
  for (let size = 1; size < 40; size++) assert.equal(drawn(SAMPLE, size), drawn(SAMPLE), `pieces of ${size}`);
});

test('W-13 nothing but text comes out of markup, scripts and images', () => {
  const out = drawn('<script>x</script> ![p](https://x/y.png) [a](javascript:1) [b](data:text/html,x) [c](JaVaScRiPt:1) [d](\tjavascript:1)');
  assert.ok(!out.includes('<link'), out);
  assert.ok(out.includes('<script>x</script>'));
});

test('a link that looks like another host names the real one', () => {
  assert.equal(drawn('[bank.example](https://evil.example/)'), '<paragraph><link https://evil.example/>bank.example (evil.example)</link></paragraph>');
});

test('every prefix of a text can be drawn', () => { for (let end = 0; end <= SAMPLE.length; end++) drawn(SAMPLE.slice(0, end), 1); });

test('odd marks end, in time that grows with the text', () => {
  for (const mark of ['*', '`', '[', '**', 'h', '![', '> ', '- ', '```\n', '#', 'https://']) drawn(mark.repeat(2000), 7);
});

test('only addresses that may be opened are links', () => {
  for (const bad of ['javascript:1', 'data:text/html,x', 'vbscript:1', 'file:///etc/passwd', 'java\tscript:1', ' https://x', 'https://x\u202e', '//x', 'x']) assert.equal(safeURL(bad), null, bad);
  for (const good of ['https://x.example/', 'mailto:a@b.example', 'tel:+1']) assert.equal(safeURL(good), good);
});
