import { ValidationError } from './errors';

/** Fn::Cidr: subnets of an IPv4 block, each with this many host bits. */
export function subnetsOf(block: string, count: number, hostBits: number): readonly string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (!match) { throw new ValidationError(`the simulator does not support Fn::Cidr of ${block}: it has IPv4 only`); }
  const [a, b, c, d, prefix] = match.slice(1).map(Number);
  const room = 2 ** (32 - prefix - hostBits);
  if (!(count >= 1 && count <= 256 && hostBits >= 1 && count <= room)) {
    throw new ValidationError(
      `Template error: Fn::Cidr cannot make ${count} subnets with ${hostBits} host bits of ${block}`,
    );
  }
  const start = (((a * 256 + b) * 256 + c) * 256 + d);
  return Array.from({ length: count }, (_, index) => {
    const address = start + index * 2 ** hostBits;
    return `${[24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.')}/${32 - hostBits}`;
  });
}
