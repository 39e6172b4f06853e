import { make } from './dom.js';
import { MarkdownView } from './markdown-view.js';

/** One answer that grows: what comes is collected and drawn once a frame. */
export class Bubble {
  /**
   * @param {HTMLElement} item
   * @param {HTMLElement} text
   * @param {{changed: () => void, first: () => void, ended: (state: string) => void}} owner
   */
  constructor(item, text, owner) {
    this.item = item;
    this.text = text;
    this.owner = owner;
    this.view = new MarkdownView(text);
    this.pending = '';
    this.frame = 0;
    this.isEmpty = true;
  }

  /** @param {string} delta */
  append(delta) {
    this.pending += delta;
    // A hidden tab has no frames.
    if (document.hidden) this.draw();
    else if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const text = this.pending;
    this.pending = '';
    if (!text) return;
    if (this.isEmpty) {
      this.isEmpty = false;
      this.item.hidden = false;
      this.owner.first();
    }
    this.view.push(text);
    this.owner.changed();
  }

  /** @param {string} state */
  end(state) {
    this.draw();
    this.view.end();
    this.item.dataset.state = state;
    this.text.removeAttribute('aria-busy');
    this.owner.changed();
    this.owner.ended(state);
  }

  /** Begins anew in the same place, for a text that does not continue the old one. */
  restart() {
    cancelAnimationFrame(this.frame);
    const text = make('div', { class: 'text', 'data-bellhop': 'text', part: 'message-assistant' });
    this.text.replaceWith(text);
    return new Bubble(this.item, text, this.owner);
  }
}
