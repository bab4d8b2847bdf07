// The staff's corner: a long press or a key, the PIN, and what there is to know. It closes by itself.

const LONG_PRESS = 3_000;
const OPEN_FOR = 60_000;
const MOST_TRIES = 5;

export class Staff {
    #tries = 0;

    /** `facts`: what to show, by name. `actions`: what to do, by name. */
    constructor({ button, dialog, settings, facts, actions }) {
        Object.assign(this, { button, dialog, settings, facts, actions });
        button.addEventListener('pointerdown', () => {
            this.press = setTimeout(() => this.open(), LONG_PRESS);
        });
        for (const end of ['pointerup', 'pointerleave', 'pointercancel']) {
            button.addEventListener(end, () => clearTimeout(this.press));
        }
        button.addEventListener('keydown', (event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            // The same key must not also send the form that opens.
            event.preventDefault();
            this.open();
        });
        dialog.querySelector('form').addEventListener('submit', (event) => this.#enter(event));
        dialog.addEventListener('click', ({ target }) => this.#act(target.closest('button[data-action]')));
        dialog.addEventListener('close', () => clearTimeout(this.timer));
    }

    open() {
        if (this.dialog.open) return;
        const [form, panel] = [this.dialog.querySelector('form'), this.dialog.querySelector('.panel')];
        form.reset();
        form.hidden = false;
        panel.hidden = true;
        this.#say('');
        this.dialog.showModal();
        this.timer = setTimeout(() => {
            this.#tries = 0;
            this.dialog.close();
        }, OPEN_FOR);
    }

    async #enter(event) {
        event.preventDefault();
        const form = event.target;
        if (this.#tries >= MOST_TRIES) return this.#say('often');
        if (form.pin.value !== this.settings().staff_pin) {
            this.#tries += 1;
            form.reset();
            return this.#say('wrong');
        }
        this.#tries = 0;
        this.#say('');
        form.hidden = true;
        this.dialog.querySelector('.panel').hidden = false;
        await this.show();
    }

    async show() {
        for (const [name, text] of Object.entries(await this.facts())) {
            this.dialog.querySelector(`[data-fact="${name}"]`).textContent = text;
        }
    }

    async #act(button) {
        if (!button) return;
        if (button.dataset.action === 'close') return this.dialog.close();
        await this.actions[button.dataset.action]();
        if (this.dialog.open) await this.show();
    }

    #say(name) {
        const message = this.dialog.querySelector('[role="status"]');
        message.textContent = name ? message.dataset[name] : '';
    }
}
