/** Which feeds are found, with a program in the place of dotnet. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findNuget } from './nuget';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rotatable-namespace-dotnet-'));
const { PATH, NUGET_SOURCE } = process.env;

/** Puts a program named dotnet first on the PATH. */
function dotnet(...script: string[]): void {
  const bin = mkdtempSync(path.join(folder, 'bin-'));
  writeFileSync(path.join(bin, 'dotnet'), ['#!/bin/sh', ...script].join('\n'));
  chmodSync(path.join(bin, 'dotnet'), 0o755);
  process.env.PATH = `${bin}${path.delimiter}${PATH}`;
}

afterEach(() => { Object.assign(process.env, { PATH, NUGET_SOURCE: NUGET_SOURCE ?? '' }); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const VERSION = 'if [ "$1" = --version ]; then echo 10.0.100; exit; fi';
const UNREACHED = 'echo "error NU1301: Unable to load the service index"; exit 1';

test('the feeds of the machine, where they respond', () => {
  dotnet(VERSION, 'echo Restored');
  expect(findNuget('2.263.0')).toEqual({ feeds: { sources: [], machines: true } });
});

test('a named feed beside them', () => {
  const mirror = path.join(folder, 'mirror');
  mkdirSync(mirror);
  process.env.NUGET_SOURCE = mirror;
  dotnet(VERSION, 'grep -q 2.277.0 probe.csproj && echo Restored');
  expect(findNuget('2.277.0')).toEqual({ feeds: { sources: [mirror], machines: true } });
});

test('the named feed alone, where those of the machine do not respond', () => {
  process.env.NUGET_SOURCE = '/mirror';
  dotnet(VERSION, 'if grep -q "<clear />" ../nuget.config; then echo Restored; else', UNREACHED, 'fi');
  expect(findNuget('2.263.0')).toEqual({ feeds: { sources: ['/mirror'], machines: false } });
});

test('a feed that lacks the release of the CDK responds: the build reports it', () => {
  dotnet(VERSION, 'echo "error NU1102: Unable to find package Amazon.CDK.Lib"; exit 1');
  expect(findNuget('2.263.0')).toEqual({ feeds: { sources: [], machines: true } });
});

test.each([
  ['an old SDK', ['echo 8.0.404'], 'the .NET SDK is 8.0.404, so no C# was compiled or run; install'],
  ['a dotnet without an SDK', ['exit 1'], 'there is no dotnet, so no C# was compiled or run; install'],
  ['no feed', [VERSION, UNREACHED], 'NuGet is not reached, so no C# was compiled or run; name a feed'],
])('%s is told in one line', (_, script, missing) => {
  dotnet(...script);
  expect(findNuget('2.263.0')).toEqual({ missing: expect.stringContaining(missing) });
});
