// Brings the queue to the server: in batches, one sender at a time, patiently. What the server has is deleted here,
// what it refuses is kept aside, and everything else stays where it is.

const MOST = 100;
const SHORTEST = 5_000;
const LONGEST = 10 * 60_000;
const TIMEOUT = 30_000;
/** How long somebody may wait for a response that only the server can keep, in milliseconds. */
const WAIT = 10_000;

/** How long to wait after so many failures: twice as long each time, anywhere between nothing and that. */
export function pause(failures, random) {
    return Math.floor(random() * Math.min(LONGEST, SHORTEST * 2 ** failures));
}

/** The milliseconds that Retry-After asks for, in seconds or as a date by the server's own clock; 0 without one. */
export function patience(headers) {
    const header = headers.get('Retry-After');
    if (!header) return 0;
    const seconds = Number(header);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.parse(headers.get('Date'));
    return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** Whether an answer is the server's own word that a key is good for nothing. */
export function refusesKey({ status, headers }) {
    return (status === 401 || status === 403) && headers.get('Content-Type')?.startsWith('application/problem+json');
}

/** `store`: see store.js. `settings`: what the tablet was paired for. `locks`: navigator.locks. `clock`: see clock.js. */
export class Sender {
    #timer;
    #failures = 0;
    /** No request before this moment: the server said so. */
    #notBefore = 0;
    /** Whether the server knows the key: true, false, or undefined before it was asked. */
    keyValid;

    constructor({ store, settings, fetch, locks, clock, random, changed = () => {} }) {
        Object.assign(this, { store, settings, fetch, locks, clock, random, changed });
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

    /** One response straight to the server, past the queue: where the tablet cannot keep it. Whether the server has it. */
    async deliver(response) {
        try {
            const answer = await this.#post([response], this.settings().key, WAIT);
            const [{ status }] = (await answer.json()).results;
            return status === 'created' || status === 'replayed';
        } catch {
            return false;
        }
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
            const answer = await this.#offer(batch);
            if (answer.ok) {
                if (!(await this.#settle(batch, (await answer.json()).results))) return { again: true };
                most = MOST;
            } else if ([400, 413, 422].includes(answer.status)) {
                // One of them spoils the whole batch: ever smaller batches find it.
                if (batch.length === 1) await this.store.setAside(batch[0].id, [`http_${answer.status}`]);
                most = batch.length === 1 ? MOST : Math.ceil(batch.length / 2);
            } else return { again: true, retryAfter: patience(answer.headers) };
        }
    }

    /** Under the key that they were collected under; if that is good for nothing any more, under the present one. */
    async #offer(batch) {
        const present = this.settings().key;
        const { key = present } = batch[0];
        const answer = await this.#post(batch, key);
        if (key !== present && refusesKey(answer)) return this.#offer(batch.map((response) => ({ ...response, key: present })));
        if (key === present && (answer.ok || refusesKey(answer))) this.keyValid = answer.ok;
        return answer;
    }

    #post(batch, key, timeout = TIMEOUT) {
        return this.fetch(`/api/v1/surveys/${batch[0].survey ?? this.settings().survey}/responses`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
            body: JSON.stringify({ responses: batch.map(({ survey: _, key: __, ...response }) => response) }),
            credentials: 'omit',
            signal: AbortSignal.timeout(timeout),
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
