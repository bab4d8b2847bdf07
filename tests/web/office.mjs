// An office for one test file: the program itself, in a process of its own, on a database that is thrown away.
//
//     const office = await startOffice();
//     await office.api('PUT', '/api/v1/…', body, office.administrator);
//     assert.equal((await office.stored()).responses, 500);
//
// It ends with the process that started it; nothing needs to be closed.

import { spawn, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROGRAM = process.env.ANKIETA_BINARY ?? fileURLToPath(new URL('../../target/debug/ankieta', import.meta.url));
/** How long anything may take before the test gives up on it, in milliseconds. */
export const PATIENCE = 30_000;
/**
 * Those without a key may send as much as they like, each of them is somebody else, and no day is too busy, unless a test
 * says otherwise.
 */
const NO_LIMITS = { 'lobby': '127.0.0.1', 'lobby-per-10-minutes': 0, 'day-ceiling': 0 };

/**
 * Starts an office. `settings` are options of the program without their dashes; an array gives an option more than
 * once, and `true` one without a value: `{ 'public-url': network.origin }`.
 */
export async function startOffice(settings = {}) {
    const office = new Office({ ...NO_LIMITS, ...settings }, await findPort());
    await office.start();
    return office;
}

/** Starts the office of `ankieta demo`: more than two years of responses, and everything that it entered itself. */
export async function startDemo() {
    const office = new Office({}, await findPort(), 'demo');
    await office.start();
    return office;
}

class Office {
    #command;
    #settings;
    #directory = mkdtempSync(join(tmpdir(), 'ankieta-web-'));
    #child;
    #backups = 0;
    /** Everything that the program has written to standard error. */
    log = '';
    /** The key that the program showed once. */
    administrator;
    origin;

    constructor(settings, port, command = 'serve') {
        this.#command = command;
        this.origin = `http://127.0.0.1:${port}`;
        this.#settings = { ...settings, bind: `127.0.0.1:${port}` };
        process.once('exit', () => {
            this.#child?.kill('SIGKILL');
            rmSync(this.#directory, { recursive: true, force: true });
        });
    }

    url(path) {
        return this.origin + path;
    }

    /** Starts it on the same port and the same database as before. */
    async start() {
        const child = spawn(PROGRAM, [this.#command, ...this.#options()], {
            stdio: ['ignore', 'ignore', 'pipe'],
            // The demo makes a folder of its own there.
            env: { ...process.env, TMPDIR: this.#directory },
        });
        const listening = new Promise((resolve, reject) => {
            createInterface({ input: child.stderr }).on('line', (line) => {
                this.log += `${line}\n`;
                this.administrator ??= line.match(/^Administrator's key, shown this once: (\S+)$/)?.[1];
                if (line.startsWith('Listening on ')) resolve();
            });
            child.once('error', reject);
            child.once('exit', () => reject(new Error(`the office does not start:\n${this.log}`)));
        });
        this.#child = child;
        await listening;
        await until('the office is ready', async () => (await fetch(this.url('/readyz'))).ok);
        // From here on it keeps no test process alive.
        child.unref();
        child.stderr.unref();
    }

    /** Asks it to stop (SIGTERM), and waits until it has. */
    async stop() {
        await this.#end('SIGTERM');
    }

    /** Takes it away without a word (SIGKILL). */
    async kill() {
        await this.#end('SIGKILL');
    }

    async #end(signal) {
        const child = this.#child;
        if (!child) return;
        this.#child = undefined;
        child.ref();
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
    }

    /** Asks the API. A string is sent as it is, anything else as JSON; the body of the answer is read as JSON. */
    async api(method, path, body, key) {
        const headers = {};
        if (key) headers.authorization = `Bearer ${key}`;
        if (body !== undefined) headers['content-type'] = 'application/json';
        const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
        const response = await fetch(this.url(path), { method, headers, body: text, redirect: 'manual' });
        const answer = await response.text();
        const json = /[/+]json/.test(response.headers.get('content-type') ?? '');
        return { status: response.status, headers: response.headers, body: json ? JSON.parse(answer) : answer };
    }

    /** Runs another command of the program on the same database, and returns what it prints. */
    async run(...command) {
        const { stdout } = await promisify(execFile)(PROGRAM, [...command, ...this.#options()]);
        return stdout.trim();
    }

    /** Makes a key: `await office.makeKey('submit', 'KM')`. */
    makeKey(scope, ...departments) {
        const only = departments.flatMap((department) => ['--department', department]);
        return this.run('key', 'create', '--scope', scope, '--name', 'for a test', ...only);
    }

    /** Runs the release at once, or as of a day, which may be yet to come. */
    release(asOf) {
        return this.run('release', '--now', ...(asOf ? ['--as-of', asOf, '--yes'] : []));
    }

    /** Everything that is stored: the name of each table, with its rows. */
    async tables() {
        const file = join(this.#directory, `backup-${(this.#backups += 1)}.jsonl`);
        await this.run('backup', file);
        const tables = {};
        for (const line of (await readFile(file, 'utf8')).split('\n').filter(Boolean).slice(1, -1)) {
            const [name, row] = JSON.parse(line);
            (tables[name] ??= []).push(row);
        }
        rmSync(file);
        return tables;
    }

    /** How much is stored; responses are counted whether they are released or not. */
    async stored() {
        const tables = await this.tables();
        const count = (name) => tables[name]?.length ?? 0;
        return {
            responses: count('responses') + count('released_responses'),
            receipts: count('receipts'),
            comments: count('comments'),
        };
    }

    #options() {
        const settings = { 'database-url': `sqlite:${join(this.#directory, 'ankieta.db')}`, ...this.#settings };
        return Object.entries(settings).flatMap(([name, value]) =>
            [value].flat().flatMap((value) => (value === true ? [`--${name}`] : [`--${name}`, String(value)])),
        );
    }
}

/** Waits for something that nobody announces, such as a number in the database. */
export async function until(what, condition, patience = PATIENCE) {
    const deadline = performance.now() + patience;
    let last;
    for (;;) {
        try {
            if (await condition()) return;
            last = undefined;
        } catch (error) {
            last = error;
        }
        if (performance.now() > deadline) throw new Error(`waited ${patience} ms until ${what}`, { cause: last });
        await pause(20);
    }
}

/**
 * A free port that stays free while a server on it is stopped: below those that the system hands out by itself, and
 * none that browsers refuse.
 */
export async function findPort() {
    for (;;) {
        const port = 11_000 + Math.floor(Math.random() * 8_000);
        const server = createServer();
        server.listen(port, '127.0.0.1');
        try {
            await once(server, 'listening');
        } catch {
            continue;
        }
        server.close();
        await once(server, 'close');
        return port;
    }
}
