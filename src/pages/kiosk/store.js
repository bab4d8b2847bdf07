// What the tablet keeps: its settings, the visit that is going on, the queue, and what the server refused.
// A typed text is never among the visit that is going on: it comes with the closed response or not at all.

import { within } from './clock.js';

const NAME = 'ankieta-kiosk';
/** What takes longer, in milliseconds, has failed. */
const PATIENCE = 5_000;

function open(indexedDB) {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
        opening.result.createObjectStore('device');
        opening.result.createObjectStore('queue', { keyPath: 'place', autoIncrement: true }).createIndex('id', 'response.id');
        opening.result.createObjectStore('refused');
    };
    return within(PATIENCE, done(opening));
}

function done(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

export class Store {
    #opening;
    /** Whether the tablet could not keep what it was last given. */
    failing = false;

    constructor(indexedDB) {
        this.indexedDB = indexedDB;
    }

    /** The database; one that a browser has closed, or that could not be opened, is opened anew. */
    async #database() {
        this.#opening ??= open(this.indexedDB);
        try {
            const database = await this.#opening;
            database.onclose = () => this.#forget();
            return database;
        } catch (error) {
            this.#forget();
            throw error;
        }
    }

    #forget() {
        this.#opening?.then((database) => database.close(), () => {});
        this.#opening = undefined;
    }

    /** Runs `work` as one transaction that is on the disk when it is over. */
    async #change(stores, work) {
        try {
            const database = await this.#database();
            await within(PATIENCE, transact(database.transaction(stores, 'readwrite', { durability: 'strict' }), work));
        } catch (error) {
            this.#forget();
            throw error;
        }
    }

    /** A change that gives the tablet more to keep: it tells whether the tablet can. */
    async #put(stores, work) {
        const failure = await this.#change(stores, work).then(() => undefined, (error) => error);
        this.failing = Boolean(failure);
        if (failure) throw failure;
    }

    async #read(name, ask) {
        const store = (await this.#database()).transaction(name).objectStore(name);
        return within(PATIENCE, done(ask(store)));
    }

    settings() {
        return this.#read('device', (device) => device.get('settings'));
    }

    saveSettings(settings) {
        return this.#put(['device'], (store) => store('device').put(settings, 'settings'));
    }

    /** In the place of what it was before; another visit that was never closed goes into the queue as it is. */
    saveDraft(draft) {
        return this.#put(['device', 'queue'], (store) => {
            store('device').get('draft').onsuccess = ({ target: { result: other } }) => {
                if (other && other.id !== draft.id) store('queue').add({ response: other });
                store('device').put(draft, 'draft');
            };
        });
    }

    /** Into the queue: this response, or the one a crash left open. At most once, whoever asks. */
    close(response) {
        return this.#put(['device', 'queue'], (store) => {
            store('device').get('draft').onsuccess = ({ target: { result: draft } }) => {
                if (!draft || (response && response.id !== draft.id)) return;
                store('queue').add({ response: response ?? draft });
                store('device').delete('draft');
            };
        });
    }

    /** Into the queue, where the visit that is going on was never written down. */
    add(response) {
        return this.#put(['queue'], (store) => {
            store('queue').index('id').count(response.id).onsuccess = ({ target: { result: there } }) => {
                if (!there) store('queue').add({ response });
            };
        });
    }

    /** The oldest of the queue that belong to one survey and were collected under one key. */
    async first(most) {
        const oldest = (await this.#read('queue', (queue) => queue.getAll(null, most))).map(({ response }) => response);
        return oldest.filter(({ survey, key }) => survey === oldest[0].survey && key === oldest[0].key);
    }

    remove(id) {
        return this.#take(id, () => {});
    }

    setAside(id, reasons) {
        return this.#take(id, (response, store) => store('refused').put({ response, reasons }, id));
    }

    #take(id, then) {
        return this.#change(['queue', 'refused'], (store) => {
            store('queue').index('id').openCursor(id).onsuccess = ({ target: { result: cursor } }) => {
                if (!cursor) return;
                then(cursor.value.response, store);
                cursor.delete();
            };
        });
    }

    /** Why responses were refused: each reason once. */
    async reasons() {
        const refused = await this.#read('refused', (refused) => refused.getAll());
        return [...new Set(refused.flatMap(({ reasons }) => reasons))];
    }

    async counts() {
        const [oldest] = await this.first(1);
        return {
            queued: await this.#read('queue', (queue) => queue.count()),
            oldest_queued_on: oldest?.collected_on ?? null,
            refused: await this.#read('refused', (refused) => refused.count()),
        };
    }
}

function transact(transaction, work) {
    return new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
        work((name) => transaction.objectStore(name));
    });
}
