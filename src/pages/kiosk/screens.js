// What the server made of the questionnaire, in one language; kept for the days without a network. Nothing here writes
// HTML: screens are shown and hidden, and answers are read from their fields.

const CACHE = 'ankieta-kiosk-screens';
const PATIENCE = 4_000;

/** The screens of a survey in a language: the server's, or those that were kept. */
export async function loadScreens(survey, language) {
    const address = `/kiosk/screens/${encodeURIComponent(survey)}?lang=${encodeURIComponent(language)}`;
    const cache = await caches.open(CACHE);
    try {
        const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), credentials: 'omit' });
        if (answer.ok) await cache.put(address, answer.clone());
        else throw new Error(`status ${answer.status}`);
        return parse(await answer.text());
    } catch {
        const kept = await cache.match(address);
        return kept && parse(await kept.text());
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

    get headline() {
        return this.element.dataset.headline;
    }

    /** The codes of the questions that may come after the first, without follow-ups; a choice of one thing is none. */
    codes() {
        const all = [...this.element.querySelectorAll('[data-screen="question"]:not([data-after])')].map(({ dataset }) => dataset.code);
        const isAsked = (code) => this.isText(code) || this.choices(this.question(code)).length !== 1;
        return all.filter((code) => code !== this.headline && isAsked(code));
    }

    /** The codes of the follow-ups that what is chosen on a screen leads to. */
    revealed(code) {
        const chosen = [...this.question(code).querySelectorAll(':checked[data-reveals]')];
        const places = chosen.flatMap((input) => input.dataset.reveals.split(' '));
        const after = [...this.element.querySelectorAll(`[data-after="${code}"]`)];
        return after.filter((screen) => places.includes(screen.dataset.place)).map((screen) => screen.dataset.code);
    }

    /** Leaves only the options of one department. */
    keepDepartment(department) {
        for (const input of this.element.querySelectorAll('[data-departments]')) {
            const offered = input.dataset.departments.split(' ').includes(department);
            input.closest('.choice').hidden = !offered;
        }
        for (const screen of this.element.querySelectorAll('[data-screen="question"]')) {
            const inputs = [...screen.querySelectorAll('.options input')];
            if (inputs.length && !inputs.some((input) => !input.closest('.choice').hidden)) screen.remove();
        }
    }

    choices(screen) {
        return [...screen.querySelectorAll('input, textarea')].filter((input) => !input.closest('[hidden].choice'));
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

    isText(code) {
        return Boolean(this.question(code).querySelector('textarea'));
    }

    /** Whether a tap answers it, so that the next screen may come by itself. */
    goesOn(code) {
        return !this.question(code).querySelector('input[type="checkbox"], textarea');
    }
}
