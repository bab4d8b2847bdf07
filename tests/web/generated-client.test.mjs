// A program with types that are generated from the document compiles, and reads what the service answers.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import openapi, { astToString } from 'openapi-typescript';

import { startOffice } from './office.mjs';

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const office = await startOffice();
const kiosk = await office.makeKey('submit');
const responses = Array.from({ length: 20 }, (_, number) => (
    { id: randomUUID(), department: 'KM', answers: { OVERALL: (number % 5) + 1 } }
));
assert.equal((await office.api('POST', '/api/v1/surveys/obsluga/responses', { responses }, kiosk)).status, 200);
await office.release();
const folder = mkdtempSync(join(tmpdir(), 'ankieta-client-'));
after(() => rmSync(folder, { recursive: true }));

test('a program with generated types compiles, and reads results, a comparison and the coverage', async () => {
    const document = await (await fetch(`${office.origin}/openapi.json`)).json();
    writeFileSync(join(folder, 'api.ts'), astToString(await openapi(document)));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    copyFileSync(here('../clients/read.ts'), join(folder, 'read.ts'));
    symlinkSync(here('node_modules'), join(folder, 'node_modules'));
    const options = ['--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
    const compiler = here('node_modules/typescript/bin/tsc');
    await run(process.execPath, [compiler, ...options, '--lib', 'es2022,dom,dom.iterable', 'read.ts'], { cwd: folder })
        .catch(({ stdout }) => assert.fail(stdout));
    const key = await office.makeKey('results');
    const year = new Date().getFullYear();
    const period = `${year - 1}-01..${year + 1}-12`;
    const asked = [office.origin, key, period, `${year - 2}`];
    const { stdout } = await run(process.execPath, [join(folder, 'read.js'), ...asked]);
    const read = JSON.parse(stdout);
    const plain = await office.api('GET', `/api/v1/surveys/obsluga/results?period=${period}&group_by=department`, undefined, key);
    assert.deepEqual(read.shares.map(([department]) => department), plain.body.groups.map(({ key }) => key.department));
    assert.ok(read.shares.some(([, withheld, share]) => withheld === null && share > 0));
    assert.deepEqual([read.verdicts, read.rates > 0], [[], true], 'nobody answered in the year that it is held against');
    assert.deepEqual(read.filters, []);
});
