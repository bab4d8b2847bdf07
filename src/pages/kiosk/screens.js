// What the server made of the questionnaire, in one language; kept for the days without a network. Nothing here writes
// HTML: screens are shown and hidden, and answers are read from their fields.

import { within } from './clock.js';

const CACHE = 'ankieta-kiosk-screens';
const PATIENCE = 4_000;

/** The screens of a survey in a language: the server's, or those that were kept; none: there are neither. */
export async function loadScreens(survey, language) {
    const address = `/kiosk/screens/${encodeURIComponent(survey)}?lang=${encodeURIComponent(language)}`;
    try {
        const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), credentials: 'omit' });
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        const html = await answer.clone().text();
        // A tablet that can keep nothing shows what it was sent.
        caches.open(CACHE).then((cache) => cache.put(address, answer)).catch(() => {});
        return parse(html);
    } catch {
        const find = async () => (await (await caches.open(CACHE)).match(address))?.text();
        const html = await within(PATIENCE, find()).catch(() => undefined);
        return html && parse(html);
    }
}

function parse(html) {
    return new Screens(new DOMParser().parseFromString(html, 'text/html').querySelector('.screens'));
}

export class Screens {
    constructor(element) {
        this.element = element;
        this.version = Number(element.dataset.version);
        this.language = element.lang;
    }

    find(name) {
        return this.element.querySelector(`[data-screen="${name}"]`);
    }

    question(code) {
        return this.element.querySelector(`[data-screen="question"][data-code="${code}"]`);
    }

    /** The day from which on answers count; nothing: they do already, or nobody has said when. */
    get opensOn() {
        return this.element.dataset.opensOn;
    }

    /** It is no trial any more, and does not say so. */
    open() {
        delete this.element.dataset.opensOn;
        this.element.querySelector('.trial').remove();
        this.element.querySelector('.counted').hidden = false;
    }

    get headline() {
        return this.element.dataset.headline;
    }

    /** The button of a department, where the survey is asked in it. */
    department(code) {
        return this.element.querySelector(`button[data-department="${code}"]`);
    }

    /** The codes of the questions that may come after the first, without follow-ups; a choice of one thing is none. */
    codes() {
        const all = [...this.element.querySelectorAll('[data-screen="question"]:not([data-after])')].map(({ dataset }) => dataset.code);
        const isOne = (code) => !this.isText(code) && this.#choices(this.question(code)).length === 1;
        return all.filter((code) => code !== this.headline && this.#isOffered(code) && !isOne(code));
    }

    #isOffered(code) {
        return this.isText(code) || this.options(this.question(code)).length > 0;
    }

    /** The codes of everything that may follow a question, and what follows that. */
    followUps(code) {
        const next = [...this.element.querySelectorAll(`[data-after="${code}"]`)].map(({ dataset }) => dataset.code);
        return next.flatMap((follower) => [follower, ...this.followUps(follower)]);
    }

    /** The codes of the follow-ups that what is chosen on a screen leads to. */
    revealed(code) {
        const chosen = [...this.question(code).querySelectorAll(':checked[data-reveals]')];
        const places = chosen.flatMap((input) => input.dataset.reveals.split(' '));
        const after = [...this.element.querySelectorAll(`[data-after="${code}"]`)];
        const shown = after.filter((screen) => places.includes(screen.dataset.place)).map((screen) => screen.dataset.code);
        return shown.filter((follower) => this.#isOffered(follower));
    }

    /** Leaves only the options of one department, and says its name on each screen where visitors chose it. */
    keepDepartment(code, chosen) {
        for (const input of this.element.querySelectorAll('[data-departments]')) {
            input.closest('.choice').hidden = !input.dataset.departments.split(' ').includes(code);
        }
        const name = this.department(code)?.textContent ?? '';
        for (const about of this.element.querySelectorAll('.about')) {
            about.hidden = !chosen;
            about.querySelector('strong').textContent = name;
        }
    }

    #choices(screen) {
        return [...screen.querySelectorAll('.choice:not([hidden]) input')];
    }

    /** What can be chosen on a screen, in the order of its keys: its options, or its departments. */
    options(screen) {
        if (screen.dataset.screen === 'department') return [...screen.querySelectorAll('[data-department]')];
        return this.#choices(screen).filter((input) => !input.closest('.na'));
    }

    /** The answer on a screen, as the API takes it; undefined: none. */
    answer(code) {
        const screen = this.question(code);
        const text = screen.querySelector('textarea');
        if (text) return text.value.trim() || undefined;
        const chosen = [...screen.querySelectorAll('input:checked')].map((input) => input.value);
        if (!chosen.length) return undefined;
        if (screen.querySelector('input[type="checkbox"]')) return chosen;
        const isNumber = screen.querySelector('.faces, .scale') && chosen[0] !== 'na';
        return isNumber ? Number(chosen[0]) : chosen[0];
    }

    /** Takes an answer back. */
    clear(code) {
        for (const input of this.question(code).querySelectorAll('input')) input.checked = input.disabled = false;
        for (const field of this.question(code).querySelectorAll('textarea')) field.value = '';
    }

    isText(code) {
        return Boolean(this.question(code).querySelector('textarea'));
    }

    /** Whether a tap answers it, so that the next screen may come by itself. */
    goesOn(code) {
        return !this.question(code).querySelector('input[type="checkbox"], textarea');
    }
}
