// Starts the page anew when nothing reacts: whoever begins something says by when it must be over, and a timer that
// depends on nothing else looks after it.

const LOOK = 1_000;

export class Watchdog {
    #deadline = Infinity;

    /** `now`: the present moment in milliseconds, by a clock that nobody sets. */
    constructor(now, restart) {
        Object.assign(this, { now, restart });
        setInterval(() => this.#look(), LOOK);
    }

    /** Something must react within so many milliseconds, and no later than what was expected before. */
    expect(wait) {
        this.#deadline = Math.min(this.#deadline, this.now() + wait);
    }

    /** Something has reacted. */
    calm() {
        this.#deadline = Infinity;
    }

    #look() {
        if (this.now() < this.#deadline) return;
        this.calm();
        this.restart();
    }
}
