import { MarkdownStream } from '../markdown/stream.js';
import { make } from './dom.js';

/** @type {Record<string, string>} */
const TAGS = {
  paragraph: 'p', heading: 'p', quote: 'blockquote', bullets: 'ul', numbers: 'ol', item: 'li', pre: 'pre', rule: 'hr', break: 'br', strong: 'strong', em: 'em', code: 'code', link: 'a',
};

/** Draws an answer as it comes: elements and text nodes are appended, never read back or replaced. */
export class MarkdownView {
  /** @param {Element} root */
  constructor(root) {
    this.root = root;
    this.parser = new MarkdownStream(this);
    /** @type {Element[]} */
    this.open_ = [root];
    /** @type {Text | null} */
    this.text = null;
  }

  /** @param {string} text */
  push(text) { this.parser.push(text); }
  end() { this.parser.end(); }

  /**
   * @param {string} type
   * @param {Record<string, string>} [attributes]
   */
  open(type, attributes = {}) {
    this.text = null;
    const element = make(TAGS[type], type === 'heading' ? { class: 'heading' } : {});
    if (type === 'link') {
      const link = /** @type {HTMLAnchorElement} */ (element);
      link.href = attributes.href;
      link.target = '_blank';
      link.rel = 'noopener noreferrer nofollow';
    }
    if (['p', 'ul', 'ol', 'blockquote', 'pre'].includes(TAGS[type])) element.setAttribute('dir', type === 'pre' ? 'ltr' : 'auto');
    this.open_[this.open_.length - 1].append(element);
    this.open_.push(element);
  }

  close() { this.text = null; this.open_.pop(); }

  /** @param {string} text */
  addText(text) {
    if (this.text) { this.text.appendData(text); return; }
    this.text = document.createTextNode(text);
    this.open_[this.open_.length - 1].append(this.text);
  }
}
