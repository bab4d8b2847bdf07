// Every few minutes the kiosk says that it is there, and learns what to show. By the clock alone, never with a
// response, so that nobody learns from it when somebody answered.

import { refusesKey } from './sender.js';

const EVERY = 5 * 60_000;
const JITTER = 30_000;
const TIMEOUT = 30_000;
/** What a tablet says of a queue that it cannot read. */
const UNKNOWN = { queued: 0, oldest_queued_on: null, refused: 0 };

export class Heartbeat {
    lastContact;

    /** `received`: is told what the server said: the settings, or nothing when it does not know the key. */
    constructor({ store, clock, version, settings, received }) {
        Object.assign(this, { store, clock, version, settings, received });
    }

    async beat() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.beat(), EVERY + Math.random() * JITTER);
        try {
            const answer = await this.#report();
            if (answer.ok) {
                this.clock.hear(answer.headers);
                this.lastContact = this.clock.date();
                await this.received(await answer.json());
            } else if (refusesKey(answer)) await this.received(undefined);
        } catch {
            // No network: the next beat comes by itself.
        }
    }

    async #report() {
        const battery = await navigator.getBattery?.().catch(() => undefined);
        const counts = await this.store.counts().catch(() => undefined);
        return fetch('/api/v1/kiosks/heartbeat', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.settings().key}` },
            body: JSON.stringify({
                ...(counts ?? UNKNOWN),
                app_version: this.version,
                battery: battery ? Math.round(battery.level * 100) : null,
                storage_failing: this.store.failing || !counts,
            }),
            credentials: 'omit',
            signal: AbortSignal.timeout(TIMEOUT),
        });
    }
}
