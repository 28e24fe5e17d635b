import {
  changeSeconds, SIZES_TB, WRONG_FACTORS, WRONG_SIZES_TB, type Measurement, type Result, type WrongEstimate,
} from './results';

/** For tests: contenders with characters that have to be escaped. */
export const CONTENDERS = [
  { id: 'library', label: 'this library', description: 'ours' },
  { id: 'provider-defaults', label: 'Provider <defaults>', description: 'theirs' },
  { id: 'provider-best', label: 'Provider, best', description: 'theirs, tuned' },
];

/** For tests: every contender at every size. The figures are of this library. */
export function resultsWith(calls: number, lagSeconds: number, oncePerStack: number = 8): Result[] {
  const wrong = WRONG_SIZES_TB.flatMap((sizeTB) => WRONG_FACTORS.map((factor): WrongEstimate => {
    const seconds = changeSeconds(sizeTB) * factor;
    const wrongEstimate = { sizeTB, factor, seconds, lagSeconds: lagSeconds * 2, lambdaInvocations: calls };
    return { contender: 'library', wrongEstimate };
  }));
  return [...wrong, ...CONTENDERS.flatMap(({ id }): Result[] => {
    const isOwn = id === 'library';
    const footprint = { oncePerStack: isOwn ? oncePerStack : 18, perNamespace: 1 };
    const measured = SIZES_TB.map((sizeTB): Measurement => {
      const completes = isOwn || sizeTB < 24;
      return {
        contender: id,
        sizeTB,
        outcome: completes ? 'COMPLETE' : 'ROLLBACK_FAILED',
        lagSeconds: completes ? lagSeconds : null,
        lambdaInvocations: isOwn ? calls : 400,
        apiCalls: 1,
        stateTransitions: 2,
        costUsd: isOwn ? 0.00123 : 0,
      };
    });
    return [...measured, { contender: id, footprint }];
  })];
}
