const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;
const HEX = '0123456789abcdef';
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The identifiers that CloudFormation generates, from a seed, so that a run can be repeated. */
export class Identifiers {
  private state: number;

  constructor(seed: number = 20260115) {
    this.state = seed;
  }

  public uuid(): string {
    const hex = this.letters(HEX, 32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** A physical name such as `Stack-Function-1A2B3C4D5E6F`. */
  public name(stackName: string, logicalId: string, maxLength: number = 64): string {
    const room = maxLength - 13;
    const half = Math.max(1, room - 1 - Math.min(logicalId.length, Math.floor(room / 2)));
    const stack = stackName.slice(0, half);
    return `${stack}-${logicalId.slice(0, room - 1 - stack.length)}-${this.letters(SUFFIX, 12)}`;
  }

  private letters(alphabet: string, count: number): string {
    let text = '';
    for (let i = 0; i < count; i += 1) {
      this.state = (this.state * MULTIPLIER) % MODULUS;
      text += alphabet[Math.floor((this.state / MODULUS) * alphabet.length)];
    }
    return text;
  }
}
