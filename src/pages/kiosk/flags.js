// What only the tablet can see of a visit, because no time of day leaves it: signs that a response may not be what it
// seems. They are counted by the service; no response is dropped on their account. Pure, so that it is tested without a
// browser. Whether more came than a tablet can collect is for the service to count.

import { isOpen } from './visit.js';

/** Several answers in fewer milliseconds than this are too fast. */
export const HASTE = 3_000;
export const SEVERAL = 3;

export class Flags {
    #began = 0;

    /** The signs of a visit that begins: `now`, in milliseconds of a clock that nobody sets, and `date`, by the hours. */
    begin(now, date, hours) {
        this.#began = now;
        return isOpen(hours, date) ? [] : ['outside_hours'];
    }

    /** Those of a visit that ends, with so many answers. */
    end(now, flags, answers) {
        const haste = now - this.#began < HASTE;
        return haste && answers >= SEVERAL ? [...flags, 'too_fast'] : flags;
    }
}
