// The kiosk, put together: what is kept, what is asked, what is sent, and what staff may see.

import { Heartbeat } from './heartbeat.js';
import { pair } from './pairing.js';
import { careForScreen } from './power.js';
import { loadScreens } from './screens.js';
import { Sender } from './sender.js';
import { Session } from './session.js';
import { Staff } from './staff.js';
import { openStore } from './store.js';

const VERSION = document.documentElement.dataset.version;
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

    constructor(store) {
        this.store = store;
        const clock = {
            now: () => Date.now(),
            begin: (work, wait) => setTimeout(work, wait),
            cancel: (timer) => clearTimeout(timer),
        };
        const settings = () => this.#settings;
        const fetchNow = (...all) => fetch(...all);
        this.sender = new Sender({ store, fetch: fetchNow, locks: navigator.locks, clock, random: Math.random });
        this.heartbeat = new Heartbeat({ store, version: VERSION, settings, received: (...all) => this.#received(...all) });
        this.session = new Session({
            stage: element('stage'),
            store,
            settings,
            load: loadScreens,
            ended: () => this.sender.send(),
            started: () => this.#started(),
        });
        const actions = { send: () => this.#sendNow(), pair: () => this.#pairAgain() };
        this.staff = new Staff({ button: element('corner'), dialog: element('staff'), settings, facts: () => this.#facts(), actions });
    }

    async run(code) {
        // What a crash or a reload left open is closed as it is.
        await this.store.close();
        this.#settings = await this.store.settings();
        if (!this.#settings || code) await this.#pair(code);
        careForScreen(() => this.#settings);
        addEventListener('online', () => this.sender.send());
        await this.#begin();
        this.heartbeat.beat();
        this.sender.send();
    }

    async #pair(code) {
        this.#settings = await pair(element('pairing'), code);
        this.#keyValid = true;
        await this.store.saveSettings(this.#settings);
    }

    async #begin() {
        element('nothing').hidden = true;
        await this.session.start();
        element('nothing').hidden = Boolean(element('stage').firstElementChild);
        // What residents see comes first, and nothing waits for the rest.
        this.#keepLanguages();
    }

    /** Every language is kept for the days without a network. */
    async #keepLanguages() {
        const { survey, languages } = this.#settings;
        for (const language of languages.slice(1)) await loadScreens(survey, language);
    }

    async #received(settings, keyValid) {
        this.#keyValid = keyValid;
        // A tablet that is being paired again is about to have other settings.
        if (!settings || !element('pairing').hidden) return;
        // A page that is never left does not look for a newer program by itself.
        navigator.serviceWorker.getRegistration('/kiosk').then((worker) => worker?.update()).catch(() => {});
        const { isIdle } = this.session;
        const before = JSON.stringify(this.#settings);
        this.#settings = { ...this.#settings, ...settings };
        await this.store.saveSettings(this.#settings);
        const changed = before !== JSON.stringify(this.#settings);
        if (isIdle && (changed || !element('stage').firstElementChild)) await this.#begin();
    }

    #started() {
        element('nothing').hidden = true;
        if (this.#stale) location.reload();
    }

    /** A newer program is there: it starts with the next visit. */
    renew() {
        this.#stale = true;
        if (this.session.isIdle) location.reload();
    }

    async #facts() {
        const { queued, oldest_queued_on: oldest, refused } = await this.store.counts();
        const valid = this.#keyValid && this.sender.keyValid !== false;
        const { dataset } = element('staff');
        return {
            name: this.#settings.name,
            queued,
            oldest: oldest ?? '–',
            refused: refused ? `${refused} (${(await this.store.reasons()).join(', ')})` : 0,
            contact: this.heartbeat.lastContact?.toLocaleString('pl-PL') ?? '–',
            version: VERSION,
            key: valid ? dataset.valid : dataset.invalid,
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
    const kiosk = new Kiosk(await openStore(indexedDB));
    await navigator.serviceWorker.register('/kiosk/worker.js', { scope: '/kiosk' });
    navigator.serviceWorker.addEventListener('controllerchange', () => {
        if (known) kiosk.renew();
        // The first one comes with the page itself.
        known = true;
    });
    navigator.storage?.persist?.();
    await kiosk.run(takeCode());
}

start();
