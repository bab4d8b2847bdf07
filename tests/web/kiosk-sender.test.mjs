// The kiosk's sender without a browser: a queue, a server and a clock of the test's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Sender, patience, pause } from '../../src/pages/kiosk/sender.js';

function kiosk(count, serve, key = undefined) {
    const queue = new Map(Array.from({ length: count }, (_, n) => [`id-${n}`, { id: `id-${n}`, survey: 'S', key, answers: {} }]));
    const refused = new Map();
    const store = {
        first: async (most) => [...queue.values()].slice(0, most),
        remove: async (id) => queue.delete(id),
        setAside: async (id, reasons) => queue.delete(id) && refused.set(id, reasons),
    };
    const clock = { at: 0, waits: [], now: () => clock.at, begin: (_, wait) => clock.waits.push(wait), cancel() {} };
    const settings = () => ({ survey: 'S', key: 'K' });
    const requests = [];
    const fetch = async (url, options) => {
        const batch = JSON.parse(options.body).responses;
        requests.push({ url, options, batch });
        return serve(batch, requests.length);
    };
    const locks = { request: (_name, _options, work) => work({}) };
    return { queue, refused, clock, requests, locks, sender: new Sender({ store, settings, fetch, locks, clock, random: () => 0.5 }) };
}

const answer = (status, body, headers = {}) => new Response(body && JSON.stringify(body), { status, headers });
const taken = (batch, status = () => 'created') =>
    answer(200, { results: batch.map(({ id }) => ({ id, status: status(id), errors: status(id) === 'invalid' ? [{ code: 'required' }] : [] })) });

test('500 go in five batches with the key, one refused is kept aside with its reason', async () => {
    const { sender, queue, refused, requests } = kiosk(500, (batch) => taken(batch, (id) => (id === 'id-250' ? 'invalid' : 'created')));
    await sender.send();
    assert.equal(requests.length, 5);
    assert.ok(requests.every(({ batch }) => batch.length <= 100 && !('survey' in batch[0]) && !('key' in batch[0])));
    assert.equal(requests[0].options.headers.Authorization, 'Bearer K');
    assert.equal(queue.size, 0);
    assert.deepEqual([...refused], [['id-250', ['required']]]);
});

test('a lost answer keeps everything, and the same ids go again', async () => {
    const { sender, queue, requests, clock } = kiosk(3, (batch, n) => {
        if (n === 1) throw new TypeError('network');
        return taken(batch, () => 'replayed');
    });
    await sender.send();
    assert.equal(queue.size, 3);
    assert.equal(clock.waits.length, 1);
    await sender.send();
    assert.equal(queue.size, 0);
    assert.deepEqual(requests[0].batch, requests[1].batch);
});

test('nothing is asked before Retry-After is over', async () => {
    const { sender, queue, requests, clock } = kiosk(1, (batch, n) => (n === 1 ? answer(503, {}, { 'Retry-After': '60' }) : taken(batch)));
    await sender.send();
    assert.ok(clock.waits[0] >= 60_000);
    clock.at = 59_000;
    await sender.send();
    assert.equal(requests.length, 1);
    clock.at = 60_000;
    await sender.send();
    assert.equal(queue.size, 0);
});

test('an unknown key loses nothing and is said', async () => {
    const refusal = () => answer(401, {}, { 'Content-Type': 'application/problem+json' });
    const { sender, queue } = kiosk(2, refusal);
    await sender.send();
    assert.equal(sender.keyValid, false);
    assert.equal(queue.size, 2);
});

test('what something between here and the server refuses says nothing of the key', async () => {
    const { sender, queue } = kiosk(2, () => answer(403, {}, { 'Content-Type': 'text/html' }));
    await sender.send();
    assert.equal(sender.keyValid, undefined);
    assert.equal(queue.size, 2);
});

test('what was collected under another key goes under that, and under the present one if that is good for nothing', async () => {
    const keys = [];
    const { sender, queue, requests } = kiosk(2, (batch, n) => {
        keys.push(requests[n - 1].options.headers.Authorization);
        return n === 1 ? answer(401, {}, { 'Content-Type': 'application/problem+json' }) : taken(batch);
    }, 'OLD');
    await sender.send();
    assert.deepEqual(keys, ['Bearer OLD', 'Bearer K']);
    assert.equal(queue.size, 0);
    assert.equal(sender.keyValid, true);
});

test('past the queue, only what the server has is delivered', async () => {
    const one = { id: 'id-0', survey: 'S', key: 'K', answers: {} };
    const deliver = (serve) => kiosk(0, serve).sender.deliver(one);
    assert.equal(await deliver((batch) => taken(batch)), true);
    assert.equal(await deliver((batch) => taken(batch, () => 'invalid')), false);
    assert.equal(await deliver(() => answer(503, {})), false);
    assert.equal(await deliver(() => Promise.reject(new TypeError('network'))), false);
});

test('one that spoils a whole batch is found, the others arrive', async () => {
    const { sender, queue, refused } = kiosk(130, (batch) => (batch.some(({ id }) => id === 'id-77') ? answer(400, {}) : taken(batch)));
    await sender.send();
    assert.equal(queue.size, 0);
    assert.deepEqual([...refused], [['id-77', ['http_400']]]);
});

test('while another tab sends, this one does not', async () => {
    const { sender, requests, locks } = kiosk(1, taken);
    locks.request = (_name, _options, work) => work(null);
    await sender.send();
    assert.equal(requests.length, 0);
});

test('an answer that settles nothing does not make a storm', async () => {
    const { sender, queue, requests } = kiosk(1, () => answer(200, { results: [] }));
    await sender.send();
    assert.equal(requests.length, 1);
    assert.equal(queue.size, 1);
});

test('pauses grow, have jitter and an end', () => {
    assert.equal(pause(0, () => 0.5), 2_500);
    assert.equal(pause(3, () => 0.5), 20_000);
    assert.equal(pause(60, () => 0.5), 300_000);
    const asked = (value) => patience(new Headers({ Date: 'Thu, 01 Jan 1970 00:00:10 GMT', ...value }));
    assert.equal(asked({ 'Retry-After': '120' }), 120_000);
    assert.equal(asked({ 'Retry-After': 'Thu, 01 Jan 1970 00:01:00 GMT' }), 50_000, 'by the clock of who says so');
    assert.equal(asked({}), 0);
});
