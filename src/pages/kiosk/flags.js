// What only the tablet can see of a visit, because no time of day leaves it: signs that a response may not be what it
// seems. They are counted by the service; no response is dropped on their account. Pure, so that it is tested without a
// browser.

import { isOpen } from './visit.js';

/** So many visits within BURST_SPAN milliseconds are a burst. */
export const BURST = 4;
export const BURST_SPAN = 60_000;
/** Several answers in fewer milliseconds than this are too fast. */
export const HASTE = 3_000;
export const SEVERAL = 3;

export class Flags {
    #visits = [];

    /** The signs of a visit that begins: `now`, in milliseconds of a clock that nobody sets, and `date`, by the hours. */
    begin(now, date, hours) {
        this.#visits = [...this.#visits.filter((other) => now - other < BURST_SPAN), now].slice(-BURST);
        const flags = [];
        if (this.#visits.length === BURST) flags.push('burst');
        if (!isOpen(hours, date)) flags.push('outside_hours');
        return flags;
    }

    /** Those of a visit that ends, with so many answers. */
    end(now, flags, answers) {
        const haste = now - this.#visits.at(-1) < HASTE;
        return haste && answers >= SEVERAL ? [...flags, 'too_fast'] : flags;
    }
}
