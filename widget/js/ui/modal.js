/** While the window covers the page, the rest of the page is inert and does not scroll (docs/widget.md §5, W-A2). */
export class PhoneModal {
  /** `query` tells whether it does. */
  constructor(/** @type {HTMLElement} */ host, /** @type {HTMLElement} */ panel, /** @type {MediaQueryList} */ query) {
    this.host = host;
    this.panel = panel;
    this.query = query;
    this.isOpen = false;
    this.isModal = false;
    this.overflow = '';
    /** @type {HTMLElement[]} */
    this.silenced = [];
    this.query.addEventListener('change', this.apply);
    visualViewport?.addEventListener('resize', this.place);
    visualViewport?.addEventListener('scroll', this.place);
  }

  set(/** @type {boolean} */ isOpen) {
    this.isOpen = isOpen;
    this.apply();
  }

  apply = () => {
    const isModal = this.isOpen && this.query.matches;
    if (isModal === this.isModal) return;
    this.isModal = isModal;
    const style = document.documentElement.style;
    if (isModal) {
      this.panel.setAttribute('aria-modal', 'true');
      this.silenced = /** @type {HTMLElement[]} */ ([...document.body.children]).filter((one) => one !== this.host
        && !one.contains(this.host) && !one.inert);
      this.overflow = style.overflow;
      style.overflow = 'hidden';
    } else {
      this.panel.removeAttribute('aria-modal');
      style.overflow = this.overflow;
    }
    for (const one of this.silenced) one.inert = isModal;
    this.place();
  };

  /** The keyboard of a phone covers the page's end without making the page smaller. */
  place = () => {
    const view = visualViewport;
    const isCovered = this.isModal && view && view.scale === 1 && view.height < innerHeight - 1;
    this.panel.style.height = isCovered ? `${view.height}px` : '';
    this.panel.style.top = isCovered ? `${view.offsetTop}px` : '';
  };

  end() {
    this.set(false);
    this.query.removeEventListener('change', this.apply);
    visualViewport?.removeEventListener('resize', this.place);
    visualViewport?.removeEventListener('scroll', this.place);
  }
}
