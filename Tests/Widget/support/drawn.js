// What the markdown parser tells its renderer, as text.
import assert from 'node:assert/strict';
import { MarkdownStream } from '../../../widget/js/ui/markdown.js';

/**
 * @param {string} text
 * @param {number} size of the pieces it comes in
 */
export function drawn(text, size = text.length || 1) {
  let out = '';
  /** @type {string[]} */
  const open = [];
  const stream = new MarkdownStream({
    open(type, attributes = {}, back = 0) {
      // What was drawn last goes into what is opened.
      const tail = back ? out.slice(-back) : '';
      assert.doesNotMatch(tail, /[<>]/);
      out = `${out.slice(0, out.length - back)}<${[type, ...Object.values(attributes)].join(' ')}>${tail}`;
      open.push(type);
    },
    close() { out += `</${open.pop()}>`; },
    addText(piece) { out += piece; },
  });
  for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size));
  stream.end();
  assert.equal(open.length, 0);
  return out;
}
