import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WrittenFiles } from './json-report';
import { renderPng } from './png';
import { UsageError } from '../../terminal/usage-error';

const NAMES = { svg: 'rehearsal.svg', html: 'rehearsal.html', png: 'rehearsal.png' } as const;

/** The folder of --out. Nothing is written outside of it. */
export class OutputFolder {
  private readonly path: string;

  /** Makes the folder, and fails before the run if something could not be written. */
  constructor(given: string, private readonly png: boolean) {
    if (given.trim() === '') { throw new UsageError('--out needs the path of a folder, got nothing'); }
    this.path = resolve(given);
    try {
      mkdirSync(this.path, { recursive: true });
    } catch (error) {
      throw new UsageError(`the folder of --out cannot be made: ${(error as Error).message}; name another one`);
    }
    for (const name of Object.values(NAMES)) {
      const file = join(this.path, name);
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
        throw new UsageError(`--out has a folder of the name ${name}, got: ${given}; name another one`);
      }
    }
    if (!this.isWritable()) { throw new UsageError(`--out cannot be written, got: ${given}; name another folder`); }
    if (png) { renderPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'); }
  }

  public write(svg: string, html: string): WrittenFiles {
    const files = {
      svg: this.put(NAMES.svg, svg),
      html: this.put(NAMES.html, html),
      ...(this.png && { png: this.put(NAMES.png, renderPng(svg)) }),
    };
    return files;
  }

  private put(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    try {
      writeFileSync(path, content);
    } catch (error) {
      throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
    }
    return path;
  }

  private isWritable(): boolean {
    const files = Object.values(NAMES).map((name) => join(this.path, name)).filter((file) => existsSync(file));
    const probe = join(this.path, `.rehearsal-${process.pid}`);
    try {
      for (const path of files) { accessSync(path, constants.W_OK); }
      // A file system can be read-only for everybody.
      writeFileSync(probe, '');
      rmSync(probe);
      return true;
    } catch {
      return false;
    }
  }
}
