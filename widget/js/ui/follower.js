// Where the reader is in the list: at its end, which is then followed, or somewhere, which then stays (docs/widget.md
// §4.3).

/** Distance to the end, in pixels, within which the reader counts as being there, and within which they come back. */
const [AT_END, NEAR_END] = [24, 60];
/** Distance of a new question from the list's upper edge, in pixels; one in the upper quarter stays where it is. */
const FROM_TOP = 12;

export class Follower {
  isFollowing = true;
  /** Where our own scrolling goes to, and where the list was last. */
  expected = -1;
  last = 0;
  /** The reader has been further up since the question was put in place. */
  wasAway = false;
  /** @type {HTMLElement | null} The question that stands at the top, until the reader scrolls. */
  held = null;
  width = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} content
   * @param {(isAway: boolean) => void} changed is told whether the end is out of sight
   * @param {() => void} resized is told that lines break elsewhere
   */
  constructor(scroller, content, changed, resized) {
    this.scroller = scroller;
    this.content = content;
    this.changed = changed;
    scroller.style.overflowAnchor = 'none';
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ action) =>
      scroller.addEventListener(type, action, { passive: true });
    on('scroll', () => this.scrolled());
    on('wheel', ({ deltaY }) => { if (deltaY < 0) this.release(); });
    on('touchmove', () => { if (this.distance > AT_END) this.release(); });
    on('keydown', ({ key, target }) => {
      if (['ArrowUp', 'PageUp', 'Home'].includes(key) && target === scroller) this.release();
    });
    this.observer = new ResizeObserver(() => {
      if (this.width !== scroller.clientWidth) resized();
      this.width = scroller.clientWidth;
      this.grown();
    });
    this.observer.observe(content);
    this.observer.observe(scroller);
  }

  get distance() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** How much stands below the list's lower edge, in pixels. */
  get hidden() {
    const last = this.content.lastElementChild;
    return last ? last.getBoundingClientRect().bottom - this.scroller.getBoundingClientRect().bottom : 0;
  }

  /** Something in the list, or the list, has another size. */
  grown() {
    if (this.held) this.putOnTop();
    this.resume(this.scroller.scrollTop);
    this.tell();
  }

  tell() {
    const isAway = !this.isFollowing && this.hidden > AT_END;
    this.wasAway ||= isAway;
    this.changed(isAway);
  }

  scrolled() {
    const place = this.scroller.scrollTop;
    const isUp = place < this.last;
    this.last = place;
    if (Math.abs(place - this.expected) >= 2) {
      this.held = null;
      if (this.isFollowing ? isUp && this.distance > AT_END : !isUp && this.wasAway && this.distance <= NEAR_END) {
        this.set(!this.isFollowing);
      }
    }
    this.tell();
  }

  /** The reader goes up. */
  release() {
    this.held = null;
    this.wasAway = true;
    if (this.scroller.scrollHeight > this.scroller.clientHeight) this.set(false);
  }

  set(/** @type {boolean} */ isFollowing) {
    if (this.isFollowing === isFollowing) return;
    this.isFollowing = isFollowing;
    this.scroller.style.overflowAnchor = isFollowing ? 'none' : 'auto';
    this.tell();
  }

  /** Puts a question into the upper part of the list, where it stays while its answer grows below. */
  hold(/** @type {HTMLElement} */ question) {
    this.set(false);
    this.wasAway = false;
    this.held = question;
    this.putOnTop();
  }

  putOnTop() {
    const { scroller, content, held } = this;
    if (!held?.isConnected || !scroller.clientHeight) return;
    const height = scroller.clientHeight;
    const top = held.getBoundingClientRect().top - content.getBoundingClientRect().top;
    // Of a long question the end is seen; a card that is seen whole stays.
    const isQuestion = held.matches('.user');
    const room = isQuestion ? height / 4 : height - held.offsetHeight;
    const offset = top < room ? top : isQuestion ? Math.min(FROM_TOP, height / 3 - held.offsetHeight) : FROM_TOP;
    content.style.minHeight = `${Math.max(0, top - offset) + height}px`;
    scroller.scrollTop = top - offset;
    this.expected = this.last = scroller.scrollTop;
  }

  /** The question and what follows it are gone, or another transcript begins. */
  forget() {
    this.held = null;
    this.content.style.minHeight = '';
  }

  get blocks() { return [...this.scroller.querySelectorAll('.user .text, .part > *')]; }

  below(/** @type {Element} */ block) { return block.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top; }

  /** The block that the reader sees first, by number, and its distance below the upper edge; empty at the end. */
  get place() {
    const blocks = this.isFollowing ? [] : this.blocks;
    const index = blocks.findIndex((one) => this.below(one) + one.clientHeight > 0);
    return index < 0 ? '' : `${index} ${this.below(blocks[index])}`;
  }

  goTo(/** @type {string} */ place) {
    const [index, distance] = place.split(' ').map(Number);
    const block = this.blocks[index];
    if (!block) return;
    this.set(false);
    this.scroller.scrollTop += this.below(block) - distance;
    this.last = this.scroller.scrollTop;
  }

  /** At the end, or where the reader was: a moved element loses its place. */
  resume(place = this.last) {
    const { scroller } = this;
    if (!this.isFollowing && scroller.scrollTop === place) return;
    scroller.scrollTop = this.isFollowing ? scroller.scrollHeight : place;
    this.expected = this.last = scroller.scrollTop;
  }

  attach() {
    this.held = null;
    this.set(true);
    this.resume();
    this.tell();
  }

  end() { this.observer.disconnect(); }
}
