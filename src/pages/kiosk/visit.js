// What one visit asks: pure, so that it is tested without a browser.

/** The most questions after the first. */
export const MOST = 5;

/**
 * The questions after the headline, at most MOST: a random choice in the order of the questionnaire, so that each is
 * asked of enough people and nobody is asked for long. Follow-ups come in as answers lead to them.
 */
export class Plan {
    #waiting;
    #asked = [];

    constructor(codes, random, most = MOST) {
        this.most = most;
        const drawn = codes.map((code, place) => ({ code, place, lot: random() }));
        drawn.sort((left, right) => left.lot - right.lot);
        this.#waiting = drawn.slice(0, most).sort((left, right) => left.place - right.place).map(({ code }) => code);
    }

    /**
     * The question after the present one; none: the visit is over. `possible`: what may follow the present one,
     * `revealed`: what does follow it after this answer.
     */
    next(possible = [], revealed = []) {
        this.#waiting = [...revealed, ...this.#waiting.filter((code) => !possible.includes(code))];
        if (this.#asked.length === this.most || !this.#waiting.length) return undefined;
        this.#asked.push(this.#waiting.shift());
        return this.#asked.at(-1);
    }

    /** The question before the present one; none: the headline. */
    back() {
        if (this.#asked.length) this.#waiting.unshift(this.#asked.pop());
        return this.#asked.at(-1);
    }
}

/** The day at the kiosk, as YYYY-MM-DD. */
export function day(date) {
    const two = (number) => String(number).padStart(2, '0');
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whether a day is one of those on which the kiosk is out of use. */
export function isOutOfUse(stretches, date) {
    const today = day(date);
    return (stretches ?? []).some(({ from, until }) => from <= today && today <= until);
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Whether the lobby is open; without any opening hours it always is. */
export function isOpen(hours, date) {
    if (!hours || Object.values(hours).every((intervals) => !intervals.length)) return true;
    const now = date.toTimeString().slice(0, 5);
    return (hours[DAYS[date.getDay()]] ?? []).some((interval) => {
        const [from, to] = interval.split('-');
        return from <= now && now < to;
    });
}
