// A program with types that are generated from the document compiles, and reads what the service answers.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import openapi, { astToString } from 'openapi-typescript';

import { startDemo } from './office.mjs';

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const office = await startDemo();
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
    const asked = [office.origin, key, `${year - 1}-Q4`, `${year - 1}-Q3`];
    const { stdout } = await run(process.execPath, [join(folder, 'read.js'), ...asked]);
    const read = JSON.parse(stdout);
    const plain = await office.api('GET', `/api/v1/surveys/obsluga/results?period=${year - 1}-Q4&group_by=department`, undefined, key);
    assert.deepEqual(read.shares.map(([department]) => department), plain.body.groups.map(({ key }) => key.department));
    assert.ok(read.shares.some(([, withheld, share]) => withheld === null && share > 0));
    assert.ok(read.verdicts.length > 0 && read.rates > 0);
    assert.deepEqual(read.filters, []);
});
