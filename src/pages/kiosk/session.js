// One visit after another. A tap counts at once: it is written down before anything else is asked, and closed at the
// end, at the idle reset, or at the next start; nothing of it is sent before, so that an id never changes its content.

import { Flags } from './flags.js';
import { meaning } from './keys.js';
import { Plan, day } from './visit.js';

const IDLE = 45_000;
const LAST_CALL = 15_000;
const THANKS = 5_000;
const SORRY = 15_000;
const AGAIN = 10_000;
const MINUTE = 60_000;
const CONFIRMATION = 350;
/** Whatever takes longer than this to react, in milliseconds, does not react any more. */
const REACTION = 15_000;
/** Longer than a response may need to be kept, in milliseconds. */
const KEEPING = 30_000;

export class Session {
    #screens;
    #draft;
    #text = {};
    #plan;
    #flags = new Flags();
    #timers = {};
    /** Whether a visit is over, and its response on its way to where it is kept. */
    #closing = false;
    /** Whether the last key moved along the options of a question, which answers it, but does not say "go on". */
    #roving = false;

    /**
     * `stage`: where screens are shown. `closed`, `nothing`: what is shown in its place when nobody may answer, and
     * when there are no screens. `keeper`, `clock`, `guard`, `watchdog`: see there. `load`: a survey's fresh screens in a
     * language. `inUse`: whether anybody may answer. `rests`: whether that is so for some days only.
     */
    constructor({ stage, closed, nothing, keeper, clock, guard, watchdog, settings, load, inUse, rests, started }) {
        Object.assign(this, { stage, closed, nothing, keeper, clock, guard, watchdog, settings, load, inUse, rests, started });
        for (const sign of ['pointerdown', 'keydown', 'input', 'toggle']) {
            // That the warning closes is none: whoever closed it has been seen already.
            const seen = ({ target }) => target !== this.warning && this.#stir();
            document.addEventListener(sign, seen, { capture: true, passive: true });
        }
        guard.watch(stage, ({ target }) => target.closest('button, .choice') && watchdog.expect(REACTION));
        document.addEventListener('pointerdown', () => (this.#roving = false), { capture: true, passive: true });
        document.addEventListener('keydown', (event) => this.#typed(event));
    }

    /** Whether nobody would notice if it began anew. */
    get isIdle() {
        return !this.#closing && (!this.current || (!this.#draft && this.#isStart()));
    }

    /** The start screen, in a language and about a department; without them, as the next visitor should find it. */
    async start(language = this.settings().languages[0], chosen = undefined) {
        this.watchdog.expect(REACTION);
        const { survey, department: own } = this.settings();
        const department = own ?? chosen;
        const screens = this.inUse() ? await this.load(survey, language) : undefined;
        // Somebody tapped a face in the meantime: their visit goes on.
        if (this.#draft || this.#closing) return;
        this.#forget();
        this.closed.hidden = this.inUse();
        this.closed.toggleAttribute('data-rests', this.rests());
        this.nothing.hidden = Boolean(screens) || !this.inUse();
        if (!screens || !this.inUse()) return this.#pause(language);
        this.#screens = screens;
        this.survey = survey;
        this.stage.lang = screens.language;
        document.documentElement.lang = screens.language;
        this.#wire();
        this.#awaitOpening();
        const isOffered = own || (chosen && screens.department(chosen));
        this.#show(isOffered ? this.#first(department) : screens.find('department'));
        this.started();
    }

    /** A trial ends on its day, with a network or without. What somebody began before goes on as it began. */
    #awaitOpening() {
        const { opensOn } = this.#screens;
        if (!opensOn || this.#draft) return;
        if (day(this.clock.date()) >= opensOn) this.#screens.open();
        else this.#timers.opening = setTimeout(() => this.#awaitOpening(), MINUTE);
    }

    /** Nothing is shown: there is nothing to show, or nobody may answer. */
    #pause(language) {
        this.watchdog.calm();
        this.current = this.warning = undefined;
        this.stage.replaceChildren();
        // There may be a network in a moment.
        if (this.inUse()) this.#timers.again = setTimeout(() => this.start(language), AGAIN);
    }

    /** The next visitor must not see anything of the last one: the screens are made anew, and fields with them. */
    #forget() {
        for (const timer of Object.values(this.#timers)) clearTimeout(timer);
        this.#timers = {};
        this.department = undefined;
        this.#draft = undefined;
        this.#text = {};
        this.#plan = undefined;
    }

    #wire() {
        const { element } = this.#screens;
        element.addEventListener('change', ({ target }) => target.type === 'checkbox' && this.#answer(target));
        element.addEventListener('click', ({ target }) => {
            const button = target.closest('button');
            if (button) this.#pressed(button.dataset);
            // What is chosen already says "go on" when it is tapped again.
            else if (target.type === 'radio') this.#answer(target);
            else this.watchdog.calm();
        });
        this.warning = element.querySelector('dialog');
        // Escape closes it, too; the button has started the clock anew already.
        this.warning.addEventListener('close', () => this.#timers.idle ?? this.#stir());
        this.stage.replaceChildren(element);
    }

    #first(department) {
        this.department = department;
        this.#screens.keepDepartment(department, !this.settings().department);
        return this.#screens.question(this.#screens.headline);
    }

    #show(screen) {
        for (const other of this.#screens.element.querySelectorAll('[data-screen]')) other.hidden = other !== screen;
        this.current = screen;
        clearTimeout(this.#timers.onward);
        delete this.#timers.onward;
        this.guard.shut();
        this.watchdog.calm();
        screen.scrollIntoView({ block: 'start' });
        this.#screens.element.toggleAttribute('data-begun', Boolean(this.#draft));
        if (this.#draft || screen.dataset.screen === 'thanks') screen.focus({ preventScroll: true });
        this.#offerNext();
        this.#rest(screen);
        this.#stir();
    }

    /** A pause between two people. */
    #rest(screen) {
        const rest = this.#draft || !this.#asks() ? 0 : (this.restsUntil ?? 0) - this.clock.now();
        screen.inert = rest > 0;
        if (rest <= 0) return;
        this.watchdog.expect(rest + REACTION);
        this.#timers.rest = setTimeout(() => {
            screen.inert = false;
            this.watchdog.calm();
        }, rest);
    }

    /** Whether the present screen waits for somebody. */
    #asks() {
        return ['question', 'department'].includes(this.current?.dataset.screen);
    }

    /** What goes on by a tap has a button for that, too, once it is answered. */
    #offerNext() {
        const { code } = this.current.dataset;
        const button = this.current.querySelector('[data-action="next"]');
        if (code && button) button.hidden = this.#screens.goesOn(code) && this.#screens.answer(code) === undefined;
    }

    #answer(input) {
        const { code } = this.current.dataset;
        if (!code || input.name !== code) return;
        if (!this.#draft && code === this.#screens.headline) this.#begin();
        this.#limit(input);
        this.#keep(code);
        this.#offerNext();
        this.watchdog.calm();
        if (!this.#screens.goesOn(code) || this.#timers.onward || this.#roving) return;
        this.watchdog.expect(REACTION);
        this.#timers.onward = setTimeout(() => {
            delete this.#timers.onward;
            this.#onward();
        }, CONFIRMATION);
    }

    #begin() {
        const date = this.clock.date();
        this.#draft = {
            id: crypto.randomUUID(),
            survey: this.survey,
            key: this.settings().key,
            version: this.#screens.version,
            department: this.department,
            language: this.#screens.language,
            collected_on: day(date),
            answers: {},
            flags: this.#flags.begin(this.clock.now(), date, this.settings().opening_hours),
        };
        this.#plan = new Plan(this.#screens.codes(), Math.random);
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
        this.keeper.write(this.#draft);
    }

    #drop(code) {
        delete this.#draft.answers[code];
        delete this.#text[code];
        this.#screens.clear(code);
    }

    #pressed({ action, department, language }) {
        if (department) this.#choose(department);
        else if (language) this.start(language, this.department);
        else if (action === 'departments') this.#list();
        else if (action === 'next') this.#onward();
        else if (action === 'back') this.#back();
        else if (action === 'skip') this.#skip();
        else if (action === 'finish') this.#finish();
        else if (action === 'stay') this.#stay();
    }

    /** The departments, to choose another one. */
    #list() {
        this.department = undefined;
        this.#show(this.#screens.find('department'));
    }

    /** The department that it is about. Of what was said about another one before, only the headline stays. */
    #choose(department) {
        const screen = this.#first(department);
        if (this.#draft) {
            for (const code of Object.keys({ ...this.#draft.answers, ...this.#text })) {
                if (code !== this.#screens.headline) this.#drop(code);
            }
            this.#draft.department = department;
            this.#plan = new Plan(this.#screens.codes(), Math.random);
            this.keeper.write(this.#draft);
        }
        this.#show(screen);
    }

    #stay() {
        this.watchdog.calm();
        this.warning.close();
        this.#stir();
    }

    #skip() {
        this.#drop(this.current.dataset.code);
        this.keeper.write(this.#draft);
        this.#onward();
    }

    #onward() {
        const { code } = this.current.dataset;
        if (this.#screens.isText(code)) this.#keep(code);
        const [possible, revealed] = [this.#screens.followUps(code), this.#screens.revealed(code)];
        // Another answer than before may have made some of them pointless.
        const kept = new Set(revealed.flatMap((follower) => [follower, ...this.#screens.followUps(follower)]));
        for (const follower of possible.filter((follower) => !kept.has(follower))) this.#drop(follower);
        const next = this.#plan.next(possible, revealed);
        if (next) this.#show(this.#screens.question(next));
        else this.#finish();
    }

    #back() {
        const { code, screen } = this.current.dataset;
        if (screen !== 'question') return;
        if (!this.#draft || code === this.#screens.headline) {
            if (!this.settings().department) this.#list();
            return;
        }
        if (this.#screens.isText(code)) this.#keep(code);
        this.#show(this.#screens.question(this.#plan.back() ?? this.#screens.headline));
    }

    async #finish() {
        const { code } = this.current.dataset;
        if (this.#screens.isText(code)) this.#keep(code);
        const answers = { ...this.#draft.answers, ...this.#text };
        const flags = this.#flags.end(this.clock.now(), this.#draft.flags, Object.keys(answers).length);
        const response = { ...this.#draft, answers, flags };
        this.#end();
        this.#closing = true;
        this.current.inert = true;
        this.watchdog.calm();
        this.watchdog.expect(KEEPING);
        const kept = await this.keeper.close(response);
        this.#closing = false;
        // Staff may have taken the stage away meanwhile.
        if (!this.current) return;
        // Nobody is thanked for what is not kept, or by a kiosk that is out of use.
        if (!this.inUse()) return this.start();
        this.#show(this.#screens.find(kept ? 'thanks' : 'unsaved'));
        const wait = kept ? THANKS : SORRY;
        this.watchdog.expect(wait + REACTION);
        this.#timers.thanks = setTimeout(() => this.start(), wait);
    }

    /** Nobody is there any more: what was tapped counts, what was typed does not, and nothing of it stays in sight. */
    async leave() {
        const open = this.#draft;
        this.#end();
        this.current = undefined;
        this.warning = undefined;
        this.stage.replaceChildren();
        if (open) await this.keeper.close(open);
    }

    #end() {
        for (const timer of Object.values(this.#timers)) clearTimeout(timer);
        this.#timers = {};
        if (this.#draft) this.restsUntil = this.clock.now() + this.settings().cooldown_seconds * 1000;
        this.#draft = undefined;
        this.#text = {};
    }

    /** A key of a number pad does what a tap would do; the guard has seen it before. */
    #typed(event) {
        this.#roving = event.key.startsWith('Arrow');
        const meant = meaning(event);
        if (!meant || !this.current || event.target.closest('textarea, .setup, #staff')) return;
        // What has the focus answers to Enter itself.
        if (meant === 'next' && event.target.closest('button, summary')) return;
        event.preventDefault();
        if (this.warning?.open) return this.#stay();
        if (this.current.inert) return;
        if (meant === 'back') return this.#back();
        if (meant === 'next') return this.#draft && this.current.dataset.code && this.#onward();
        if (!this.#asks()) return;
        const na = this.current.querySelector('.na input');
        (meant === 'na' ? na : this.#screens.options(this.current)[meant - 1])?.click();
    }

    /** Somebody is there: the clock starts anew. */
    #stir() {
        // Only the button answers the warning: a touch beside it must not keep somebody's answers in sight for ever.
        if (this.warning?.open) return;
        clearTimeout(this.#timers.idle);
        clearTimeout(this.#timers.last);
        delete this.#timers.idle;
        if (!this.#asks() || this.#closing) return;
        const away = !this.#draft && this.#isStart();
        if (away) return;
        this.#timers.idle = setTimeout(() => {
            delete this.#timers.idle;
            this.warning.showModal();
            this.#timers.last = setTimeout(() => {
                this.leave();
                this.start();
            }, LAST_CALL);
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
