// One visit after another. A tap counts at once: it is written down before anything else is asked, and closed at the
// end, at the idle reset, or at the next start; nothing of it is sent before, so that an id never changes its content.

import { Flags } from './flags.js';
import { Plan, day } from './visit.js';

const IDLE = 45_000;
const LAST_CALL = 15_000;
const THANKS = 5_000;
const AGAIN = 10_000;
const CONFIRMATION = 350;

export class Session {
    #screens;
    #draft;
    #text = {};
    #plan;
    #flags = new Flags();
    #writing = Promise.resolve();
    #timers = {};

    /** `stage`: where screens are shown. `load`: a survey's fresh screens in a language. `ended`: a response is in the queue. */
    constructor({ stage, store, settings, load, ended, started }) {
        Object.assign(this, { stage, store, settings, load, ended, started });
        for (const sign of ['pointerdown', 'keydown', 'input', 'toggle']) {
            // That the warning closes is none: whoever closed it has been seen already.
            const seen = ({ target }) => target !== this.warning && this.#stir();
            document.addEventListener(sign, seen, { capture: true, passive: true });
        }
    }

    /** Whether nobody would notice if it began anew. */
    get isIdle() {
        return !this.current || (!this.#draft && this.#isStart());
    }

    /** The start screen, in a language; the default one without. */
    async start(language = this.settings().languages[0]) {
        const { survey, department } = this.settings();
        const screens = await this.load(survey, language);
        // Somebody tapped a face in the meantime: their visit goes on.
        if (this.#draft) return;
        if (!screens) {
            // Nothing to show, not even what was kept: there may be a network in a moment.
            clearTimeout(this.#timers.again);
            this.#timers.again = setTimeout(() => this.start(language), AGAIN);
            return;
        }
        this.#forget();
        this.#screens = screens;
        this.survey = survey;
        this.department = department;
        this.stage.lang = screens.language;
        document.documentElement.lang = screens.language;
        this.#wire();
        this.#show(department ? this.#first() : this.#screens.find('department'));
        this.started();
    }

    /** The next visitor must not see anything of the last one: the screens are made anew, and fields with them. */
    #forget() {
        for (const timer of Object.values(this.#timers)) clearTimeout(timer);
        this.department = undefined;
        this.#timers = {};
        this.#draft = undefined;
        this.#text = {};
        this.#plan = undefined;
    }

    #wire() {
        const { element } = this.#screens;
        element.addEventListener('change', ({ target }) => this.#changed(target));
        element.addEventListener('click', ({ target }) => {
            const button = target.closest('button');
            if (button) this.#pressed(button);
        });
        this.warning = element.querySelector('dialog');
        // Escape closes it, too; the button has started the clock anew already.
        this.warning.addEventListener('close', () => this.#timers.idle ?? this.#stir());
        this.stage.replaceChildren(element);
    }

    #first() {
        this.#screens.keepDepartment(this.department);
        return this.#screens.question(this.#screens.headline);
    }

    #show(screen) {
        for (const other of this.#screens.element.querySelectorAll('[data-screen]')) other.hidden = other !== screen;
        this.current = screen;
        screen.scrollIntoView({ block: 'start' });
        if (this.#draft || screen.dataset.screen === 'thanks') screen.focus({ preventScroll: true });
        const rest = (this.restsUntil ?? 0) - Date.now();
        this.stage.toggleAttribute('inert', rest > 0 && !this.#draft && screen.dataset.screen !== 'thanks');
        if (rest > 0) this.#timers.rest = setTimeout(() => this.stage.removeAttribute('inert'), rest);
        this.#stir();
    }

    async #changed(input) {
        const { code } = this.current.dataset;
        if (!code || input.name !== code) return;
        if (code === this.#screens.headline && !this.#draft) {
            const now = new Date();
            this.#draft = {
                id: crypto.randomUUID(),
                survey: this.survey,
                version: this.#screens.version,
                department: this.department,
                language: this.#screens.language,
                collected_on: day(now),
                answers: {},
                flags: this.#flags.begin(now, this.settings().opening_hours),
            };
            this.#plan = new Plan(this.#screens.codes(), Math.random);
        }
        this.#limit(input);
        this.#keep(code);
        if (!this.#screens.goesOn(code) || this.#timers.onward) return;
        this.#timers.onward = setTimeout(() => {
            delete this.#timers.onward;
            this.#onward();
        }, CONFIRMATION);
    }

    /** No more boxes than the question takes. */
    #limit(input) {
        const options = input.closest('[data-most]');
        if (!options || input.type !== 'checkbox') return;
        const boxes = [...options.querySelectorAll('input')];
        const full = boxes.filter(({ checked }) => checked).length >= Number(options.dataset.most);
        for (const box of boxes) box.disabled = full && !box.checked;
    }

    #keep(code) {
        const answer = this.#screens.answer(code);
        const answers = this.#screens.isText(code) ? this.#text : this.#draft.answers;
        if (answer === undefined) delete answers[code];
        else answers[code] = answer;
        this.#write();
    }

    /** Writes down what is answered so far, in turn. What fails once is written with the next answer. */
    #write() {
        const draft = structuredClone(this.#draft);
        this.#writing = this.#writing.then(() => this.store.saveDraft(draft)).catch(() => {});
    }

    #pressed({ dataset: { action, department, language } }) {
        if (department) {
            this.department = department;
            this.#show(this.#first());
        } else if (language) this.start(language);
        else if (action === 'next') this.#onward();
        else if (action === 'skip') this.#skip();
        else if (action === 'finish') this.#finish();
        else if (action === 'stay') {
            this.warning.close();
            this.#stir();
        }
    }

    #skip() {
        const { code } = this.current.dataset;
        delete this.#draft.answers[code];
        delete this.#text[code];
        for (const input of this.current.querySelectorAll(':checked')) input.checked = false;
        for (const field of this.current.querySelectorAll('textarea')) field.value = '';
        this.#write();
        this.#onward();
    }

    #onward() {
        const { code } = this.current.dataset;
        if (this.#screens.isText(code)) this.#keep(code);
        this.#plan.insert(this.#screens.revealed(code));
        const next = this.#plan.next();
        if (next) this.#show(this.#screens.question(next));
        else this.#finish();
    }

    async #finish() {
        const { code } = this.current.dataset;
        if (this.#screens.isText(code)) this.#keep(code);
        const answers = { ...this.#draft.answers, ...this.#text };
        const flags = this.#flags.end(new Date(), this.#draft.flags, Object.keys(answers).length);
        const response = { ...this.#draft, answers, flags };
        this.#end();
        this.#show(this.#screens.find('thanks'));
        this.#timers.thanks = setTimeout(() => this.start(), THANKS);
        await this.#writing.then(() => this.store.close(response));
        this.ended();
    }

    /** Nobody is there any more: what was tapped counts, what was typed does not, and nothing of it stays in sight. */
    async leave() {
        const open = this.#draft;
        this.#end();
        this.current = undefined;
        this.warning = undefined;
        this.stage.replaceChildren();
        if (!open) return;
        await this.#writing.then(() => this.store.close());
        this.ended();
    }

    #end() {
        for (const timer of Object.values(this.#timers)) clearTimeout(timer);
        this.#timers = {};
        if (this.#draft) this.restsUntil = Date.now() + this.settings().cooldown_seconds * 1000;
        this.#draft = undefined;
        this.#text = {};
    }

    /** Somebody is there: the clock starts anew. */
    #stir() {
        // Only the button answers the warning: a touch beside it must not keep somebody's answers in sight for ever.
        if (this.warning?.open) return;
        clearTimeout(this.#timers.idle);
        clearTimeout(this.#timers.last);
        delete this.#timers.idle;
        if (!this.current || this.current.dataset.screen === 'thanks') return;
        const away = !this.#draft && this.#isStart();
        if (away) return;
        this.#timers.idle = setTimeout(() => {
            delete this.#timers.idle;
            this.warning.showModal();
            this.#timers.last = setTimeout(() => this.leave().finally(() => this.start()), LAST_CALL);
        }, IDLE);
    }

    /** Whether it is as the next visitor should find it. */
    #isStart() {
        const { department, languages } = this.settings();
        const first = department ? 'question' : 'department';
        const { dataset } = this.current;
        return dataset.screen === first && this.#screens.language === languages[0] && !this.current.querySelector('details[open]');
    }
}
