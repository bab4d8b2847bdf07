// Time at the kiosk. What waits, waits by a clock that nobody sets. Days and hours are the server's, as far as it was
// heard: a tablet's own clock may be a day ahead, and may be put right while somebody answers.

export class Clock {
    #heard;

    /** Milliseconds since the page was opened, whatever the tablet's clock is set to. */
    now() {
        return performance.now();
    }

    begin(work, wait) {
        return setTimeout(work, wait);
    }

    cancel(timer) {
        clearTimeout(timer);
    }

    /** Takes the server's time from the head of an answer. */
    hear(headers) {
        const date = Date.parse(headers.get('Date'));
        if (Number.isFinite(date)) this.#heard = { date, now: this.now(), own: Date.now() };
    }

    /** The day and the hour. */
    date() {
        if (!this.#heard) return new Date();
        const { date, now, own } = this.#heard;
        // A tablet that slept missed time by the one clock, a tablet that was put back by the other.
        return new Date(date + Math.max(this.now() - now, Date.now() - own));
    }
}

/** The outcome of a promise, or a failure when there is none in so many milliseconds. */
export function within(wait, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`nothing within ${wait} ms`)), wait);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
