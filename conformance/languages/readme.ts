import { manifest } from '../package/artifacts';

const TYPESCRIPT = `from '${manifest.name}'`;

/**
 * jsii-pacmak translates the README's examples where it has translations, and otherwise copies the TypeScript.
 *
 * @throws if the README of a package holds no code of its language, or that of TypeScript
 */
export function assertReadme(language: string, readme: string, code: RegExp): void {
  const [given] = /^.*\b(import|using)\b.*redshift.*$/mi.exec(readme) ?? ['no import'];
  const hasTypeScript = language !== 'TypeScript' && readme.includes(TYPESCRIPT);
  if (!code.test(readme) || hasTypeScript) {
    throw new Error(`the README in the package must hold examples in ${language} (${code}), got: ${given.trim()}; `
      + "run 'npm run package:all', which translates the examples first");
  }
}
