// The house itself: each of its alarms must go off, or the other tests prove nothing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { examine, readAloud, walk } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { openNetwork } from './network.mjs';
import { startOffice } from './office.mjs';
import { SINS } from './sins.mjs';
import { load, sum } from './sizes.mjs';
import { openStage, page } from './stage.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

test('every sin of a page fails its test, and nothing else does', async () => {
    const results = await runSins();
    const verdicts = Object.fromEntries(results.map(({ name, failed }) => [name, failed]));
    const expected = Object.fromEntries(Object.keys(SINS).map((name) => [name, true]));
    expected['a page that does nothing'] = false;
    expected['a page that does what its test expects'] = false;
    assert.deepEqual(verdicts, expected);
    for (const { name, text } of results) {
        if (name in SINS) assert.ok(text.includes(SINS[name].fault), `${name} is reported as something else: ${text}`);
    }
});

/** Runs the file of sins by a test runner of its own, and reads its TAP. */
async function runSins() {
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const tap = await new Promise((resolve) => {
        const options = { cwd: HERE, env: environment };
        execFile(process.execPath, ['--test-reporter=tap', 'sins.mjs'], options, (_, stdout) => resolve(stdout));
    });
    return tap
        .split(/^(?= {4}(?:not )?ok \d+ - )/m)
        .slice(1)
        .map((text) => ({ name: text.match(/ok \d+ - (.*)/)[1], failed: text.startsWith('    not'), text }));
}

test('tests wait for what happens, never for time to pass', () => {
    const patient = readdirSync(HERE)
        .filter((name) => name.endsWith('.test.mjs') && name !== 'house.test.mjs')
        .filter((name) => /waitForTimeout|setTimeout|timers\/promises/.test(readFileSync(join(HERE, name), 'utf8')));
    assert.deepEqual(patient, []);
});

test('axe finds what is wrong on a page and in its frames, under a strict policy and a halted clock', async (t) => {
    const stage = await openStage({
        '/': { body: page('<p>Tekst</p>'), headers: { 'content-security-policy': "default-src 'none'; img-src data:" } },
        '/wrong': page('<input><iframe title="Ramka" src="/inner"></iframe>'),
        '/inner': page('<img src="data:,">'),
    });
    const { page: good } = await visit(t, stage);
    await good.clock.install();
    await good.clock.pauseAt(Date.now() + 60_000);
    await good.goto('/');
    assert.deepEqual((await examine(good)).violations, []);
    await good.goto('/wrong');
    const found = (await examine(good)).violations.map(({ id }) => id);
    assert.ok(found.includes('label'), String(found));
    assert.ok(found.includes('image-alt'), String(found));
});

test('axe looks into frames of other sites', async (t) => {
    const stage = await openStage({ '/inner': page('<img src="data:,">') });
    const outer = await openStage({ '/': page(`<iframe title="Ramka" src="${stage.byName}/inner"></iframe>`) });
    const { page: opened } = await visit(t, outer, { alsoAsks: [stage.byName] });
    await opened.goto('/', { waitUntil: 'networkidle' });
    const found = (await examine(opened)).violations.map(({ id }) => id);
    assert.ok(found.includes('image-alt'), String(found));
});

test('a walk by keyboard names its stops, and fails where the focus cannot be seen or is trapped', async (t) => {
    const faces = '<fieldset><legend>Ocena</legend><label><input type="radio" name="a">Dobrze</label></fieldset>';
    const form = `<a href="#x">Odsyłacz</a>${faces}<label>Uwagi <textarea></textarea></label><button>Wyślij</button>`;
    const trap = '<button>Jeden</button><button id="b">Dwa</button><button>Trzy</button><script>'
        + 'b.onkeydown = (event) => event.key === "Tab" && event.preventDefault()</script>';
    const stage = await openStage({
        '/': page(form),
        '/blind': page(form, '<style>button:focus { outline: none }</style>'),
        '/trap': page(trap),
    });
    const { page: opened } = await visit(t, stage);
    await opened.goto('/');
    assert.deepEqual(await walk(opened), ['link "Odsyłacz"', 'radio "Dobrze"', 'textbox "Uwagi"', 'button "Wyślij"']);
    assert.ok((await readAloud(opened)).includes('heading "Scena" [level=1]'));
    await opened.goto('/blind');
    await assert.rejects(walk(opened), /nobody sees that the focus is on button "Wyślij"/);
    await opened.goto('/trap');
    await assert.rejects(walk(opened), /the focus does not leave|nobody sees/);
});

test('sizes are those of the compressed bytes', async (t) => {
    const body = page('<p>Tekst</p>'.repeat(1000), '<script src="/script.js"></script>');
    const zipped = gzipSync(body);
    const stage = await openStage({
        '/': { body: zipped, headers: { 'content-encoding': 'gzip' } },
        '/script.js': { type: 'text/javascript', body: '// script' },
    });
    const transfers = await load(await visit(t, stage), '/');
    assert.equal(sum(transfers, { of: 'body' }), zipped.length + '// script'.length);
    assert.ok(sum(transfers, { pattern: /script/ }) < 1000);
    assert.ok(sum(transfers) > sum(transfers, { of: 'body' }));
});

test('a profile finds again what it stored before its browser died', async (t) => {
    const stage = await openStage({ '/': page('') });
    const profile = mkdtempSync(join(tmpdir(), 'ankieta-profile-'));
    const before = await visit(t, stage, { profile });
    await before.page.goto('/');
    await before.page.evaluate(() => new Promise((done) => (indexedDB.open('kiosk').onsuccess = done)).then(() => {}));
    await before.crash();
    const after = await visit(t, stage, { profile, storage: ['kiosk'] });
    // Behind the end of the visit: a browser whose profile goes while it runs may never end.
    t.after(() => rmSync(profile, { recursive: true, force: true }));
    await after.page.goto('/');
    const names = await after.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    assert.deepEqual(names, ['kiosk']);
});

test('an office keeps its address and what it knows over a stop and a kill', async () => {
    const office = await startOffice();
    const { origin } = office;
    for (const end of ['stop', 'kill']) {
        await put(office);
        await office[end]();
        await assert.rejects(fetch(origin));
        await office.start();
        assert.equal(office.origin, origin);
    }
    assert.deepEqual(await office.stored(), { responses: 2, receipts: 2, comments: 0 });
    assert.equal((await office.api('GET', '/api/v1/keys', undefined, office.administrator)).status, 200);
    assert.equal((await office.api('GET', '/api/v1/keys', undefined, await office.makeKey('submit'))).status, 403);
    assert.match(await office.release(), /^0 responses in 0 blocks/);
});

test('a network passes, cuts, refuses, puts off and swallows', async () => {
    const office = await startOffice();
    const network = await openNetwork(office);
    await network.set('cut');
    await assert.rejects(put(network));
    await network.set('refuse');
    await assert.rejects(put(network));
    await network.set('unavailable', { retryAfter: 7, when: /^PUT /, times: 1 });
    assert.ok((await fetch(network.url('/livez'))).ok);
    const later = await put(network);
    assert.deepEqual([later.status, later.headers.get('retry-after')], [503, '7']);
    assert.equal((await office.stored()).responses, 0);
    const id = crypto.randomUUID();
    await network.set('swallow', { when: /^PUT / });
    await assert.rejects(put(network, id));
    assert.equal((await office.stored()).responses, 1);
    await network.set('pass');
    assert.equal((await put(network, id)).status, 200);
    assert.equal((await office.stored()).responses, 1);
    assert.deepEqual(network.asked(/^PUT /).map(({ outcome }) => outcome), ['cut', 'unavailable', 'swallow', 'pass']);
});

test('a flapping network does the same for the same seed', async () => {
    const stage = await openStage({ '/': page('') });
    const flap = async (seed) => {
        const network = await openNetwork(stage);
        await network.set('flap', { seed });
        for (let turn = 0; turn < 12; turn += 1) await fetch(network.url('/')).catch(() => {});
        return network.requests.map(({ outcome }) => outcome);
    };
    const first = await flap(7);
    assert.deepEqual([...new Set(first)].sort(), ['cut', 'pass', 'swallow', 'unavailable']);
    assert.deepEqual(await flap(7), first);
    assert.notDeepEqual(await flap(8), first);
});

/** Sends a response under an id. */
function put(place, id = crypto.randomUUID()) {
    const body = JSON.stringify({ version: 1, department: 'KM', language: 'pl', answers: { OVERALL: 5 } });
    const headers = { 'content-type': 'application/json' };
    return fetch(`${place.origin}/api/v1/surveys/obsluga/responses/${id}`, { method: 'PUT', headers, body });
}
