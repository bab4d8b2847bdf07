// Brings the queue to the server: in batches, one sender at a time, patiently. What the server has is deleted here,
// what it refuses is kept aside, and everything else stays where it is.

const MOST = 100;
const SHORTEST = 5_000;
const LONGEST = 10 * 60_000;
const TIMEOUT = 30_000;

/** How long to wait after so many failures: twice as long each time, anywhere between nothing and that. */
export function pause(failures, random) {
    return Math.floor(random() * Math.min(LONGEST, SHORTEST * 2 ** failures));
}

/** The milliseconds that Retry-After asks for, in seconds or as a date; 0 without one. */
export function patience(header, now) {
    if (!header) return 0;
    const seconds = Number(header);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
    return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** `store`: see store.js. `locks`: navigator.locks. `clock`: now, begin and cancel of a timer. */
export class Sender {
    #timer;
    #failures = 0;
    /** No request before this moment: the server said so. */
    #notBefore = 0;
    /** Whether the server knows the key: true, false, or undefined before it was asked. */
    keyValid;

    constructor({ store, fetch, locks, clock, random, changed = () => {} }) {
        Object.assign(this, { store, fetch, locks, clock, random, changed });
    }

    /** Sends what there is, unless another tab does so already. */
    async send() {
        this.clock.cancel(this.#timer);
        const wait = this.#notBefore - this.clock.now();
        if (wait > 0) return this.#later(wait);
        await this.locks.request('ankieta-kiosk-sender', { ifAvailable: true }, async (lock) => {
            if (!lock) return this.#later(pause(1, this.random));
            const outcome = await this.#sendAll().catch(() => ({ again: true }));
            this.#after(outcome);
        });
        this.changed();
    }

    #after({ again, retryAfter = 0 }) {
        if (!again) {
            this.#failures = 0;
            return;
        }
        this.#notBefore = this.clock.now() + retryAfter;
        this.#later(retryAfter + pause(this.#failures, this.random));
        this.#failures += 1;
    }

    #later(wait) {
        this.clock.cancel(this.#timer);
        this.#timer = this.clock.begin(() => this.send(), wait);
    }

    async #sendAll() {
        let most = MOST;
        for (;;) {
            const batch = await this.store.first(most);
            if (!batch.length) return { again: false };
            const answer = await this.#post(batch);
            if (answer.ok) {
                this.keyValid = true;
                if (!(await this.#settle(batch, (await answer.json()).results))) return { again: true };
                most = MOST;
            } else if ([400, 413, 422].includes(answer.status)) {
                // One of them spoils the whole batch: ever smaller batches find it.
                if (batch.length === 1) await this.store.setAside(batch[0].id, [`http_${answer.status}`]);
                most = batch.length === 1 ? MOST : Math.ceil(batch.length / 2);
            } else {
                if (answer.status === 401 || answer.status === 403) this.keyValid = false;
                return { again: true, retryAfter: patience(answer.headers.get('Retry-After'), this.clock.now()) };
            }
        }
    }

    async #post(batch) {
        const { survey, key } = await this.store.settings();
        return this.fetch(`/api/v1/surveys/${batch[0].survey ?? survey}/responses`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
            body: JSON.stringify({ responses: batch.map(({ survey: _, ...response }) => response) }),
            credentials: 'omit',
            signal: AbortSignal.timeout(TIMEOUT),
        });
    }

    /** Whether any of the batch is settled; if none is, asking again at once would never end. */
    async #settle(batch, results) {
        const waiting = new Set(batch.map(({ id }) => id));
        for (const { id, status, errors = [] } of results) {
            if (!waiting.has(id)) continue;
            if (status === 'created' || status === 'replayed') await this.store.remove(id);
            else if (status === 'invalid' || status === 'conflict') {
                await this.store.setAside(id, errors.length ? errors.map(({ code }) => code) : [status]);
            } else continue;
            waiting.delete(id);
        }
        return waiting.size < batch.length;
    }
}
