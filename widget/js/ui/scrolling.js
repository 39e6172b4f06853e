/** Distance to the end, in pixels, within which the reader counts as being there, and within which they come back. */
const AT_END = 24;
const NEAR_END = 60;

/** Follows the end of a list while the reader is there (widget-spec §4.3). */
export class Follower {
  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} content
   * @param {(isAway: boolean) => void} changed
   */
  constructor(scroller, content, changed) {
    this.scroller = scroller;
    this.isFollowing = true;
    this.expected = -1;
    this.changed = changed;
    scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
    scroller.addEventListener('wheel', (event) => { if (event.deltaY < 0) this.release(); }, { passive: true });
    scroller.addEventListener('touchmove', () => { if (this.distance() > AT_END) this.release(); }, { passive: true });
    this.observer = new ResizeObserver(() => { if (this.isFollowing) this.toEnd(); });
    this.observer.observe(content);
    this.observer.observe(scroller);
  }

  distance() { return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight; }

  scrolled() {
    // Our own scrolling is told by the place it goes to.
    if (Math.abs(this.scroller.scrollTop - this.expected) < 2) return;
    const distance = this.distance();
    if (this.isFollowing ? distance > NEAR_END : distance <= NEAR_END) this.set(!this.isFollowing);
  }

  release() { if (this.scroller.scrollHeight > this.scroller.clientHeight) this.set(false); }

  /** @param {boolean} isFollowing */
  set(isFollowing) {
    if (this.isFollowing === isFollowing) return;
    this.isFollowing = isFollowing;
    this.changed(!isFollowing);
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.expected = this.scroller.scrollTop;
  }

  attach() { this.set(true); this.toEnd(); }
  end() { this.observer.disconnect(); }
}
