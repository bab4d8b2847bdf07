// What the tablet keeps: its settings, the visit that is going on, the queue, and what the server refused.
// A typed text is never among the visit that is going on: it comes with the closed response or not at all.

const NAME = 'ankieta-kiosk';

export async function openStore(indexedDB) {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
        opening.result.createObjectStore('device');
        opening.result.createObjectStore('queue', { keyPath: 'place', autoIncrement: true }).createIndex('id', 'response.id');
        opening.result.createObjectStore('refused');
    };
    return new Store(await done(opening));
}

function done(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

class Store {
    #database;

    constructor(database) {
        this.#database = database;
    }

    /** Runs `work` as one transaction that is on the disk when it is over. */
    #change(stores, work) {
        const transaction = this.#database.transaction(stores, 'readwrite', { durability: 'strict' });
        return new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onabort = () => reject(transaction.error);
            work((name) => transaction.objectStore(name));
        });
    }

    #read(name) {
        return this.#database.transaction(name).objectStore(name);
    }

    settings() {
        return done(this.#read('device').get('settings'));
    }

    saveSettings(settings) {
        return this.#change(['device'], (store) => store('device').put(settings, 'settings'));
    }

    /** In the place of what it was before; another visit that was never closed goes into the queue as it is. */
    saveDraft(draft) {
        return this.#change(['device', 'queue'], (store) => {
            store('device').get('draft').onsuccess = ({ target: { result: other } }) => {
                if (other && other.id !== draft.id) store('queue').add({ response: other });
                store('device').put(draft, 'draft');
            };
        });
    }

    /** Into the queue: this response, or the one a crash left open. At most once, whoever asks. */
    close(response) {
        return this.#change(['device', 'queue'], (store) => {
            store('device').get('draft').onsuccess = ({ target: { result: draft } }) => {
                if (!draft || (response && response.id !== draft.id)) return;
                store('queue').add({ response: response ?? draft });
                store('device').delete('draft');
            };
        });
    }

    /** The oldest of the queue that belong to one survey. */
    async first(most) {
        const oldest = (await done(this.#read('queue').getAll(null, most))).map(({ response }) => response);
        return oldest.filter(({ survey }) => survey === oldest[0].survey);
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
        const refused = await done(this.#read('refused').getAll());
        return [...new Set(refused.flatMap(({ reasons }) => reasons))];
    }

    async counts() {
        const [oldest] = await this.first(1);
        return {
            queued: await done(this.#read('queue').count()),
            oldest_queued_on: oldest?.collected_on ?? null,
            refused: await done(this.#read('refused').count()),
        };
    }
}
