/**
 * List prices of US East (N. Virginia), x86, on demand, first tier, without the free tier, as published in 2025.
 *
 * Sources: https://aws.amazon.com/lambda/pricing/ and https://aws.amazon.com/step-functions/pricing/
 */
export const PRICES = {
  /** $0.20 per million */
  lambdaRequest: 0.20 / 1e6,
  lambdaGigabyteSecond: 0.0000166667,
  /** $0.025 per thousand, of a standard workflow; retries count */
  stateTransition: 0.025 / 1000,
} as const;

/** One invocation, as Lambda bills it. */
export interface Billed { readonly milliseconds: number; readonly memoryMB: number }

/** US dollars. */
export function costOf(invocations: readonly Billed[], stateTransitions: number): number {
  const gigabyteSeconds = invocations.reduce(
    (sum, { milliseconds, memoryMB }) => sum + (Math.ceil(milliseconds) / 1000) * (memoryMB / 1024), 0,
  );
  return invocations.length * PRICES.lambdaRequest
    + gigabyteSeconds * PRICES.lambdaGigabyteSecond
    + stateTransitions * PRICES.stateTransition;
}
