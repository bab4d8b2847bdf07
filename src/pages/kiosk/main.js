// The kiosk, put together: what is kept, what is asked, what is sent, and what staff may see.

import { Clock } from './clock.js';
import { Guard } from './guard.js';
import { Heartbeat } from './heartbeat.js';
import { Keeper } from './keeper.js';
import { pair } from './pairing.js';
import { careForScreen } from './power.js';
import { loadScreens } from './screens.js';
import { Sender } from './sender.js';
import { Session } from './session.js';
import { Staff } from './staff.js';
import { Store } from './store.js';
import { isOutOfUse } from './visit.js';
import { Watchdog } from './watchdog.js';

const VERSION = document.documentElement.dataset.version;
/** How long a tablet whose storage cannot be read waits before it tries again, in milliseconds. */
const AGAIN = 60_000;
const MINUTE = 60_000;
const element = (id) => document.getElementById(id);

function takeCode() {
    const code = decodeURIComponent(location.hash.slice(1));
    if (code) history.replaceState(null, '', location.pathname);
    return code;
}

class Kiosk {
    #settings;
    #keyValid = true;
    #stale = false;

    constructor() {
        const [store, clock] = [new Store(indexedDB), new Clock()];
        const settings = () => this.#settings;
        const now = () => clock.now();
        Object.assign(this, { store, clock });
        this.sender = new Sender({
            store,
            settings,
            fetch: (...all) => fetch(...all),
            locks: navigator.locks,
            clock,
            random: Math.random,
            changed: () => this.sender.keyValid === false && this.#received(undefined),
        });
        this.heartbeat = new Heartbeat({ store, clock, version: VERSION, settings, received: (...all) => this.#received(...all) });
        this.session = new Session({
            stage: element('stage'),
            closed: element('closed'),
            nothing: element('nothing'),
            keeper: new Keeper({ store, sender: this.sender }),
            clock,
            guard: new Guard(now),
            watchdog: new Watchdog(now, () => location.reload()),
            settings,
            load: loadScreens,
            inUse: () => this.#settings.in_use !== false && !this.#rests(),
            rests: () => this.#rests(),
            started: () => this.#stale && location.reload(),
        });
        const actions = { send: () => this.#sendNow(), pair: () => this.#pairAgain() };
        this.staff = new Staff({ button: element('corner'), dialog: element('staff'), settings, facts: () => this.#facts(), actions });
    }

    async run(code) {
        try {
            this.#settings = await this.store.settings();
        } catch {
            return giveUp();
        }
        // What a crash or a reload left open is closed as it is.
        await this.store.close().catch(() => {});
        if (!this.#settings || code) await this.#pair(code);
        careForScreen(() => this.#settings, this.clock);
        addEventListener('online', () => this.sender.send());
        await this.#begin();
        setInterval(() => this.#turn(), MINUTE);
        this.heartbeat.beat();
        this.sender.send();
    }

    async #pair(code) {
        element('closed').hidden = element('nothing').hidden = true;
        await this.#change(await pair(element('pairing'), code));
        this.#knows(true);
    }

    #knows(keyValid) {
        this.#keyValid = keyValid;
        // What the sender heard before was another key, or another day.
        this.sender.keyValid = undefined;
    }

    async #begin() {
        await this.session.start();
        // What residents see comes first, and nothing waits for the rest.
        this.#keepLanguages();
    }

    /** Whether it is out of use for some days. */
    #rests() {
        return isOutOfUse(this.#settings.out_of_use, this.clock.date());
    }

    /** Days on which it is out of use begin and end by the calendar, with a network or without. */
    #turn() {
        const isPairing = !element('pairing').hidden;
        if (!isPairing && this.session.isIdle && element('closed').hidden !== this.session.inUse()) this.#begin();
    }

    /** Every language is kept for the days without a network. */
    async #keepLanguages() {
        const { survey, languages } = this.#settings;
        for (const language of languages.slice(1)) await loadScreens(survey, language);
    }

    /** Other settings; a tablet that cannot keep them has them until it is started anew. */
    async #change(settings) {
        this.#settings = settings;
        await this.store.saveSettings(settings).catch(() => {});
    }

    /** What the server says the kiosk is to show; nothing: it does not know the key, and would refuse what is said. */
    async #received(settings) {
        // A tablet that is being paired again is about to have other settings.
        if (!element('pairing').hidden) return;
        this.#knows(Boolean(settings));
        // A page that is never left does not look for a newer program by itself.
        navigator.serviceWorker.getRegistration('/kiosk').then((worker) => worker?.update()).catch(() => {});
        // By what was to be shown until now.
        const { isIdle } = this.session;
        const before = JSON.stringify(this.#settings);
        await this.#change({ ...this.#settings, ...(settings ?? { in_use: false }) });
        const changed = before !== JSON.stringify(this.#settings);
        const isEmpty = !element('stage').firstElementChild && element('closed').hidden;
        if (isIdle && (changed || isEmpty)) await this.#begin();
    }

    /** A newer program is there: it starts with the next visit. */
    renew() {
        this.#stale = true;
        if (this.session.isIdle) location.reload();
    }

    async #facts() {
        const unknown = { queued: '–', refused: 0 };
        const { queued, oldest_queued_on: oldest, refused } = await this.store.counts().catch(() => unknown);
        const { dataset } = element('staff');
        return {
            name: this.#settings.name,
            state: this.#settings.in_use === false ? dataset.closed : this.#rests() ? dataset.resting : dataset.open,
            queued,
            oldest: oldest ?? '–',
            refused: refused ? `${refused} (${(await this.store.reasons()).join(', ')})` : 0,
            storage: this.store.failing ? dataset.full : dataset.sound,
            contact: this.heartbeat.lastContact?.toLocaleString('pl-PL') ?? '–',
            version: VERSION,
            key: this.#keyValid ? dataset.valid : dataset.invalid,
        };
    }

    async #sendNow() {
        await this.sender.send();
        await this.heartbeat.beat();
    }

    async #pairAgain() {
        this.staff.dialog.close();
        await this.session.leave();
        await this.#pair('');
        await this.#begin();
        await this.#sendNow();
    }
}

async function start() {
    document.addEventListener('contextmenu', (event) => event.preventDefault());
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
    if (!isSecureContext || !navigator.serviceWorker) {
        element('insecure').hidden = false;
        return;
    }
    let known = Boolean(navigator.serviceWorker.controller);
    const kiosk = new Kiosk();
    navigator.serviceWorker.addEventListener('controllerchange', () => {
        if (known) kiosk.renew();
        // The first one comes with the page itself.
        known = true;
    });
    // Where it cannot be kept, the kiosk still works with a network.
    navigator.serviceWorker.register('/kiosk/worker.js', { scope: '/kiosk' }).catch(() => {});
    navigator.storage?.persist?.();
    await kiosk.run(takeCode());
}

/** The tablet's storage cannot be read: nobody can answer, and staff are told why. */
function giveUp() {
    element('closed').hidden = element('broken').hidden = false;
    setTimeout(() => location.reload(), AGAIN);
}

start();
