// The network between a browser and an office: a proxy that fails on command.
//
//     const network = await openNetwork(office);
//     await network.set('swallow', { when: /^PUT /, times: 1 });
//
// It ends with the process that opened it.

import { once } from 'node:events';
import { Agent, createServer, request as ask } from 'node:http';

import { findPort } from './office.mjs';

/**
 * What the network does with a request:
 *  - `pass`: it is answered;
 *  - `cut`: the connection breaks, before the office hears of it;
 *  - `refuse`: nobody listens any more (of every request, whatever `when` and `times` say);
 *  - `unavailable`: 503 with `Retry-After`, and the office does not hear of it;
 *  - `swallow`: the office hears of it and answers, but the connection breaks before the answer arrives;
 *  - `flap`: one of `pass`, `cut`, `unavailable` and `swallow`, the same sequence for the same seed.
 */
const MODES = ['pass', 'cut', 'refuse', 'unavailable', 'swallow', 'flap'];
const FLAPPING = ['pass', 'cut', 'unavailable', 'swallow'];

/** Opens a network to an office, or to one that `leadTo` names later, when the office must know this address first. */
export async function openNetwork(office) {
    const network = new Network(await findPort());
    if (office) network.leadTo(office);
    await network.set('pass');
    return network;
}

class Network {
    #port;
    #target;
    #server;
    #sockets = new Set();
    #rule;
    #agent = new Agent({ keepAlive: false });
    origin;
    /** What was asked, and what became of it: `{ method, path, body, outcome, status }`, oldest first. */
    requests = [];

    constructor(port) {
        this.#port = port;
        this.origin = `http://127.0.0.1:${port}`;
    }

    url(path) {
        return this.origin + path;
    }

    leadTo(office) {
        this.#target = new URL(office.origin);
    }

    /**
     * Changes what happens to requests from now on.
     *  - `when`: only to those whose method and path fit, as in `/^PUT \/api/`; the others pass;
     *  - `times`: only to so many, then all pass;
     *  - `retryAfter`: seconds, for `unavailable` and `flap`;
     *  - `seed`: for `flap`.
     * What the mode breaks is broken when this returns: `cut` and `refuse` break open connections too.
     */
    async set(mode, { when = /^/, times = Infinity, retryAfter = 1, seed = 1 } = {}) {
        if (!MODES.includes(mode)) throw new Error(`there is no mode ${mode}: ${MODES.join(', ')}`);
        this.#rule = { mode, when, times, retryAfter, random: mulberry32(seed) };
        if (mode === 'refuse') await this.#close();
        else if (!this.#server) await this.#listen();
        if (mode === 'cut') this.#breakConnections();
    }

    /** The requests whose method and path fit: `network.asked(/^POST /)`. */
    asked(pattern) {
        return this.requests.filter(({ method, path }) => pattern.test(`${method} ${path}`));
    }

    async #listen() {
        this.#server = createServer((request, response) => this.#serve(request, response));
        this.#server.on('connection', (socket) => {
            socket.unref();
            this.#sockets.add(socket);
            socket.once('close', () => this.#sockets.delete(socket));
        });
        this.#server.listen(this.#port, '127.0.0.1');
        await once(this.#server, 'listening');
        this.#server.unref();
    }

    async #close() {
        if (!this.#server) return;
        const closed = once(this.#server, 'close');
        this.#server.close();
        this.#server = undefined;
        this.#breakConnections();
        await closed;
    }

    #breakConnections() {
        for (const socket of this.#sockets) socket.destroy();
    }

    async #serve(request, response) {
        const outcome = this.#decide(request);
        const entry = { method: request.method, path: request.url, body: undefined, outcome, status: undefined };
        this.requests.push(entry);
        if (outcome === 'cut') {
            request.socket.destroy();
            return;
        }
        try {
            const body = await read(request);
            entry.body = body.toString();
            if (outcome === 'unavailable') {
                entry.status = 503;
                sayLater(response, this.#rule.retryAfter);
                return;
            }
            const answer = await this.#forward(request, body);
            entry.status = answer.status;
            if (outcome === 'swallow') request.socket.destroy();
            else response.writeHead(answer.status, answer.headers).end(answer.body);
        } catch {
            // The office is not there, or the browser has gone.
            entry.outcome = 'broken';
            request.socket.destroy();
        }
    }

    #decide(request) {
        const rule = this.#rule;
        if (!rule.when.test(`${request.method} ${request.url}`) || rule.times <= 0) return 'pass';
        rule.times -= 1;
        return rule.mode === 'flap' ? FLAPPING[Math.floor(rule.random() * FLAPPING.length)] : rule.mode;
    }

    async #forward(request, body) {
        const { hostname, port } = this.#target;
        const { method, url: path, rawHeaders } = request;
        const forwarded = ask({ hostname, port, method, path, headers: rawHeaders, agent: this.#agent });
        forwarded.end(body);
        const [answer] = await once(forwarded, 'response');
        const headers = answer.rawHeaders.filter((_, index, all) => !isHop(all[index - (index % 2)]));
        return { status: answer.statusCode, headers, body: await read(answer) };
    }
}

/** Headers that concern one connection only. */
function isHop(header) {
    return ['connection', 'keep-alive', 'transfer-encoding'].includes(header.toLowerCase());
}

async function read(stream) {
    const pieces = [];
    for await (const piece of stream) pieces.push(piece);
    return Buffer.concat(pieces);
}

function sayLater(response, retryAfter) {
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': String(retryAfter) });
    response.end(JSON.stringify({ type: 'about:blank', title: 'Service Unavailable', status: 503 }));
}

/** A small generator of numbers from 0 to 1: the same sequence for the same seed. */
function mulberry32(seed) {
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
