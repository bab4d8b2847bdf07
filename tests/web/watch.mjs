// What a page must not do, watched from its first request to the end of the test: no cookie, no request to anybody
// else, nothing stored, nothing on the console, no broken policy.

const VIOLATION = 'ankietaReportsViolation';
/** How long a frame may take to say what it has stored, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Watches a context until `end`.
 *  - `origins`: whom its pages may ask;
 *  - `storage`: words that the names of databases, caches and service workers' paths may begin with; local and session
 *    storage are nobody's;
 *  - `cookies`: the names of those that its pages may have; none, but for the dashboard;
 *  - `expected`: what may be said on the console, thrown or refused by policy, as strings or patterns.
 */
export class Watch {
    #context;
    #origins;
    #storage;
    #cookies;
    #expected;
    #faults = [];
    #seen = new Set();
    #transfers = [];
    #over = false;

    static async begin(context, { origins, storage = [], cookies = [], expected = [] }) {
        const watch = new Watch();
        watch.#context = context;
        watch.#origins = new Set(origins);
        watch.#storage = storage;
        watch.#cookies = cookies;
        watch.#expected = expected;
        await watch.#listen();
        return watch;
    }

    /** Ends it, and returns everything that was wrong, one line each. */
    async end() {
        const frames = this.#context.pages().flatMap((page) => page.frames());
        const stored = new Set();
        const left = new Set(this.#seen);
        for (const frame of frames.filter((frame) => isWeb(frame.url()))) {
            // A frame may be gone by now; then its origin is looked at below.
            const names = await withPatience(frame.evaluate(listStored)).catch(() => undefined);
            names?.forEach((name) => stored.add(name));
            // What a frame has stored inside another site is not what its origin has by itself.
            if (names && !frame.parentFrame()) left.delete(new URL(frame.url()).origin);
        }
        this.#over = true;
        for (const { name } of await this.#context.cookies()) {
            if (!this.#cookies.includes(name)) this.#faults.push(`cookie: ${name}`);
        }
        for (const origin of left) for (const name of await this.#look(origin)) stored.add(name);
        for (const name of stored) if (!this.#mayStay(name)) this.#faults.push(`stored: ${name}`);
        return this.#faults;
    }

    /** What has come over the wire so far: `{ url, body, wire }` in bytes, compressed, `wire` with the headers. */
    async transfers() {
        return Promise.all(this.#transfers);
    }

    async #listen() {
        const context = this.#context;
        await context.exposeBinding(VIOLATION, (_, line) => this.#report('policy', line));
        await context.addInitScript(reportViolations, VIOLATION);
        context.on('request', (request) => this.#meet(request.url()));
        context.on('requestfinished', (request) => {
            const transfer = weigh(request);
            // Who asks for the sizes hears of it; a page that closes in the meantime is nobody's failure.
            transfer.catch(() => {});
            this.#transfers.push(transfer);
        });
        context.on('console', (message) => this.#hear(message));
        context.on('weberror', (error) => this.#report('thrown', String(error.error())));
        context.on('serviceworker', (worker) => worker.on('console', (message) => this.#hear(message)));
        const follow = (page) => {
            page.on('framenavigated', (frame) => isWeb(frame.url()) && this.#seen.add(new URL(frame.url()).origin));
            page.on('websocket', (socket) => this.#meet(socket.url()));
            page.on('crash', () => this.#report('crash', page.url()));
        };
        context.pages().forEach(follow);
        context.on('page', follow);
    }

    #meet(url) {
        const { protocol, origin } = new URL(url);
        if (/^(http|ws)s?:$/.test(protocol) && !this.#origins.has(origin.replace(/^ws/, 'http'))) {
            this.#report('request', url);
        }
    }

    #hear(message) {
        if (!['error', 'warning', 'assert'].includes(message.type())) return;
        this.#report('console', `${message.text()} (${message.location().url})`);
    }

    #report(kind, words) {
        const line = `${kind}: ${words}`;
        const isExpected = (pattern) => (typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line));
        if (!this.#over && !this.#expected.some(isExpected)) this.#faults.push(line);
    }

    #mayStay(name) {
        return this.#storage.some((word) => new RegExp(`^(indexedDB |cache |serviceWorker /)${word}`).test(name));
    }

    /** What an origin has stored that has no page open any more. */
    async #look(origin) {
        const page = await this.#context.newPage();
        try {
            const session = await this.#context.newCDPSession(page);
            await session.send('Network.setBypassServiceWorker', { bypass: true });
            await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
            await page.goto(origin);
            return await withPatience(page.evaluate(listStored));
        } finally {
            await page.close();
        }
    }
}

function isWeb(url) {
    return /^https?:/.test(url);
}

async function weigh(request) {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    return { url: request.url(), body: responseBodySize, wire: responseBodySize + responseHeadersSize };
}

function withPatience(promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('a frame does not answer')), PATIENCE);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// The rest runs inside the page.

function reportViolations(binding) {
    addEventListener('securitypolicyviolation', (event) => {
        window[binding](`${event.effectiveDirective} refuses ${event.blockedURI || 'inline'} in ${event.documentURI}`);
    });
}

async function listStored() {
    const found = [];
    const look = async (list) => {
        try {
            found.push(...(await list()));
        } catch {
            // A sandboxed frame may store nothing, and an insecure one knows no workers.
        }
    };
    await look(() => Object.keys(localStorage).map((key) => `localStorage ${key}`));
    await look(() => Object.keys(sessionStorage).map((key) => `sessionStorage ${key}`));
    await look(async () => (await indexedDB.databases()).map(({ name }) => `indexedDB ${name}`));
    await look(async () => (await caches.keys()).map((name) => `cache ${name}`));
    await look(async () =>
        (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `serviceWorker ${new URL(scope).pathname}`),
    );
    return found;
}
