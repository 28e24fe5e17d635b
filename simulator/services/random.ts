/**
 * Random numbers from a seed, so that a run can be repeated.
 * They are the high half of Knuth's MMIX, a linear congruential generator.
 */
export class SeededRandom {
  private state: bigint;

  constructor(seed: number) {
    this.state = BigInt(seed);
    // The first numbers of neighbouring seeds are similar.
    for (let turn = 0; turn < 3; turn += 1) { this.next(); }
  }

  /** Between 0 (inclusive) and 1 (exclusive), like `Math.random`. */
  public readonly next = (): number => {
    this.state = BigInt.asUintN(64, this.state * 6364136223846793005n + 1442695040888963407n);
    return Number(this.state / 4294967296n) / 4294967296;
  };

  public integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  public hex(length: number): string {
    return Array.from({ length }, () => this.integer(0, 15).toString(16)).join('');
  }

  public uuid(): string {
    return [this.hex(8), this.hex(4), `4${this.hex(3)}`, `a${this.hex(3)}`, this.hex(12)].join('-');
  }
}
