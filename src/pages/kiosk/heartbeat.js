// Every few minutes the kiosk says that it is there, and learns what to show. By the clock alone, never with a
// response, so that nobody learns from it when somebody answered.

const EVERY = 5 * 60_000;
const JITTER = 30_000;

export class Heartbeat {
    lastContact;

    constructor({ store, version, settings, received }) {
        Object.assign(this, { store, version, settings, received });
    }

    async beat() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.beat(), EVERY + Math.random() * JITTER);
        const battery = await navigator.getBattery?.().catch(() => undefined);
        const body = {
            ...(await this.store.counts()),
            app_version: this.version,
            battery: battery ? Math.round(battery.level * 100) : null,
        };
        try {
            const answer = await fetch('/api/v1/kiosks/heartbeat', {
                method: 'POST',
                headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.settings().key}` },
                body: JSON.stringify(body),
                credentials: 'omit',
            });
            if (answer.ok) {
                this.lastContact = new Date();
                await this.received(await answer.json(), true);
            } else if (answer.status === 401 || answer.status === 403) await this.received(undefined, false);
        } catch {
            // No network: the next beat comes by itself.
        }
    }
}
