// Ankieta in a page of another website. How to use it: /snippets/{survey} of the service that this file comes from.
(() => {
  'use strict';
  const NAME = 'ankieta-form';
  const { src, dataset } = document.currentScript;
  const { origin } = new URL(src);

  // The words of the link, which are the title of the frame too, and those of the button that closes a dialog, in every
  // language: the service puts them in.
  const WORDS = {};

  // Until the form has said how high it is, nobody sees its frame, and the link is what there is.
  const LOOK = `
    :host { display: block; position: relative }
    :host([mode=dialog]) { display: inline }
    iframe { border: 0; display: block; width: 100%; height: 20rem; min-height: 0 }
    :host(:not([ready])) iframe { position: absolute; visibility: hidden }
    :host([ready]:not([mode=dialog])) slot, :host([ready]) p { display: none }
    i { position: absolute; height: 4rem; pointer-events: none }
    dialog { box-sizing: border-box; width: 46rem; max-width: 100%; max-height: 100%; min-height: 8rem; margin: auto;
      padding: 0; border: 1px solid; font: 1rem/1.5 system-ui, sans-serif; overflow: hidden }
    dialog[open] { display: flex; flex-direction: column }
    dialog::backdrop { background: #000a }
    dialog p { margin: 0 1rem 1rem }
    button { align-self: end; flex: none; font: inherit; min-height: 44px; padding: 0 1rem; margin: .25rem }
    :focus-visible { outline: 3px solid; outline-offset: -3px }`;

  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const isIn = (number, low, high) => Number.isFinite(number) && number >= low && number <= high;

  class Form extends HTMLElement {
    #frame;
    #dialog;
    #mark = make('i');
    #loads = 0;

    connectedCallback() {
      addEventListener('message', this);
      if (this.shadowRoot || !this.getAttribute('survey')) return;
      const get = (name) => this.getAttribute(name);
      const lang = [get('lang'), this.closest('[lang]')?.lang.slice(0, 2)].find((lang) => lang in WORDS) ?? 'pl';
      const [title, close] = WORDS[lang];
      const path = [get('survey'), get('department')].filter(Boolean).map(encodeURIComponent).join('/');
      const address = (kind) => `${origin}/${kind}/${path}?lang=${lang}`;
      const makeLink = () => make('a', { href: address('s'), textContent: title });

      const root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(LOOK);
      root.adoptedStyleSheets = [sheet];
      const slot = make('slot');
      slot.append(makeLink());
      const frame = make('iframe', { title, referrerPolicy: 'no-referrer', onload: () => this.#greet() });
      this.#frame = frame;
      if (get('mode') !== 'dialog') {
        frame.loading = 'lazy';
        frame.src = address('embed');
        root.append(slot, this.#mark, frame);
        return;
      }

      const dialog = make('dialog', { ariaLabel: title, lang });
      this.#dialog = dialog;
      const button = make('button', { type: 'button', textContent: close, onclick: () => dialog.close() });
      const aside = make('p');
      aside.append(makeLink());
      dialog.append(button, aside, frame);
      root.append(slot, dialog);
      const findLink = () => this.querySelector('a') ?? slot.firstChild;
      const announce = () => findLink().setAttribute('aria-haspopup', 'dialog');
      announce();
      slot.addEventListener('slotchange', announce);
      slot.addEventListener('click', (event) => {
        const link = findLink();
        if (!link.contains(event.target) || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (!frame.src) frame.src = address('embed');
        const { style } = document.documentElement;
        const { overflow } = style;
        dialog.onclose = () => {
          style.overflow = overflow;
          link.focus();
        };
        dialog.showModal();
        style.overflow = 'hidden';
      });
    }

    disconnectedCallback() {
      removeEventListener('message', this);
    }

    // Tells the form which website it is on; it answers if it may be there.
    #greet() {
      if (!this.#frame.src) return;
      this.#frame.contentWindow.postMessage({ ankieta: 'hello', again: this.#loads++ > 0 }, origin);
    }

    handleEvent({ origin: from, source, data }) {
      const frame = this.#frame;
      if (from !== origin || !frame || source !== frame.contentWindow) return;
      const { ankieta, height, top } = Object(data);
      if (ankieta === 'height' && isIn(height, 1, 30000)) {
        frame.style.height = `${height}px`;
        if (this.hasAttribute('ready')) return;
        const focused = !this.#dialog && this.contains(document.activeElement);
        this.toggleAttribute('ready', true);
        // The link had the focus, and is gone.
        if (focused) frame.focus();
      } else if (ankieta === 'show' && isIn(top, 0, 30000) && !this.#dialog) {
        this.#mark.style.top = `${top}px`;
        this.#mark.scrollIntoView({ block: 'nearest' });
      } else if (ankieta === 'close') {
        this.#dialog?.close();
      }
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, Form);

  // The link before this script, which editors like to put into a paragraph of its own, becomes the form.
  if (!dataset.survey) return;
  let place = document.currentScript;
  let before;
  while (place && !before) {
    before = place.previousElementSibling;
    place = before ?? place.parentElement;
    // Another script, or the same one once more.
    if (before?.localName === 'script') before = null;
  }
  if (!before || before.localName === NAME || before.querySelector(NAME)) return;
  const links = [before, ...before.querySelectorAll('a')].filter(({ href }) => href?.startsWith(`${origin}/s/`));
  const form = make(NAME);
  for (const name of ['survey', 'department', 'lang', 'mode']) {
    if (dataset[name]) form.setAttribute(name, dataset[name]);
  }
  const link = links.pop();
  if (link) {
    // A dialog opens by the link that it finds in itself.
    const { parentNode, nextSibling } = link;
    form.append(link);
    parentNode.insertBefore(form, nextSibling);
  } else {
    document.currentScript.before(form);
  }
})();
