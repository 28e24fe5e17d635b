/** How the names and comments of the public API read in the other languages. */
import * as path from 'node:path';
import type { Declared } from './assembly';

const LANGUAGES = ['CSHARP', 'JAVA', 'PYTHON', 'GO'] as const;
type ReservedWords = Readonly<Record<`${typeof LANGUAGES[number]}_RESERVED`, ReadonlySet<string>>>;
// jsii does not export its list, and the build silences its warning, which does not say where the name is.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const words = require(path.join(__dirname, '../../node_modules/jsii/lib/reserved-words.js')) as ReservedWords;

const membersOf = ({ properties, methods, members }: Declared) => [...properties, ...methods, ...members];
const parametersOf = ({ methods, initializer }: Declared) =>
  [...methods.flatMap(({ parameters }) => parameters), ...initializer?.parameters ?? []];
const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** Tests of names and comments. Called by conventions.test.ts, so that the API is compiled once. */
export function testNames(declared: () => readonly Declared[]): void {
  // C# and Go write members with a capital letter, so that none is reserved.
  test.each(LANGUAGES)('no name is a reserved word: %s', (language) => {
    const reserved = words[`${language}_RESERVED`];
    expect(reserved.has('break')).toBe(true);
    const members = language === 'JAVA' || language === 'PYTHON' ? declared().flatMap(membersOf) : [];
    const names = [...members, ...declared().flatMap(parametersOf)].map(({ name }) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => reserved.has(name))).toEqual([]);
  });

  test('no member has the name of its type, which C# does not permit', () => {
    const same = declared().flatMap((type) => membersOf(type)
      .filter(({ name }) => pascalCase(name) === type.name)
      .map(({ name }) => `${type.name}.${name}`));
    expect(same).toEqual([]);
  });

  test('the first sentence of a comment ends with a full stop: jsii ends it at a semicolon too', () => {
    const described = declared().flatMap((type) => [
      { at: type.name, text: type.docs.summary },
      ...membersOf(type).map(({ name, docs }) => ({ at: `${type.name}.${name}`, text: docs.summary })),
    ]);
    const broken = described.filter(({ text = '' }) => text !== '' && !/[.!?]$/.test(text));
    expect(broken.map(({ at, text }) => `${at}: ${text}`)).toEqual([]);
  });
}
